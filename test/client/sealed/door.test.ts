import assert from 'node:assert/strict';
import { test } from 'node:test';

import { emptyRoom } from '../../../src/client/room.ts';
import { letInElsewhere, mayLetIn, onOwnDevices } from '../../../src/client/sealed/door.ts';
import { start } from '../../../src/client/start.ts';
import type { Room } from '../../../src/client/state.ts';
import { newTurn, type Turn } from '../../../src/client/turn.ts';
import { account, nothing, of } from '../../rig/bare-client.ts';

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

/** The device 7 of ana's, which knows of 5 from before, and what it tells of those that are listed then. */
function asking() {
  const own = { ...account, deviceSecret: '07'.repeat(32) };
  const { state } = start(nothing, own, { agent: 'test', seals: true, wary: true });
  const turnAt = () => newTurn(state, { now: 0, wall: 3 * day, chance: 0 });
  const lists = (...ids: readonly number[]) => {
    const turn = turnAt();
    const devices = ids.map((id) => listed(id));
    onOwnDevices(turn, { type: 'devices-are', re: 1, identity: Buffer.alloc(32), devices });
    return toldIn(turn);
  };
  lists(5, 7);
  const letsIn = (user: string, device: number, other: number) => {
    const turn = turnAt();
    letInElsewhere(turn, { user, device }, [{ user: 'ana', device: other }]);
    return toldIn(turn);
  };
  return { lists, letsIn };
}

const listed = (id: number) => {
  const times = { created: id < 8 ? id : 3 * day, seen: 3 * day };
  const flags = { revoked: false, online: true };
  return {
    id,
    label: `d${id}`,
    key: Buffer.alloc(32, id),
    cert: Buffer.alloc(64),
    ...times,
    ...flags,
  };
};

const toldIn = ({ effects }: Turn): unknown[] =>
  of(effects, 'tell').map(({ event }) => ('device' in event ? [event.event, event.device] : event));

test('a device that an own one let in is asked about no more; what anybody else let in, still', () => {
  const ana = asking();

  assert.deepEqual(ana.lists(5, 7, 8, 9), [
    ['knock', 8],
    ['knock', 9],
  ]);
  assert.deepEqual(ana.letsIn('bob', 3, 8), []);
  assert.deepEqual(ana.letsIn('ana', 9, 8), []);
  assert.deepEqual(ana.letsIn('ana', 6, 8), []);
  assert.deepEqual(ana.lists(5, 7, 8, 9), [
    ['knock', 8],
    ['knock', 9],
  ]);
  assert.deepEqual(ana.letsIn('ana', 5, 8), [['knock-over', 8]]);
  assert.deepEqual(ana.letsIn('ana', 5, 8), []);
  assert.deepEqual(ana.lists(5, 7, 8, 9), [['knock', 9]]);
});

test('a device that an own one let in before it was heard of is not asked about at all', () => {
  const ana = asking();

  assert.deepEqual(ana.letsIn('ana', 5, 8), []);
  assert.deepEqual(ana.lists(5, 7, 8, 9), [['knock', 9]]);
});
