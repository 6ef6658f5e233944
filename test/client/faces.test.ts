import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { test } from 'node:test';

import { mustBeThemselves } from '../../src/cli/_faces.ts';
import { explained } from '../../src/cli/failure.ts';
import { selfOf } from '../../src/client/account.ts';
import { openDb } from '../../src/client/db/serve.ts';
import { ClientError } from '../../src/client/port.ts';
import { newClient, type TestClient } from '../rig/client.ts';
import { newRig, type Rig } from '../rig/nuvem.ts';

async function newcomer(rig: Rig, name: string): Promise<TestClient> {
  const person = await newClient(rig, name, { seals: true });
  await person.until('link', ({ link }) => link.state === 'up');
  return person;
}

const sealed = (who: TestClient) => who.until('room', ({ room }) => room.sealed);

test('a group is sealed when it is made, and called by its name for who is in it', async () => {
  await using rig = await newRig();
  await using ana = await newcomer(rig, 'ana');
  await using bob = await newcomer(rig, 'bob');
  const id = '0'.repeat(32);
  await bob.client.ask({ kind: 'reachable' });
  const named = bob.until('room', ({ room }) => room.to === '+lab');

  const made = await ana.client.ask({
    kind: 'create',
    id,
    what: 'group',
    name: 'lab',
    members: ['bob'],
  });
  const { room } = await named;

  assert.deepEqual([made.sealed, made.waiting, made.alarm], [true, undefined, []]);
  assert.deepEqual([room.to, room.waiting, room.alarm], ['+lab', undefined, []]);
  const [one, other] = await Promise.all(
    [ana, bob].map(({ client }) => client.ask({ kind: 'room-code', room: '+lab' })),
  );
  assert.match(one!.code, /^(\d{5} ){4}\d{5}$/);
  assert.deepEqual(one, other);
});

test('two people see the same digits, and accept those that they saw and no others', async () => {
  await using rig = await newRig();
  await using ana = await newcomer(rig, 'ana');
  await using bob = await newcomer(rig, 'bob');
  await ana.say('@bob', 'oi');
  await sealed(bob);

  const known = await ana.client.ask({ kind: 'person', name: '@Bob' });
  const back = await bob.client.ask({ kind: 'person', name: 'ana' });
  const others = known.safety!.replaceAll(/\d/g, '0');
  const wrong = ana.client.ask({ kind: 'accept', name: 'bob', safety: others });
  await assert.rejects(wrong, (fault: ClientError) => fault.reason[0] === 'digits-changed');
  const { safety = '' } = known;
  const accepted = await ana.client.ask({ kind: 'accept', name: 'bob', safety });
  const { user } = await ana.until('verified');
  const after = await ana.client.ask({ kind: 'person', name: 'bob' });

  assert.equal(user, 'bob');
  assert.deepEqual([known.verified, known.changed, known.safety], [false, false, back.safety]);
  assert.deepEqual(accepted, { ...known, verified: true });
  assert.deepEqual(after, accepted);
});

/** Whether bob is marked as compared: where rooms are listed, and where members are. */
async function marked({ client }: TestClient): Promise<readonly (true | undefined)[]> {
  const rooms = await client.ask({ kind: 'rooms' });
  const members = await client.ask({ kind: 'members', room: '@bob' });
  const row = rooms.find(({ to }) => to === '@bob');
  return [row?.verified, members.find(({ name }) => name === 'bob')?.verified];
}

test('who was compared is marked, over a restart too, and nobody else is', async () => {
  await using rig = await newRig();
  const before = await newcomer(rig, 'ana');
  await using bob = await newcomer(rig, 'bob');
  await before.say('@bob', 'oi');
  await sealed(bob);

  const fresh = await marked(before);
  await before.client.ask({ kind: 'accept', name: 'bob' });
  await before.until('room', ({ room }) => room.to === '@bob' && room.verified === true);
  const now = await marked(before);
  await using ana = await before.again();
  await ana.until('link', ({ link }) => link.state === 'up');
  const later = await marked(ana);
  const [self] = await ana.client.ask({ kind: 'members', room: '@bob' });

  assert.deepEqual(fresh, [undefined, undefined]);
  assert.deepEqual(now, [true, true]);
  assert.deepEqual(later, [true, true]);
  assert.deepEqual([self?.name, self?.verified], ['ana', undefined]);
});

/** The one somebody knew before, whoever that was. */
async function knewAnother(who: TestClient, user: string): Promise<void> {
  const account = who.kept();
  const file = join(who.folder, 'client.db');
  const key = Buffer.from(account.storageKey, 'hex');
  await using db = openDb(file, key, randomBytes, { self: selfOf(account) });
  await db.commit([{ do: 'pin', user, identity: randomBytes(32), verified: true }]);
}

test('while somebody is not who they were nothing is sent to them, until their new key is accepted', async () => {
  await using rig = await newRig();
  await using before = await newcomer(rig, 'ana');
  await using bob = await newcomer(rig, 'bob');
  await before.say('@bob', 'oi');
  await sealed(bob);
  await before.client[Symbol.asyncDispose]();
  await knewAnother(before, 'bob');
  await using ana = await before.again();
  await ana.until('link', ({ link }) => link.state === 'up');

  const none = await marked(ana);
  const [held] = (await ana.client.ask({ kind: 'rooms' })).filter(({ to }) => to === '@bob');
  const refused = await mustBeThemselves(ana.client, '@Bob').then(() => undefined, explained);
  const stored = ana.say('@bob', 'segredo');
  const now = await ana.client.ask({ kind: 'person', name: 'bob' });
  const theirs = await bob.client.ask({ kind: 'person', name: 'ana' });
  const [waits] = (await ana.client.ask({ kind: 'lines', room: '@bob', limit: 1 })).slice(-1);
  const { safety = '' } = now;
  const accepted = await ana.client.ask({ kind: 'accept', name: 'bob', safety });
  const { room } = await ana.until(
    'room',
    ({ room: one }) => one.to === '@bob' && one.alarm.length === 0,
  );
  await stored;

  assert.deepEqual(none, [undefined, undefined]);
  assert.equal(room.verified, true);
  assert.deepEqual(held?.alarm, ['bob']);
  assert.deepEqual(refused, { reason: ['held-back', 'bob', '@Bob'], exit: 4 });
  assert.deepEqual([now.changed, now.verified, now.safety], [true, false, theirs.safety]);
  assert.equal(waits?.state, 'waiting');
  assert.deepEqual([accepted.changed, accepted.verified], [false, true]);
  assert.deepEqual([room.alarm, room.sealed], [[], true]);
  await bob.until(
    'line',
    ({ line: { content } }) => 'text' in content && content.text === 'segredo',
  );
});
