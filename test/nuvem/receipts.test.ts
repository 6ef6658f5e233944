import assert from 'node:assert/strict';
import { test } from 'node:test';

import { testClock } from '../rig/clock.ts';
import { bodyOf, newRig, type Rig, syncWith } from '../rig/nuvem.ts';
import type { Wire } from '../rig/wire.ts';

test('the author of a line in a DM learns that it was received, and then that it was read', async () => {
  await using rig = await newRig();
  const { ana, bob, room } = await newDm(rig);
  await say(ana, room, 1);
  await bob.hear('message');

  bob.say({ type: 'ack', marks: [{ room, seq: 1 }] });
  const delivered = await ana.hear('receipt');
  bob.say({ type: 'read', marks: [{ room, seq: 1 }] });
  const read = await ana.hear('receipt');

  assert.deepEqual(plain(delivered), [{ name: 'bob', delivered: 1, read: 0 }]);
  assert.deepEqual(plain(read), [{ name: 'bob', delivered: 1, read: 1 }]);
});

test('who blocks shows the other no receipts any more, not even of older lines', async () => {
  const clock = testClock();
  await using rig = await newRig({ clock });
  const { ana, bob, room } = await newDm(rig);
  await say(ana, room, 1);
  await bob.want('ok', { type: 'block', name: 'ana', on: true });

  bob.say({ type: 'ack', marks: [{ room, seq: 1 }] });
  bob.say({ type: 'read', marks: [{ room, seq: 1 }] });
  await bob.want('pong', { type: 'ping' });
  clock.advance(1000);
  await ana.want('users-are', { type: 'users', after: '' });

  assert.equal(ana.unheard.filter(({ type }) => type === 'receipt').length, 0);
  await bob.want('ok', { type: 'block', name: 'ana', on: false });
  const again = await rig.enter('ana');
  await syncWith(again);
  clock.advance(1000);
  assert.equal((await again.hear('receipt')).rooms[0]?.read, 1);
});

test('receipts of many lines are merged, two frames a second at most', async () => {
  const clock = testClock();
  await using rig = await newRig({ clock });
  const { ana, bob, room } = await newDm(rig);
  for (let no = 1; no <= 20; no += 1) await say(ana, room, no);

  for (let seq = 1; seq <= 20; seq += 1) {
    bob.say({ type: 'ack', marks: [{ room, seq }] });
    await bob.want('pong', { type: 'ping' });
    clock.advance(20);
  }
  clock.advance(500);
  await ana.want('pong', { type: 'ping' });

  const receipts = ana.unheard.filter(({ type }) => type === 'receipt');
  assert(receipts.length >= 1 && receipts.length <= 2, `${receipts.length}`);
  const last = receipts.at(-1);
  assert(last?.type === 'receipt');
  assert.deepEqual(plain(last), [{ name: 'bob', delivered: 20, read: 0 }]);
});

test('only the authors of the lines get receipts', async () => {
  await using rig = await newRig();
  const { ana, bob, eva, room } = await newGroup(rig);
  await say(ana, room, 1);
  const line = await bob.hear('message', ({ kind }) => kind === 0);

  bob.say({ type: 'ack', marks: [{ room, seq: line.seq }] });

  assert.equal((await ana.hear('receipt')).rooms[0]?.name, 'bob');
  await eva.want('pong', { type: 'ping' });
  assert.equal(eva.unheard.filter(({ type }) => type === 'receipt').length, 0);
});

test('channels have no receipts', async () => {
  await using rig = await newRig();
  const ana = await rig.join('ana');
  const bob = await rig.join('bob');
  const room = await rig.lobby();
  await say(ana, room, 1);
  await bob.hear('message');

  bob.say({ type: 'ack', marks: [{ room, seq: 1 }] });
  bob.say({ type: 'read', marks: [{ room, seq: 1 }] });
  await bob.want('pong', { type: 'ping' });
  await ana.want('pong', { type: 'ping' });

  assert.equal(ana.unheard.filter(({ type }) => type === 'receipt').length, 0);
});

