import assert from 'node:assert/strict';
import { test } from 'node:test';

import { emptyRoom } from '../../../src/client/room.ts';
import { mayLetIn } from '../../../src/client/sealed/door.ts';
import { start } from '../../../src/client/start.ts';
import type { Room } from '../../../src/client/state.ts';
import { newTurn } from '../../../src/client/turn.ts';
import { account, nothing } from '../../rig/bare-client.ts';

const day = 24 * 60 * 60 * 1000;
const kept = {
  key: '00'.repeat(16),
  kind: 'group',
  name: 'lab',
  role: 'member',
  members: 2,
  topic: '',
  sealed: true,
  request: false,
  from: '',
  draft: false,
} as const;

/** `+lab` with ana's device 7, which is this one, and bob's device 3. */
function door(wary = true) {
  const own = { ...account, deviceSecret: '07'.repeat(32) };
  const { state } = start(nothing, own, { agent: 'test', seals: true, wary });
  const empty = emptyRoom(kept);
  const roster = [
    { user: 'ana', device: 7 },
    { user: 'bob', device: 3 },
  ];
  const at = { room: kept.key, gen: 1, epoch: 1, since: 1, spent: false, state: 'in' };
  const here = { ...at, roster, alarm: [], newcomers: [] };
  const room = { ...empty, seal: { ...empty.seal, here } } as Room;
  return (user: string, device: number, wall: number, young = false): boolean =>
    mayLetIn(newTurn(state, { now: 0, wall, chance: 0 }), room, { user, device }, young);
}

test('a further device of somebody who is in waits a day by the own clock, from when it was first heard of', () => {
  const lets = door();

  assert.equal(lets('bob', 9, 5), false);
  assert.equal(lets('bob', 9, 4 + day), false);
  assert.equal(lets('bob', 9, 5 + day), true);
  assert.equal(lets('bob', 10, 5 + day), false);
});

test('a number under which somebody else waited opens to nobody else', () => {
  const lets = door();
  lets('bob', 9, 0);

  assert.equal(lets('ana', 9, 2 * day), false);
});

test('who is in, and who comes with a first device, is let in; unless that is new for its owner', () => {
  const lets = door();

  assert.equal(lets('bob', 3, 0), true);
  assert.equal(lets('eva', 11, 0), true);
  assert.equal(lets('eva', 12, 0, true), false);
  assert.equal(lets('eva', 12, day, true), true);
});

test('an own device that is not known here is let in by nobody, however long it waits', () => {
  const lets = door();

  assert.equal(lets('ana', 8, 0), false);
  assert.equal(lets('ana', 8, 3 * day), false);
});

test('numbers that a nuvem makes up are remembered up to a bound', () => {
  const lets = door();
  for (let device = 100; device < 2600; device += 1) lets('bob', device, 0);

  assert.equal(lets('bob', 100, day), true);
  assert.equal(lets('bob', 2599, day), false);
});
