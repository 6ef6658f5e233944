import assert from 'node:assert/strict';
import { test } from 'node:test';

import { newRig, type Rig, type Rooms, syncWith } from '../rig/nuvem.ts';
import { openRoom, post, said } from '../rig/rooms.ts';
import type { Wire } from '../rig/wire.ts';

type Marks = Parameters<typeof syncWith>[1];

const told = (rooms: Rooms, room: Uint8Array) =>
  rooms.filter((each) => Buffer.compare(each.room, room) === 0);
/** What a device got of its rooms' logs up to here, in order, with what it was told of the rooms. */
async function heard(wire: Wire, room: Uint8Array): Promise<readonly string[]> {
  await wire.want('pong', { type: 'ping' });
  const mine = wire.unheard.filter((one) => 'room' in one && Buffer.compare(one.room, room) === 0);
  return mine.flatMap((one) => {
    if (one.type === 'message') return [`${one.seq} ${said(one)}`];
    if (one.type === 'room') return [`room from ${one.joined}`];
    return one.type === 'room-gone' ? ['gone'] : [];
  });
}

async function back(rig: Rig, device: string, marks?: Marks): Promise<Wire & { rooms: Rooms }> {
  const wire = await rig.enter('bia', device);
  const rooms = await syncWith(wire, marks);
  return { ...wire, rooms };
}

/** A group in which bia read two entries and went offline; then a line, her removal, and a line without her. */
async function removed(rig: Rig) {
  const ana = await rig.join('ana');
  const bia = await rig.join('bia');
  const { room } = await openRoom(ana, 'group', 'lab', ['bia']);
  await post(ana, room, 1, 'with bia');
  await bia.hear('message', (m) => m.seq === 2);
  bia.close();
  await bia.ended;
  await post(ana, room, 2, 'while she is away');
  await ana.want('ok', { type: 'room-remove', room, member: 'bia' });
  await post(ana, room, 3, 'without bia');
  return { ana, room };
}

test('who was removed while away gets the log up to the entry that says so, then room-gone', async () => {
  await using rig = await newRig();
  const { room } = await removed(rig);

  const bia = await back(rig, 'one', [{ room, seq: 2 }]);
  await bia.hear('room-gone', (gone) => Buffer.compare(gone.room, room) === 0);

  const [row, ...more] = told(bia.rooms, room);
  assert.deepEqual([row?.joined, row?.head, more], [0, 4, []]);
  assert.deepEqual(await heard(bia, room), ['3 while she is away', '4 removed bia by ana']);
});

test('the end of a room is told once to a device that says it has all of it', async () => {
  await using rig = await newRig();
  const { room } = await removed(rig);

  const bia = await back(rig, 'one', [{ room, seq: 4 }]);
  assert.deepEqual(told(bia.rooms, room), []);
  bia.close();
  await bia.ended;
  const again = await back(rig, 'one');

  assert.deepEqual(told(again.rooms, room), []);
  assert.deepEqual(await heard(again, room), []);
});

test('a device that came after the removal learns nothing of the room', async () => {
  await using rig = await newRig();
  const { room } = await removed(rig);

  const phone = await back(rig, 'phone');

  assert.deepEqual(told(phone.rooms, room), []);
  assert.deepEqual(await heard(phone, room), []);
});

test('removed and added again while away: both stays in order, and nothing between them', async () => {
  await using rig = await newRig();
  const { ana, room } = await removed(rig);
  await ana.want('ok', { type: 'room-add', room, members: ['bia'] });
  await post(ana, room, 4, 'with bia again');

  const bia = await back(rig, 'one', [{ room, seq: 2 }]);
  const last = await bia.hear('message', (m) => m.seq === 7);

  assert.equal(told(bia.rooms, room)[0]?.joined, 0);
  assert.equal(said(last), 'with bia again');
  assert.deepEqual(await heard(bia, room), [
    '3 while she is away',
    '4 removed bia by ana',
    'room from 5',
    '6 added bia by ana',
  ]);
  const page = await bia.want('page', { type: 'fetch', room, after: 0, limit: 100 });
  assert.deepEqual(
    page.entries.map(({ seq }) => seq),
    [6, 7],
  );
});

test('a slow reader that is removed and added again misses nothing of either stay', async () => {
  await using rig = await newRig();
  const ana = await rig.join('ana');
  const bia = await rig.join('bia');
  const { room } = await openRoom(ana, 'group', 'lab', ['bia']);
  await bia.hear('message', (m) => m.seq === 1);
  bia.stopReading();
  for (let no = 1; no <= 20; no += 1) await post(ana, room, no, 'x'.repeat(120_000));
  await ana.want('ok', { type: 'room-remove', room, member: 'bia' });
  await post(ana, room, 21, 'without bia');
  await ana.want('ok', { type: 'room-add', room, members: ['bia'] });
  await post(ana, room, 22, 'with bia again');

  bia.readAgain();
  await bia.hear('message', (m) => m.seq === 25);

  const seqs = bia.unheard.flatMap((one) => (one.type === 'message' ? [one.seq] : []));
  assert.deepEqual(seqs, [...Array.from({ length: 21 }, (_, at) => at + 2), 24]);
});

test('a request that was declined on one device tells the others nothing of its lines', async () => {
  await using rig = await newRig();
  const ana = await rig.join('ana');
  const bia = await rig.join('bia');
  await rig.account('bia', 'phone');
  const lobby = await rig.lobby();
  await bia.want('ok', { type: 'room-leave', room: lobby });
  const { room } = await openRoom(ana, 'dm', '', ['bia']);
  await post(ana, room, 1, 'buy this');
  await bia.hear('message', (m) => Buffer.compare(m.room, room) === 0);
  await bia.want('ok', { type: 'request-answer', room, answer: 'decline' });

  const phone = await back(rig, 'phone');

  assert.deepEqual(told(phone.rooms, room), []);
  assert.deepEqual(await heard(phone, room), []);
});
