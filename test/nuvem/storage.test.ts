import assert from 'node:assert/strict';
import { test } from 'node:test';

import { memoryStore } from '../../src/store/memory.ts';
import type { Store } from '../../src/store/port.ts';
import { StoreBroken } from '../../src/store/rows.ts';
import { testClock } from '../rig/clock.ts';
import { bodyOf, newRig } from '../rig/nuvem.ts';

/** The real store, and a disk that is full when it is told to be. */
function fillable(): { readonly store: Store; full: boolean } {
  const real = memoryStore();
  const disk = { full: false };
  const guarded =
    <A extends readonly unknown[], R>(work: (...given: A) => Promise<R>) =>
    (...given: A): Promise<R> =>
      disk.full ? Promise.reject(new StoreBroken('The disk is full')) : work(...given);
  const store: Store = {
    ...real,
    append: guarded(real.append),
    read: guarded(real.read),
    ack: guarded(real.ack),
    markRead: guarded(real.markRead),
    users: guarded(real.users),
  };
  return Object.assign(disk, { store });
}

test('while the disk is full each post is refused, and afterwards it goes on by itself', async () => {
  const disk = fillable();
  await using rig = await newRig({ store: disk.store });
  const ana = await rig.join('ana');
  const bob = await rig.join('bob');
  const room = await rig.lobby();
  const post = (no: number) => ({ type: 'post', room, no, body: bodyOf(`${no}`) }) as const;
  await ana.want('stored', post(1));

  disk.full = true;
  const refused = await Promise.all([ana.want('refused', post(2)), ana.want('refused', post(3))]);
  disk.full = false;
  const after = await ana.want('stored', post(2));

  assert.deepEqual(
    refused.map(({ code }) => code),
    ['storage', 'storage'],
  );
  assert.equal(after.seq, 2);
  assert.deepEqual([(await bob.hear('message')).seq, (await bob.hear('message')).seq], [1, 2]);
  assert.deepEqual(rig.bugs, []);
});

test('other requests are refused as long as the disk is full', async () => {
  const disk = fillable();
  await using rig = await newRig({ store: disk.store });
  const ana = await rig.join('ana');

  disk.full = true;
  const refused = await ana.want('refused', { type: 'users', after: '' });
  disk.full = false;

  assert.equal(refused.code, 'storage');
  await ana.want('users-are', { type: 'users', after: '' });
  assert.deepEqual(rig.bugs, []);
});

test('who catches up while the store cannot be read gets everything when it can', async () => {
  const disk = fillable();
  const clock = testClock();
  await using rig = await newRig({ clock, store: disk.store, settings: { outgoing: 4096 } });
  const ana = await rig.join('ana');
  const bob = await rig.join('bob');
  const room = await rig.lobby();

  bob.stopReading();
  for (let no = 1; no <= 100; no += 1)
    await ana.want('stored', { type: 'post', room, no, body: Buffer.alloc(200) });
  disk.full = true;
  bob.readAgain();
  await bob.want('pong', { type: 'ping' });
  await rig.lobby();
  disk.full = false;
  clock.advance(5000);

  for (let seq = 1; seq <= 100; seq += 1) assert.equal((await bob.hear('message')).seq, seq);
});

test('acknowledgements that could not be written are written later', async () => {
  const disk = fillable();
  await using rig = await newRig({ store: disk.store });
  const ana = await rig.join('ana');
  const room = await rig.lobby();
  await ana.want('stored', { type: 'post', room, no: 1, body: bodyOf('oi') });
  ana.say({ type: 'ack', marks: [{ room, seq: 1 }] });
  ana.say({ type: 'read', marks: [{ room, seq: 1 }] });
  await ana.want('pong', { type: 'ping' });

  disk.full = true;
  await rig.nuvem.world.marks.flush();
  disk.full = false;
  await rig.nuvem.world.marks.flush();

  const { id, user } = (await rig.store.device(await rig.account('ana')))!.device;
  const row = (await rig.store.roomByKey(room))!;
  const mine = await rig.store.roomOf(row.id, user, id);
  assert.deepEqual([mine?.acked, mine?.read], [1, 1]);
});
