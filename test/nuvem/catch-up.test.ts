import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Settings } from '../../src/nuvem/settings.ts';
import { bodyOf, newRig, syncWith, textOf } from '../rig/nuvem.ts';
import type { Wire } from '../rig/wire.ts';

const unlimited: Partial<Settings> = {
  postsPerSecond: 1e9,
  postsBurst: 1e9,
  bytesPerSecond: 1e12,
};

test('who stops reading gets ten thousand lines later, each once and in order', async () => {
  await using rig = await newRig({ settings: unlimited });
  const ana = await rig.join('ana');
  const bob = await rig.join('bob');
  const room = await rig.lobby();

  bob.stopReading();
  await write(ana, room, 1, 10_000);
  bob.readAgain();

  await hearAll(bob, 1, 10_000);
  await hearAll(ana, 1, 10_000);
  await write(ana, room, 10_001, 1);
  await hearAll(bob, 10_001, 1);
  assert.deepEqual(leftOvers(bob), 0);
});

test('the memory that a session costs does not grow with what it does not read', async () => {
  await using rig = await newRig({ settings: { ...unlimited, outgoing: 64 * 1024 } });
  const ana = await rig.join('ana');
  const bob = await rig.join('bob');
  const room = await rig.lobby();
  const [session] = [...rig.nuvem.world.hub.all()].filter(({ user }) => user.name === 'bob');

  bob.stopReading();
  let most = 0;
  for (let no = 1; no <= 50; no += 1) {
    await ana.want('stored', { type: 'post', room, no, body: Buffer.alloc(32 * 1024) });
    most = Math.max(most, session!.queued());
  }

  assert(most > 0 && most <= 64 * 1024, `${most}`);
  bob.readAgain();
  await hearAll(bob, 1, 50);
});

test('who does not read delays nobody else', async () => {
  await using rig = await newRig({ settings: { ...unlimited, outgoing: 16 * 1024 } });
  const ana = await rig.join('ana');
  const stuck = await rig.join('stuck');
  const bob = await rig.join('bob');
  const room = await rig.lobby();

  stuck.stopReading();
  await write(ana, room, 1, 1000);

  await hearAll(bob, 1, 1000);
  stuck.readAgain();
  await hearAll(stuck, 1, 1000);
});

test('stopping and reading again at any moment loses nothing and doubles nothing', async () => {
  await using rig = await newRig({ settings: { ...unlimited, outgoing: 4 * 1024 } });
  const ana = await rig.join('ana');
  const bob = await rig.join('bob');
  const room = await rig.lobby();

  let stopped = false;
  for (let no = 1; no <= 600; no += 1) {
    ana.say({ type: 'post', re: no, room, no, body: bodyOf(`line ${no}`) });
    if (no % 7 === 0) {
      if (stopped) bob.readAgain();
      else bob.stopReading();
      stopped = !stopped;
    }
    if (no % 3 === 0) await ana.hear('stored', ({ no: stored }) => stored === no);
  }
  if (stopped) bob.readAgain();

  await hearAll(bob, 1, 600);
  assert.equal(leftOvers(bob), 0);
});

test('a device gets what follows its own mark, whatever the mark is', async () => {
  await using rig = await newRig({ settings: unlimited });
  const ana = await rig.join('ana');
  const room = await rig.lobby();
  await rig.account('bob');
  await write(ana, room, 1, 20);

  for (const seq of [0, 1, 10, 19, 20, 21, 1e9]) {
    const bob = await rig.enter('bob');
    await syncWith(bob, [{ room, seq }]);
    await bob.want('pong', { type: 'ping' });
    const next = (await rig.store.roomByKey(room))!.head + 1;
    await write(ana, room, next, 1);
    const first = Math.min(seq, next - 1) + 1;
    await hearAll(bob, first, next - first + 1);
  }
});

test('a device without a mark goes on from what it acknowledged', async () => {
  await using rig = await newRig({ settings: unlimited });
  const ana = await rig.join('ana');
  const room = await rig.lobby();
  const before = await rig.join('bob');
  await write(ana, room, 1, 10);
  await hearAll(before, 1, 10);
  before.say({ type: 'ack', marks: [{ room, seq: 7 }] });
  await before.want('pong', { type: 'ping' });
  await rig.nuvem.world.marks.flush();

  const bob = await rig.join('bob');

  await hearAll(bob, 8, 3);
});

test('lines written while a device catches up come after what it lacks', async () => {
  await using rig = await newRig({ settings: { ...unlimited, outgoing: 8 * 1024 } });
  const ana = await rig.join('ana');
  const room = await rig.lobby();
  await rig.account('bob');
  await write(ana, room, 1, 3000);

  const bob = await rig.enter('bob');
  await syncWith(bob, [{ room, seq: 0 }]);
  await write(ana, room, 3001, 3000);

  await hearAll(bob, 1, 6000);
  assert.equal(leftOvers(bob), 0);
});

test('an entry that comes before the one in front of it waits for it', async () => {
  await using rig = await newRig();
  const ana = await rig.join('ana');
  const bob = await rig.join('bob');
  const room = await rig.lobby();
  const { hub } = rig.nuvem.world;
  const row = (await rig.store.roomByKey(room))!;
  const entry = (seq: number) => ({
    seq,
    kind: 0,
    from: 'ana',
    device: 1,
    no: seq,
    at: 1,
    body: bodyOf(`${seq}`),
  });

  for (const seq of [3, 2, 2, 1, 3]) hub.deliver(row, entry(seq));

  await hearAll(bob, 1, 3);
  await hearAll(ana, 1, 3);
});

test('an entry that nobody told of is read from the store', async () => {
  await using rig = await newRig();
  const ana = await rig.join('ana');
  const room = await rig.lobby();
  const [session] = [...rig.nuvem.world.hub.all()];
  const row = (await rig.store.roomByKey(room))!;
  const post = {
    room: row.id,
    user: session!.user.id,
    device: session!.device.id,
    fence: session!.fence,
    gen: 0,
    epoch: 0,
    body: bodyOf('untold'),
  };
  await rig.store.append([{ ...post, no: 1 }]);

  await ana.want('stored', { type: 'post', room, no: 2, body: bodyOf('told') });

  assert.equal(textOf(await ana.hear('message')), 'untold');
  assert.equal(textOf(await ana.hear('message')), 'told');
});

async function write(wire: Wire, room: Buffer, first: number, count: number): Promise<void> {
  for (let no = first; no < first + count; no += 1)
    wire.say({ type: 'post', re: 1e6 + no, room, no, body: bodyOf(`line ${no}`) });
  const last = first + count - 1;
  await wire.hear('stored', ({ no }) => no === last);
}

async function hearAll(wire: Wire, first: number, count: number): Promise<void> {
  for (let seq = first; seq < first + count; seq += 1)
    assert.equal((await wire.hear('message')).seq, seq);
}

const leftOvers = (wire: Wire): number =>
  wire.unheard.filter(({ type }) => type === 'message').length;