for (const shy of ['ana', 'bob'] as const)
  test(`when ${shy} has receipts off, reading shows to neither side`, async () => {
    await using rig = await newRig();
    const { ana, bob, room } = await newDm(rig);
    await { ana, bob }[shy].want('ok', { type: 'receipts-off', off: true });
    await say(ana, room, 1);
    await bob.hear('message');

    bob.say({ type: 'read', marks: [{ room, seq: 1 }] });

    assert.deepEqual(plain(await ana.hear('receipt')), [{ name: 'bob', delivered: 1, read: 0 }]);
  });

test('an author who was away learns on return what was received meanwhile', async () => {
  await using rig = await newRig();
  const { ana, bob, room } = await newDm(rig);
  await say(ana, room, 1);
  ana.close();
  await ana.ended;
  await bob.hear('message');
  bob.say({ type: 'read', marks: [{ room, seq: 1 }] });
  bob.say({ type: 'ack', marks: [{ room, seq: 1 }] });
  await bob.want('pong', { type: 'ping' });

  const back = await rig.join('ana');

  assert.deepEqual(plain(await back.hear('receipt')), [{ name: 'bob', delivered: 1, read: 1 }]);
});

test('what is read on one device is told to the others of the same person', async () => {
  await using rig = await newRig();
  const ana = await rig.join('ana');
  const laptop = await rig.join('bob', 'laptop');
  const phone = await rig.join('bob', 'phone');
  const room = await rig.lobby();
  await say(ana, room, 1);
  await laptop.hear('message');

  laptop.say({ type: 'read', marks: [{ room, seq: 1 }] });

  assert.equal((await phone.hear('read-here')).marks[0]?.seq, 1);
  await rig.nuvem.world.marks.flush();
  const again = await rig.enter('bob', 'phone');
  const [lobby] = (await syncWith(again)).filter(({ kind }) => kind === 'channel');
  assert.equal(lobby?.read, 1);
});

test('marks past the end of the log count as its end', async () => {
  await using rig = await newRig();
  const { ana, bob, room } = await newDm(rig);
  await say(ana, room, 1);
  await bob.hear('message');

  bob.say({ type: 'ack', marks: [{ room, seq: 1e12 }] });

  assert.deepEqual(plain(await ana.hear('receipt')), [{ name: 'bob', delivered: 1, read: 0 }]);
});

async function newDm(rig: Rig): Promise<{ ana: Wire; bob: Wire; room: Buffer }> {
  const room = await openRoom(rig, 'dm', ['bob']);
  await accept(rig, room, ['bob']);
  const ana = await rig.join('ana');
  const bob = await rig.join('bob');
  return { ana, bob, room };
}

async function newGroup(rig: Rig): Promise<{ ana: Wire; bob: Wire; eva: Wire; room: Buffer }> {
  const room = await openRoom(rig, 'group', ['bob', 'eva']);
  await accept(rig, room, ['bob', 'eva']);
  const ana = await rig.join('ana');
  const bob = await rig.join('bob');
  const eva = await rig.join('eva');
  return { ana, bob, eva, room };
}

async function openRoom(rig: Rig, kind: 'dm' | 'group', members: string[]): Promise<Buffer> {
  for (const name of ['ana', ...members]) await rig.account(name);
  const key = Buffer.alloc(16, 9);
  const maker = (await rig.store.userByName('ana'))!.id;
  const made = await rig.store.openRoom({ key, kind, name: 'lab', maker, members, at: 1 });
  assert(made.ok);
  return key;
}

async function accept(rig: Rig, key: Buffer, names: readonly string[]): Promise<void> {
  const room = (await rig.store.roomByKey(key))!;
  for (const name of names) {
    const user = (await rig.store.userByName(name))!;
    const done = await rig.store.answerRequest(room.id, user.id, 'accept', 1);
    assert(done.ok || done.error === 'no-room' || done.error === 'unknown', JSON.stringify(done));
  }
}

async function say(wire: Wire, room: Buffer, no: number): Promise<void> {
  await wire.want('stored', { type: 'post', room, no, body: bodyOf(`${no}`) });
}

const plain = ({
  rooms,
}: {
  rooms: readonly { name: string; delivered: number; read: number }[];
}): unknown => rooms.map(({ name, delivered, read }) => ({ name, delivered, read }));
