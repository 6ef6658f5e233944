import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Settings } from '../../src/nuvem/settings.ts';
import { testClock } from '../rig/clock.ts';
import { newRig, type Rig } from '../rig/nuvem.ts';
import type { Wire } from '../rig/wire.ts';

test('who comes, goes away and leaves is seen by who is there', async () => {
  await using rig = await newMoved();
  const ana = await rig.join('ana');
  await sees(rig, ana, 'ana', 'online');

  const bob = await rig.join('bob');
  await sees(rig, ana, 'bob', 'online');
  bob.say({ type: 'away', on: true });
  await sees(rig, ana, 'bob', 'away');
  bob.say({ type: 'away', on: false });
  await sees(rig, ana, 'bob', 'online');
  bob.say({ type: 'bye' });
  const gone = await sees(rig, ana, 'bob', 'offline');

  assert(gone.seen > 0);
});

test('who comes is told who is there', async () => {
  await using rig = await newMoved();
  await rig.join('ana');
  const bob = await rig.join('bob');

  await rig.second();
  const { people } = await bob.hear('presence');

  assert.deepEqual(people.map(({ name, state }) => `${name} ${state}`).toSorted(), [
    'ana online',
    'bob online',
  ]);
});

test('a person is online while one of their devices is not away', async () => {
  await using rig = await newMoved();
  const ana = await rig.join('ana');
  const laptop = await rig.join('bob', 'laptop');
  const phone = await rig.join('bob', 'phone');
  await sees(rig, ana, 'bob', 'online');

  laptop.say({ type: 'away', on: true });
  await laptop.want('pong', { type: 'ping' });
  phone.say({ type: 'away', on: true });
  await sees(rig, ana, 'bob', 'away');
  phone.say({ type: 'bye' });
  laptop.say({ type: 'away', on: false });
  await sees(rig, ana, 'bob', 'online');
});

test('changes are merged: at most one frame a second', async () => {
  await using rig = await newMoved();
  const ana = await rig.join('ana');
  await sees(rig, ana, 'ana', 'online');

  for (let round = 0; round < 20; round += 1) {
    const bob = await rig.join(`guest${round}`);
    bob.say({ type: 'away', on: round % 2 === 0 });
    await bob.want('pong', { type: 'ping' });
    await rig.second(50);
  }
  await rig.second();

  const frames = ana.unheard.filter(({ type }) => type === 'presence');
  assert(frames.length >= 1 && frames.length <= 3, `${frames.length}`);
  const named = frames.flatMap((frame) => (frame.type === 'presence' ? frame.people : []));
  assert.equal(new Set(named.map(({ name }) => name)).size, 20);
});

for (const [by, whom] of [
  ['ana', 'bob'],
  ['bob', 'ana'],
] as const)
  test(`when ${by} blocked ${whom}, neither sees the other come or go`, async () => {
    await using rig = await newMoved();
    await rig.account('ana');
    await rig.account('bob');
    await block(rig, by, whom);
    const ana = await rig.join('ana');
    await sees(rig, ana, 'ana', 'online');

    const bob = await rig.join('bob');
    const eva = await rig.join('eva');
    await sees(rig, ana, 'eva', 'online');
    await sees(rig, bob, 'eva', 'online');
    bob.say({ type: 'bye' });
    eva.say({ type: 'bye' });
    await sees(rig, ana, 'eva', 'offline');

    assert.equal(mentions(ana, 'bob'), 0);
    assert.equal(mentions(bob, 'ana'), 0);
  });

test('the list of users says who is there, and nothing about who blocked', async () => {
  await using rig = await newMoved();
  await rig.account('ana');
  await rig.account('eva');
  await block(rig, 'eva', 'ana');
  const ana = await rig.join('ana');
  await rig.join('eva');
  const zeca = await rig.join('zeca');
  await sees(rig, zeca, 'eva', 'online');

  const answer = await ana.want('users-are', { type: 'users', after: '' });

  assert.deepEqual(
    answer.users.map(({ name, state }) => `${name} ${state}`),
    ['ana online', 'eva offline', 'zeca online'],
  );
  assert.equal(answer.more, false);
});

test('the members of a room are told with their states', async () => {
  await using rig = await newMoved();
  const ana = await rig.join('ana');
  await rig.account('bob');

  const room = await rig.lobby();
  const answer = await ana.want('members-are', { type: 'members', room, after: '' });

  assert.deepEqual(
    answer.members.map(({ name, state }) => `${name} ${state}`),
    ['ana online', 'bob offline'],
  );
});

