import assert from 'node:assert/strict';
import { test } from 'node:test';

import { codeOf, open, type Room, seal } from '../../src/e2ee/room.ts';
import { restored, saved, turned } from '../../src/e2ee/saved.ts';
import { fault, label, roomOf, value, vouches } from './rig/dweller.ts';

const again = (room: Room): Room => restored(saved(room), vouches);

test('a room that was saved goes on where it was', async () => {
  const [ana, bob] = await roomOf('ana', 'bob');
  const one = await seal(ana!, label, label);
  const two = await seal(again(one.room), label, label);

  const second = value(await open(again(bob!), two.wire, label));
  const first = value(await open(again(second.room), one.wire, label));

  assert.equal(codeOf(again(first.room)), codeOf(ana!));
  assert.equal(fault(await open(again(first.room), one.wire, label)), 'crypto');
});

test('a message is one small row, over the one whose key it used up', async () => {
  const [ana, bob] = await roomOf('ana', 'bob');
  const rows = new Map(saved(bob!).ratchets);
  const before = new Map(rows);
  const { wire } = await seal(ana!, label, label);
  const after = value(await open(bob!, wire, label)).room;
  const changed = turned(bob!, after);
  for (const [part, row] of changed) rows.set(part, row);

  assert.deepEqual([...changed.keys()], [0]);
  assert.equal(changed.get(0)?.length, 2 * 2 * 40);
  assert.deepEqual(rows, saved(after).ratchets);
  assert.notDeepEqual(rows.get(0), before.get(0));
  const late = restored({ ...saved(bob!), ratchets: rows }, vouches);
  assert.equal(fault(await open(late, wire, label)), 'crypto');
});

test('rows of another program are a bug, not a room', () => {
  const junk = Buffer.from('junk');
  assert.throws(() => restored({ core: junk, tree: junk, ratchets: new Map() }, vouches));
});
