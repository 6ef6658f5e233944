import assert from 'node:assert/strict';
import { test } from 'node:test';

import { testClock } from '../rig/clock.ts';
import { bodyOf, newRig } from '../rig/nuvem.ts';
import type { Wire } from '../rig/wire.ts';

test('over the limit a session is read more slowly, told so once, and loses nothing', async () => {
  const clock = testClock();
  await using rig = await newRig({ clock, settings: { postsPerSecond: 10, postsBurst: 5 } });
  const ana = await rig.join('ana');
  const room = await rig.lobby();

  post(ana, room, 1, 30);
  await ana.hear('stored', ({ no }) => no === 6);
  await settle(rig.lobby);
  const early = ana.unheard.filter(({ type }) => type === 'stored').length;
  for (let step = 0; step < 30; step += 1) {
    clock.advance(100);
    await settle(rig.lobby);
  }

  await ana.hear('stored', ({ no }) => no === 30);
  assert.equal(early, 5);
  assert.equal(ana.unheard.filter(({ type }) => type === 'slow-down').length, 1);
});

test('who rested and is too fast again is told again', async () => {
  const clock = testClock();
  await using rig = await newRig({ clock, settings: { postsPerSecond: 10, postsBurst: 4 } });
  const ana = await rig.join('ana');
  const room = await rig.lobby();

  for (const first of [1, 7]) {
    post(ana, room, first, 6);
    assert((await ana.hear('slow-down')).wait > 0);
    for (let step = 0; step < 10; step += 1) {
      clock.advance(1000);
      await settle(rig.lobby);
      ana.say({ type: 'ping', re: 1 });
      await ana.hear('pong');
    }
    await ana.hear('stored', ({ no }) => no === first + 5);
  }
});

test('many bytes are too fast as well', async () => {
  const clock = testClock();
  await using rig = await newRig({ clock, settings: { bytesPerSecond: 100_000 } });
  const ana = await rig.join('ana');
  const room = await rig.lobby();

  for (let no = 1; no <= 5; no += 1)
    ana.say({ type: 'post', re: no, room, no, body: Buffer.alloc(150_000) });

  assert((await ana.hear('slow-down')).wait > 0);
  for (let step = 0; step < 10; step += 1) {
    clock.advance(1500);
    await settle(rig.lobby);
  }
  await ana.hear('stored', ({ no }) => no === 5);
});

test('a flood of pings is slowed down, and others are not', async () => {
  const clock = testClock();
  await using rig = await newRig({ clock, settings: { framesPerSecond: 10, framesBurst: 30 } });
  const ana = await rig.join('ana');
  const bob = await rig.join('bob');

  for (let re = 1000; re < 1100; re += 1) ana.say({ type: 'ping', re });
  await ana.hear('slow-down');
  await bob.want('pong', { type: 'ping' });
  await settle(rig.lobby);

  assert(ana.unheard.filter(({ type }) => type === 'pong').length < 12);
});

test('three devices, and coming back, give nobody more than one', async () => {
  const clock = testClock();
  await using rig = await newRig({ clock, settings: { postsPerSecond: 0.1, postsBurst: 4 } });
  const bia = await rig.join('bia');
  const room = await rig.lobby();
  const devices = [await rig.join('ana', 'one'), await rig.join('ana', 'two')];
  for (const ana of devices) {
    post(ana, room, 1, 2);
    await ana.hear('stored', ({ no }) => no === 2);
  }

  const third = await rig.join('ana', 'three');
  post(third, room, 1, 3);
  await third.hear('slow-down');
  third.line.destroy();
  await third.ended;
  const again = await rig.join('ana', 'three');
  post(again, room, 2, 3);
  await again.hear('slow-down');
  await settle(rig.lobby);

  assert(again.unheard.filter(({ type }) => type === 'stored').length <= 1);
  await bia.want('stored', { type: 'post', room, no: 1, body: bodyOf('not me') });
});

test('what costs the nuvem more is slowed down sooner', async () => {
  const clock = testClock();
  await using rig = await newRig({ clock, settings: { framesPerSecond: 1, framesBurst: 60 } });
  const ana = await rig.join('ana');
  const bob = await rig.join('bob');
  const room = await rig.lobby();
  const members = Array.from({ length: 500 }, (_, index) => `n${index}`);

  await ana.want('synced', { type: 'sync', marks: [] });
  await bob.ask({ type: 'room-add', room, members });
  await ana.want('pong', { type: 'ping' });
  ana.say({ type: 'sync', re: 1, marks: [] });

  assert((await ana.hear('slow-down')).wait > 0);
  await bob.hear('slow-down');
});

test('pages of the past are paid for by what is read', async () => {
  const clock = testClock();
  const settings = { framesPerSecond: 1, framesBurst: 60, bytesPerSecond: 1e9 };
  await using rig = await newRig({ clock, settings });
  const ana = await rig.join('ana');
  const bob = await rig.join('bob');
  const room = await rig.lobby();
  await ana.want('stored', { type: 'post', room, no: 1, body: bodyOf('short') });
  await ana.want('stored', { type: 'post', room, no: 2, body: Buffer.alloc(192 * 1024) });

  for (let time = 0; time < 10; time += 1)
    await ana.want('page', { type: 'fetch', room, before: 2, limit: 100 });
  for (let re = 1000; re < 1005; re += 1) bob.say({ type: 'fetch', re, room, after: 1, limit: 1 });

  assert((await bob.hear('slow-down')).wait > 0);
  assert.equal(ana.unheard.filter(({ type }) => type === 'slow-down').length, 0);
});

test('a log is read on to its end for nothing, and paid for when it is read again', async () => {
  const clock = testClock();
  const settings = { framesPerSecond: 1, framesBurst: 60, bytesPerSecond: 1e9 };
  await using rig = await newRig({ clock, settings });
  const [ana, bob] = [await rig.join('ana'), await rig.join('bob')];
  const room = await rig.lobby();
  for (let no = 1; no <= 8; no += 1)
    await ana.want('stored', { type: 'post', room, no, body: Buffer.alloc(192 * 1024) });
  const slowed = () => bob.unheard.filter(({ type }) => type === 'slow-down').length;

  for (let after = 0; after < 8; after += 1)
    await bob.want('page', { type: 'fetch', room, after, limit: 1 });
  const first = slowed();
  for (let re = 1000; re < 1008; re += 1) bob.say({ type: 'fetch', re, room, after: 1, limit: 1 });
  const { wait } = await bob.hear('slow-down');

  assert.equal(first, 0);
  assert(wait > 0);
});

test('a session that waits for its pace is not taken for silent', async () => {
  const clock = testClock();
  await using rig = await newRig({ clock, settings: { postsPerSecond: 0.01, postsBurst: 1 } });
  const ana = await rig.join('ana');
  const room = await rig.lobby();

  post(ana, room, 1, 2);
  await ana.hear('slow-down');
  for (let step = 0; step < 9; step += 1) {
    clock.advance(10_000);
    await settle(rig.lobby);
  }

  ana.say({ type: 'ping', re: 5 });
  clock.advance(20_000);
  await ana.hear('pong');
});

function post(wire: Wire, room: Buffer, first: number, count: number): void {
  for (let no = first; no < first + count; no += 1)
    wire.say({ type: 'post', re: no, room, no, body: bodyOf(`${no}`) });
}

/** Whatever was on its way through the store and the lines has come through. */
async function settle(store: () => Promise<unknown>): Promise<void> {
  for (let round = 0; round < 5; round += 1) await store();
}
