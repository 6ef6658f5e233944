import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';

import { parseContent } from '../../src/protocol/content.ts';
import { entryKinds } from '../../src/protocol/entries.ts';
import { testClock } from '../rig/clock.ts';
import { newRig, type Rig } from '../rig/nuvem.ts';
import { refusalOf } from '../rig/person.ts';
import { openRoom, post, said } from '../rig/rooms.ts';

/** A channel with its owner and a member, both here. */
async function square(rig: Rig) {
  const ana = await rig.join('ana');
  const bia = await rig.join('bia');
  const { room } = await openRoom(ana, 'channel', 'news');
  await bia.want('room', { type: 'room-join', name: 'news' });
  return { ana, bia, room };
}

test('who is muted writes nothing until the time is over, or the mute is ended', async () => {
  const clock = testClock();
  await using rig = await newRig({ clock });
  const { ana, bia, room } = await square(rig);
  const mute = { type: 'room-mute', room, member: 'bia' } as const;

  await ana.want('ok', { ...mute, seconds: 10 });
  assert.equal(refusalOf(await post(bia, room, 1, 'hm')), 'muted');
  clock.advance(10_000);
  assert.equal((await post(bia, room, 1, 'hm')).type, 'stored');
  await ana.want('ok', { ...mute, seconds: 3600 });
  assert.equal(refusalOf(await post(bia, room, 2, 'hm')), 'muted');
  await ana.want('ok', { ...mute, seconds: 0 });
  assert.equal((await post(bia, room, 2, 'hm')).type, 'stored');
});

test('who is banned is out at once, and stays out until the ban is lifted', async () => {
  await using rig = await newRig();
  const { ana, bia, room } = await square(rig);
  const ban = { type: 'room-ban', room, member: 'bia' } as const;

  await ana.want('ok', { ...ban, on: true });

  await bia.hear('room-gone');
  const news = await ana.hear('member', ({ change }) => change === 'banned');
  assert.deepEqual([news.name, news.by], ['bia', 'ana']);
  assert.equal(refusalOf(await post(bia, room, 1, 'hm')), 'no-room');
  assert.equal(refusalOf(await bia.ask({ type: 'room-join', name: 'news' })), 'banned');
  await ana.want('ok', { ...ban, on: false });
  await bia.want('room', { type: 'room-join', name: 'news' });
});

test('somebody who is not in a channel yet can be kept out of it', async () => {
  await using rig = await newRig();
  const { ana, room } = await square(rig);
  const cid = await rig.join('cid');

  await ana.want('ok', { type: 'room-ban', room, member: 'cid', on: true });

  assert.equal(refusalOf(await cid.ask({ type: 'room-join', name: 'news' })), 'banned');
});

test('in a read-only channel only moderators write', async () => {
  await using rig = await newRig();
  const { ana, bia, room } = await square(rig);

  await ana.want('room', { type: 'room-set', room, readOnly: true });

  assert.equal((await bia.hear('room')).readOnly, true);
  assert.equal(refusalOf(await post(bia, room, 1, 'hm')), 'read-only');
  assert.equal((await post(ana, room, 1, 'news')).type, 'stored');
  assert.equal(said(await bia.hear('message')), 'news');
});

test('slow mode lets a member write once in its time, says how long, and spares moderators', async () => {
  const clock = testClock();
  await using rig = await newRig({ clock });
  const { ana, bia, room } = await square(rig);

  await ana.want('room', { type: 'room-set', room, slow: 10 });

  assert.equal((await bia.hear('room')).slow, 10);
  assert.equal((await post(bia, room, 1, 'one')).type, 'stored');
  const early = await post(bia, room, 2, 'two');
  assert(early.type === 'refused');
  assert.deepEqual([early.code, early.wait], ['slow-mode', 10_000]);
  for (const no of [1, 2, 3]) assert.equal((await post(ana, room, no, 'mine')).type, 'stored');
  clock.advance(10_000);
  assert.equal((await post(bia, room, 2, 'two')).type, 'stored');
  await ana.want('room', { type: 'room-set', room, slow: 0 });
  assert.equal((await post(bia, room, 3, 'three')).type, 'stored');
});

