import assert from 'node:assert/strict';
import { test } from 'node:test';

import { bodyOf, newRig, type Rig } from '../rig/nuvem.ts';
import type { Wire } from '../rig/wire.ts';

const unlimited = { postsPerSecond: 1e9, postsBurst: 1e9, bytesPerSecond: 1e12, outgoing: 4096 };

test('who is put out while far behind still gets the log up to that entry, and no further', async () => {
  await using rig = await newRig({ settings: unlimited });
  const ana = await rig.join('ana');
  const bob = await rig.join('bob');
  const room = await rig.lobby();
  bob.stopReading();
  await write(ana, room, 1, 200);

  await unhear(rig, 'bob', room, 200);
  await write(ana, room, 201, 50);
  bob.readAgain();

  for (let seq = 1; seq <= 200; seq += 1) assert.equal((await bob.hear('message')).seq, seq);
  await rig.lobby();
  await bob.want('pong', { type: 'ping' });
  assert.equal(bob.unheard.filter(({ type }) => type === 'message').length, 0);
});

test('who is put out in the turn of an entry gets that entry', async () => {
  await using rig = await newRig({ settings: unlimited });
  const ana = await rig.join('ana');
  const bob = await rig.join('bob');
  const room = await rig.lobby();
  await write(ana, room, 1, 1);
  await unhear(rig, 'bob', room, 1);
  await write(ana, room, 2, 1);

  assert.equal((await bob.hear('message')).seq, 1);
  await bob.want('pong', { type: 'ping' });
  assert.equal(bob.unheard.filter(({ type }) => type === 'message').length, 0);
});

test('who was put out writes there no more', async () => {
  await using rig = await newRig();
  const bob = await rig.join('bob');
  const room = await rig.lobby();
  await unhear(rig, 'bob', room, 0);

  const refused = await bob.want('refused', { type: 'post', room, no: 1, body: bodyOf('oi') });

  assert.equal(refused.code, 'no-room');
});

test('a room left while sync waits for the store is not heard afterwards', async () => {
  await using rig = await newRig();
  const ana = await rig.join('ana');
  const bob = await rig.enter('bob');
  const room = await rig.lobby();
  const { hub, store } = rig.nuvem.world;
  const user = (await store.userByName('bob'))!;
  const row = (await store.roomByKey(room))!;
  const roomsOf = store.roomsOf.bind(store);
  Object.assign(store, {
    async roomsOf(...given: Parameters<typeof roomsOf>) {
      const rooms = await roomsOf(...given);
      await store.changeMembers({ room: row.id, by: user.id, what: 'left', names: [], at: 0 });
      hub.unhear(user.id, row.id, 0);
      return rooms;
    },
  });

  await bob.want('synced', { type: 'sync', marks: [] });
  await write(ana, room, 1, 3);

  await rig.lobby();
  await bob.want('pong', { type: 'ping' });
  assert.equal(bob.unheard.filter(({ type }) => type === 'message').length, 0);
});

test('rooms nobody hears any more are forgotten', async () => {
  await using rig = await newRig();
  const ana = await rig.join('ana');
  const room = await rig.lobby();
  const [session] = [...rig.nuvem.world.hub.all()];
  ana.say({ type: 'bye' });
  await ana.ended;

  assert.equal(rig.nuvem.world.hub.heard(session!, room), undefined);
  assert.equal(session!.ear.hears.size, 0);
});

async function write(wire: Wire, room: Buffer, first: number, count: number): Promise<void> {
  for (let no = first; no < first + count; no += 1)
    wire.say({ type: 'post', re: 1e6 + no, room, no, body: bodyOf(`line ${no}`) });
  const last = first + count - 1;
  await wire.hear('stored', ({ no }) => no === last);
}

async function unhear(rig: Rig, name: string, room: Buffer, until: number): Promise<void> {
  const user = (await rig.store.userByName(name))!;
  const row = (await rig.store.roomByKey(room))!;
  rig.nuvem.world.hub.unhear(user.id, row.id, until);
}
