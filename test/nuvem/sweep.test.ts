import assert from 'node:assert/strict';
import { test } from 'node:test';

import { testClock } from '../rig/clock.ts';
import { newRig } from '../rig/nuvem.ts';
import { openRoom, post } from '../rig/rooms.ts';

const hours = 3_600_000;

test('what everybody has is swept within the hour, and a line posted again is still known', async () => {
  const clock = testClock();
  await using rig = await newRig({ clock });
  const ana = await rig.join('ana');
  const bia = await rig.join('bia');
  const { room } = await openRoom(ana, 'group', 'lab', ['bia']);
  await post(ana, room, 1, 'soon gone');
  for (const wire of [ana, bia]) {
    await wire.hear('message', ({ seq }) => seq === 2);
    wire.say({ type: 'ack', marks: [{ room, seq: 2 }] });
    await wire.want('pong', { type: 'ping' });
  }
  await rig.nuvem.world.marks.flush();
  const row = (await rig.store.roomByKey(room))!;
  assert.equal((await rig.store.read(row.id, 0, 10, 1e6)).length, 2);

  clock.advance(2 * hours);
  // What was asked of the store before, the sweep, is done when it answers this.
  const left = await rig.store.read(row.id, 0, 10, 1e6);

  assert.deepEqual(left, []);
  const back = await rig.join('ana');
  const again = await post(back, room, 1, 'soon gone');
  assert(again.type === 'stored');
  assert.equal(again.seq, undefined);
  const next = await post(back, room, 2, 'the next one');
  assert(next.type === 'stored');
  assert.equal(next.seq, 3);
});

test('the sweep ends with the nuvem', async () => {
  const clock = testClock();
  const rig = await newRig({ clock });
  let asked = 0;
  Object.assign(rig.store, { sweep: () => Promise.resolve(((asked += 1), 0)) });
  clock.advance(hours);
  assert.equal(asked, 1);

  await rig[Symbol.asyncDispose]();
  clock.advance(48 * hours);

  assert.equal(asked, 1);
});