test('a line that is stored already is no new line for slow mode', async () => {
  await using rig = await newRig();
  const ana = await rig.join('ana');
  const bia = await rig.join('bia');
  const { room } = await openRoom(ana, 'channel', 'news');
  await bia.want('room', { type: 'room-join', name: 'news' });
  await ana.want('room', { type: 'room-set', room, slow: 10 });
  await bia.hear('room');
  assert.equal((await post(bia, room, 1, 'once')).type, 'stored');

  const again = await post(bia, room, 1, 'once');

  assert.equal(again.type, 'stored');
  assert.equal(refusalOf(await post(bia, room, 2, 'another')), 'slow-mode');
});

test('who becomes a moderator is no longer slow, and who was one is', async () => {
  const clock = testClock();
  await using rig = await newRig({ clock });
  const { ana, bia, room } = await square(rig);
  await ana.want('room', { type: 'room-set', room, slow: 10 });
  const role = { type: 'room-role', room, member: 'bia' } as const;

  await ana.want('ok', { ...role, role: 'admin' });
  await bia.hear('room', (each) => each.role === 'admin');
  for (const no of [1, 2]) assert.equal((await post(bia, room, no, 'hm')).type, 'stored');
  await ana.want('ok', { ...role, role: 'member' });
  await bia.hear('room', (each) => each.role === 'member');

  assert.equal((await post(bia, room, 3, 'hm')).type, 'stored');
  assert.equal(refusalOf(await post(bia, room, 4, 'hm')), 'slow-mode');
});

test('a line is removed by its author or a moderator, for who is here and who comes later', async () => {
  await using rig = await newRig();
  const { ana, bia, room } = await square(rig);
  const cid = await rig.join('cid');
  await cid.want('room', { type: 'room-join', name: 'news' });
  for (const no of [1, 2]) await post(bia, room, no, `line ${no}`);
  await post(ana, room, 1, 'line 3');

  assert.equal(refusalOf(await cid.ask({ type: 'line-remove', room, seq: 1 })), 'not-allowed');
  assert.equal(refusalOf(await bia.ask({ type: 'line-remove', room, seq: 3 })), 'not-allowed');
  await bia.want('ok', { type: 'line-remove', room, seq: 1 });
  await ana.want('ok', { type: 'line-remove', room, seq: 2 });

  const gone = (m: { kind: number }) => m.kind === 1;
  assert.equal(said(await cid.hear('message', gone)), 'line-removed by bia 1');
  assert.equal(said(await cid.hear('message', gone)), 'line-removed by ana 2');
  const { entries } = await cid.want('page', { type: 'fetch', room, after: 0, limit: 100 });
  assert.deepEqual(
    entries.map(({ kind, body }) => [kind, body.length > 0]),
    [
      [2, false],
      [2, false],
      [0, true],
      [1, true],
      [1, true],
    ],
  );
});

test('a member moderates nothing', async () => {
  await using rig = await newRig();
  const { bia, room } = await square(rig);
  const member = 'ana';
  const asks = [
    { type: 'room-mute', room, member, seconds: 9 },
    { type: 'room-ban', room, member, on: true },
    { type: 'room-remove', room, member },
    { type: 'room-set', room, topic: 'mine' },
    { type: 'room-set', room, slow: 9 },
    { type: 'room-set', room, readOnly: true },
  ] as const;

  for (const ask of asks) assert.equal(refusalOf(await bia.ask(ask)), 'not-allowed', ask.type);
});

test('who runs the nuvem moderates its channels from the moment it is granted', async () => {
  await using rig = await newRig();
  const { bia, room } = await square(rig);
  const operator = rig.connect({ owner: true });
  const nonce = randomBytes(32);
  await operator.want('greeting', {
    type: 'hello',
    min: 1,
    max: 1,
    agent: 'x',
    nonce,
    features: [],
  });
  const lobby = await rig.lobby();
  assert.equal(
    refusalOf(await bia.ask({ type: 'room-set', room: lobby, topic: 'x' })),
    'not-allowed',
  );
  const grant = { type: 'admin.grant', op: randomBytes(16), name: 'bia', role: 'owner' } as const;

  await operator.want('ok', grant);

  await bia.hear('room', (each) => each.role === 'owner' && each.name === 'lobby');
  await bia.want('room', { type: 'room-set', room: lobby, topic: 'welcome' });
  const told = await bia.hear('message', ({ kind }) => kind === entryKinds.notice);
  assert.deepEqual(parseContent(told.body), {
    kind: 'notice',
    change: 'topic',
    names: [],
    by: 'bia',
    text: 'welcome',
  });
  await bia.want('room', { type: 'room-set', room, slow: 60 });
  for (const no of [1, 2]) assert.equal((await post(bia, room, no, 'hm')).type, 'stored');
});
