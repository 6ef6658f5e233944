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
