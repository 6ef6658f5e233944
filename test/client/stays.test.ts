import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';

import type { LineRow } from '../../src/client/port.ts';
import { newClient, type TestClient } from '../rig/client.ts';
import { newRig } from '../rig/nuvem.ts';

/** A group of ana and bia, in which both have written. */
async function talking(ana: TestClient, bia: TestClient): Promise<string> {
  const { to } = await ana.client.ask({
    kind: 'create',
    id: randomBytes(16).toString('hex'),
    what: 'group',
    name: '+lab',
    members: ['@bia'],
  });
  await bia.until('room', ({ room }) => room.to === to);
  await bia.say(to, 'hers');
  await ana.say(to, 'his');
  await bia.until('line', ({ line }) => isText(line, 'his'));
  return to;
}

const isText = ({ content }: Pick<LineRow, 'content'>, text: string) =>
  content.kind === 'text' && content.text === text;
const remove = (ana: TestClient, room: string) =>
  ana.client.ask({ kind: 'remove', room, member: '@bia' });
const add = (ana: TestClient, room: string) =>
  ana.client.ask({ kind: 'add', room, members: ['@bia'] });
const gaps = ({ events }: TestClient) => events.filter(({ event }) => event === 'gap');

test('who is removed and added again writes and reads on, with the same device', async () => {
  await using rig = await newRig();
  await using ana = await newClient(rig, 'ana');
  await using bia = await newClient(rig, 'bia');
  const to = await talking(ana, bia);
  await remove(ana, to);
  await bia.until('room-gone');
  await add(ana, to);
  await bia.until('room', ({ room }) => room.to === to);

  await bia.say(to, 'hers again');

  await ana.until('line', ({ line }) => isText(line, 'hers again'));
  assert.deepEqual(gaps(bia), []);
});

test('a client that was away while removed gets the rest, and is then told that the room is gone', async () => {
  await using rig = await newRig();
  await using ana = await newClient(rig, 'ana');
  await using bia = await newClient(rig, 'bia');
  const to = await talking(ana, bia);
  bia.network(false);
  bia.cut();
  await bia.until('link', ({ link }) => link.state === 'down');
  await ana.say(to, 'while she is away');
  await remove(ana, to);
  await ana.say(to, 'without her');
  bia.network(true);

  await bia.until('line', ({ line }) => isText(line, 'while she is away'));
  await bia.until('room-gone');

  assert(!bia.events.some((one) => one.event === 'line' && isText(one.line, 'without her')));
  assert.deepEqual(gaps(bia), []);
});

test('lines that wait while somebody is removed and added again go out, and nothing is a gap', async () => {
  await using rig = await newRig();
  await using ana = await newClient(rig, 'ana');
  await using bia = await newClient(rig, 'bia');
  const to = await talking(ana, bia);
  bia.network(false);
  bia.cut();
  await bia.until('link', ({ link }) => link.state === 'down');
  await bia.say(to, 'she waits', 'waiting');
  await ana.say(to, 'while she is away');
  await remove(ana, to);
  await ana.say(to, 'without her');
  await add(ana, to);
  await ana.say(to, 'with her');
  bia.network(true);

  await bia.until('line', ({ line }) => isText(line, 'while she is away'));
  await bia.until('line', ({ line }) => isText(line, 'with her'));
  await ana.until('line', ({ line }) => isText(line, 'she waits'));

  assert.deepEqual(gaps(bia), []);
  assert(!bia.events.some(({ event }) => event === 'room-gone'));
  assert(!bia.events.some((one) => one.event === 'line' && isText(one.line, 'without her')));
});

/** Bia writes a line where she was removed meanwhile; her process ends as it fails, before it could say so. */
async function failing(ana: TestClient, bia: TestClient, to: string): Promise<TestClient> {
  bia.network(false);
  bia.cut();
  await bia.until('link', ({ link }) => link.state === 'down');
  await bia.say(to, 'she waits', 'waiting');
  await remove(ana, to);
  const died = bia.dies('after', (write) => write.do === 'left');
  bia.network(true);
  await died;
  assert(!bia.events.some((one) => one.event === 'state' && one.state === 'failed'));
  return bia.again();
}

const failedIn = async ({ client }: TestClient, room: string) =>
  (await client.ask({ kind: 'lines', room, limit: 100 })).filter(({ state }) => state === 'failed');

test('a line that failed as its room went is shown there, until it is given up', async () => {
  await using rig = await newRig();
  await using ana = await newClient(rig, 'ana', { seals: true });
  await using bia = await newClient(rig, 'bia', { seals: true });
  const to = await talking(ana, bia);
  await using back = await failing(ana, bia, to);

  const failed = await failedIn(back, to);
  assert.deepEqual(
    failed.map(({ content, reason }) => [isText({ content }, 'she waits'), reason]),
    [[true, ['refused', 'no-room']]],
  );

  for (const { id } of failed) await back.client.ask({ kind: 'give-up', room: to, id });
  assert.deepEqual(await failedIn(back, to), []);
  await using third = await back.again();
  assert.deepEqual(await failedIn(third, to), []);
});

test('a line that failed as its room went is said again when that is theirs again', async () => {
  await using rig = await newRig();
  await using ana = await newClient(rig, 'ana', { seals: true });
  await using bia = await newClient(rig, 'bia', { seals: true });
  const to = await talking(ana, bia);
  await using back = await failing(ana, bia, to);
  await back.until('link', ({ link }) => link.state === 'up');
  await add(ana, to);
  await back.until('room', ({ room }) => room.to === to);

  const content = { kind: 'text', text: 'she waits' } as const;
  const failed = await failedIn(back, to);
  assert.equal(failed.length, 1);
  for (const { id } of failed)
    await back.client.ask({ kind: 'send', id, to, content, wait: 'stored' });

  await ana.until('line', ({ line }) => isText(line, 'she waits'));
  assert.deepEqual(await failedIn(back, to), []);
});

test('who left while one was away holds back no receipts', async () => {
  await using rig = await newRig();
  await using ana = await newClient(rig, 'ana');
  await using bia = await newClient(rig, 'bia');
  await using caio = await newClient(rig, 'caio');
  const to = await talking(ana, bia);
  await ana.client.ask({ kind: 'add', room: to, members: ['@caio'] });
  await caio.until('room', ({ room }) => room.to === to);
  await ana.say(to, 'seen by both');
  await ana.until('receipt', ({ user, delivered }) => user === 'caio' && delivered > 0);
  ana.network(false);
  ana.cut();
  await ana.until('link', ({ link }) => link.state === 'down');
  await caio.client.ask({ kind: 'leave', room: to });
  ana.network(true);

  const line = await ana.say(to, 'seen by her', 'delivered');

  assert.equal(line.state, 'delivered');
});