test('others in the room see who is typing, and not too often', async () => {
  await using rig = await newMoved();
  const ana = await rig.join('ana');
  const bob = await rig.join('bob');
  const room = await rig.lobby();

  for (let round = 0; round < 10; round += 1) ana.say({ type: 'typing', room });
  await ana.want('pong', { type: 'ping' });
  await rig.second(3000);
  ana.say({ type: 'typing', room });
  await ana.want('pong', { type: 'ping' });
  await bob.want('pong', { type: 'ping' });

  assert.equal(bob.unheard.filter(({ type }) => type === 'is-typing').length, 2);
  assert.equal(ana.unheard.filter(({ type }) => type === 'is-typing').length, 0);
});

/** Lets seconds pass until the wire is told that this person is so. */
async function sees(
  rig: Moved,
  wire: Wire,
  name: string,
  state: string,
): Promise<{ name: string; state: string; seen: number }> {
  for (let round = 0; round < 10; round += 1) {
    await rig.second();
    while (wire.unheard.some(({ type }) => type === 'presence')) {
      const { people } = await wire.hear('presence');
      const found = people.find((person) => person.name === name && person.state === state);
      if (found) return found;
    }
  }
  return assert.fail(`${name} is not seen ${state}`);
}

interface Moved extends Rig {
  /** What is under way in the store and on the lines arrives, then a second passes. */
  readonly second: (ms?: number) => Promise<void>;
}

async function newMoved(settings: Partial<Settings> = {}): Promise<Moved> {
  const clock = testClock();
  const rig = await newRig({ clock, settings });
  const settle = async (): Promise<void> => {
    for (let round = 0; round < 5; round += 1) await rig.lobby();
  };
  const second = async (ms = 1000): Promise<void> => {
    await settle();
    clock.advance(ms);
    await settle();
  };
  return { ...rig, second };
}

async function block(rig: Rig, by: string, name: string): Promise<void> {
  const user = (await rig.store.userByName(by))!;
  assert((await rig.store.block(user.id, name, true)).ok);
}

const mentions = (wire: Wire, name: string): number =>
  wire.unheard.filter(
    (message) => message.type === 'presence' && message.people.some((one) => one.name === name),
  ).length;

test('in a room that too many hear, comings are not told and leavings are', async () => {
  await using rig = await newMoved({ presenceUpTo: 2 });
  const ana = await rig.join('ana');
  const bob = await rig.join('bob');
  await sees(rig, ana, 'bob', 'online');
  const eva = await rig.join('eva');
  await rig.second();
  await rig.second();

  assert.equal(mentions(ana, 'eva'), 0);
  bob.say({ type: 'bye' });
  await sees(rig, ana, 'bob', 'offline');
  assert.equal(mentions(eva, 'ana'), 0);
});

test('the same holds when the first of them came back on another line', async () => {
  await using rig = await newMoved({ presenceUpTo: 2 });
  await rig.join('ana', 'laptop');
  const bob = await rig.join('bob');
  await rig.second();
  await rig.join('ana', 'laptop');
  const eva = await rig.join('eva');
  await rig.join('leo');
  await rig.second();
  await rig.second();

  bob.say({ type: 'bye' });
  await sees(rig, eva, 'bob', 'offline');
});

test('who asked to write to somebody sees nothing of them before they accept', async () => {
  await using rig = await newMoved();
  const ana = await rig.join('ana');
  const bob = await rig.join('bob');
  const lobby = await rig.lobby();
  await bob.ask({ type: 'room-leave', room: lobby });
  const room = Buffer.alloc(16, 5);
  await ana.want('room', { type: 'room-open', room, kind: 'dm', members: ['bob'] });
  assert((await bob.hear('room', ({ kind }) => kind === 'dm')).request);

  bob.say({ type: 'typing', room });
  bob.say({ type: 'away', on: true });
  await rig.second();
  await rig.second();
  const before = ana.unheard.filter(({ type }) => type === 'is-typing').length;
  await bob.ask({ type: 'request-answer', room, answer: 'accept' });
  await rig.second(5000);
  bob.say({ type: 'typing', room });

  await ana.hear('is-typing');
  assert.deepEqual([before, mentions(ana, 'bob')], [0, 0]);
});

test('people who share no room do not see each other', async () => {
  await using rig = await newMoved();
  const ana = await rig.join('ana');
  const bob = await rig.join('bob');
  await sees(rig, ana, 'bob', 'online');
  const room = await rig.lobby();
  await bob.ask({ type: 'room-leave', room });
  const { hub } = rig.nuvem.world;
  const [stays] = [...hub.all()].filter(({ user }) => user.name === 'bob');
  assert.equal(stays && hub.heard(stays, room), undefined);

  bob.say({ type: 'away', on: true });
  await rig.second();
  await rig.second();

  assert.equal(mentions(ana, 'bob'), 0);
});
