import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';

import { ClientError } from '../../../src/client/port.ts';
import type { TestClient } from '../../rig/client.ts';
import { hears, roomOf, sealing, stands, told } from '../../rig/crew.ts';
import { newRig } from '../../rig/nuvem.ts';

const wary = { wary: true } as const;
const login = { wary: true, enrol: 'login' } as const;

const isIn = ({ sealed }: { sealed: boolean }): boolean => sealed;

const confirm = (who: TestClient, device: number, digits?: string) =>
  who.client.ask({
    kind: 'confirm',
    id: randomBytes(16).toString('hex'),
    device,
    ...(digits === undefined ? {} : { digits }),
  });

const why = (asked: Promise<unknown>): Promise<unknown> =>
  asked.then(
    () => 'done',
    (fault: unknown) => (fault instanceof ClientError ? fault.reason : fault),
  );

test('a new device waits until one of its owner’s was told the six digits that it shows', async () => {
  await using rig = await newRig();
  await using ana = await sealing(rig, 'ana', wary);
  await using bob = await sealing(rig, 'bob', wary);
  await ana.say('@bob', 'antes');
  await hears(bob, 'antes');

  await using other = await sealing(rig, 'ana', login);
  const { device } = other.kept();
  const knock = await told(ana, 'knock', () => true);
  await stands(other, '@bob', ({ waiting }) => waiting === 'confirm');
  const [listed] = await ana.client.ask({ kind: 'devices' });
  const early = await why(confirm(ana, device, '123456'));
  assert.deepEqual(await confirm(ana, device), { state: 'shown' });
  const { digits } = await other.until('digits');
  const wrong = await why(
    confirm(ana, device, String((Number(digits) + 1) % 1e6).padStart(6, '0')),
  );
  const twice = await why(confirm(ana, device, digits));
  await confirm(ana, device);
  const again = await other.until('digits');
  assert.deepEqual(await confirm(ana, device, again.digits), { state: 'confirmed' });
  await stands(other, '@bob', isIn);
  await bob.say('@ana', 'às duas');
  await hears(other, 'às duas');

  assert.deepEqual([knock.device, knock.label], [device, 'test']);
  assert.deepEqual([listed?.id, listed?.waits], [device, true]);
  assert.deepEqual(early, ['digits-first', device]);
  assert.deepEqual(wrong, ['digits-wrong', device]);
  assert.deepEqual(twice, ['digits-first', device]);
  assert.notEqual(again.digits, digits);
  assert.equal((await roomOf(bob, '@ana'))?.newcomers, undefined);
  assert.deepEqual(await other.texts('@bob'), ['às duas']);
});

test('a device that was confirmed or revoked on another one is asked about no more', async () => {
  await using rig = await newRig();
  await using ana = await sealing(rig, 'ana', wary);
  await using bob = await sealing(rig, 'bob', wary);
  await ana.say('@bob', 'antes');
  await hears(bob, 'antes');
  const asksAbout = (who: TestClient, of: TestClient, event: 'knock' | 'knock-over' = 'knock') =>
    told(who, event, ({ device }) => device === of.kept().device);
  const confirmed = async (by: TestClient, one: TestClient): Promise<void> => {
    const { device } = one.kept();
    await asksAbout(by, one);
    await confirm(by, device);
    await confirm(by, device, (await one.until('digits')).digits);
  };

  await using second = await sealing(rig, 'ana', login);
  await confirmed(ana, second);
  await asksAbout(ana, second, 'knock-over');
  await stands(second, '@bob', isIn);
  await using third = await sealing(rig, 'ana', login);
  await asksAbout(ana, third);
  await second.client.ask({ kind: 'revoke-device', device: third.kept().device });
  await asksAbout(ana, third, 'knock-over');
  await using fourth = await sealing(rig, 'ana', login);
  await asksAbout(ana, fourth);
  await confirmed(second, fourth);
  await asksAbout(ana, fourth, 'knock-over');
  await using again = await ana.again();
  await told(again, 'link', ({ link }) => link.state === 'up');
  await again.client.ask({ kind: 'devices' });

  assert.deepEqual(
    again.events.filter(({ event }) => event === 'knock'),
    [],
  );
});

test('a device that was confirmed is let into a group that somebody makes afterwards', async () => {
  await using rig = await newRig();
  await using ana = await sealing(rig, 'ana', wary);
  await using bob = await sealing(rig, 'bob', wary);
  await ana.say('@bob', 'antes');
  await hears(bob, 'antes');
  await using other = await sealing(rig, 'bob', login);
  const { device } = other.kept();
  await told(bob, 'knock', () => true);
  await confirm(bob, device);
  await confirm(bob, device, (await other.until('digits')).digits);
  await stands(other, '@ana', isIn);

  const id = randomBytes(16).toString('hex');
  await ana.client.ask({ kind: 'create', id, what: 'group', name: 'lab', members: ['bob'] });

  await stands(other, '+lab', isIn);
});
