import assert from 'node:assert/strict';
import { test } from 'node:test';

import { newRig, type Rig } from '../rig/nuvem.ts';
import { refusalOf } from '../rig/person.ts';
import { openRoom, post, said } from '../rig/rooms.ts';

/** Two people who share no room: both have left #lobby. */
async function strangers(rig: Rig) {
  const ana = await rig.join('ana');
  const bia = await rig.join('bia');
  const room = await rig.lobby();
  for (const wire of [ana, bia]) {
    await wire.want('ok', { type: 'room-leave', room });
    await wire.hear('room-gone');
  }
  return { ana, bia };
}

test('a first room with a stranger is a request, which is accepted', async () => {
  await using rig = await newRig();
  const { ana, bia } = await strangers(rig);

  const { room } = await openRoom(ana, 'dm', '', ['bia']);
  const asked = await bia.hear('room');
  const { requests } = await bia.want('requests-are', { type: 'requests' });

  assert.deepEqual([asked.request, asked.from, asked.name], [true, 'ana', 'ana']);
  assert.deepEqual(
    requests.map(({ kind, from }) => [kind, from]),
    [['dm', 'ana']],
  );
  await bia.want('ok', { type: 'request-answer', room, answer: 'accept' });
  assert.equal((await bia.hear('room')).request, false);
  await post(ana, room, 1, 'hello');
  assert.equal(said(await bia.hear('message')), 'hello');
  assert.equal((await bia.want('requests-are', { type: 'requests' })).requests.length, 0);
});

test('a request that is declined is gone, and who asked is told nothing', async () => {
  await using rig = await newRig();
  const { ana, bia } = await strangers(rig);
  const { room } = await openRoom(ana, 'group', 'lab', ['bia']);
  await bia.hear('room');
  await ana.want('pong', { type: 'ping' });
  // Presence comes when it comes, and says nothing of this.
  const heard = () => ana.unheard.filter(({ type }) => type !== 'presence').length;
  const before = heard();

  await bia.want('ok', { type: 'request-answer', room, answer: 'decline' });

  await bia.hear('room-gone');
  await ana.want('pong', { type: 'ping' });
  assert.equal(heard(), before);
});

test('who blocks on being asked is not asked again', async () => {
  await using rig = await newRig();
  const { ana, bia } = await strangers(rig);
  const { room } = await openRoom(ana, 'dm', '', ['bia']);
  await bia.hear('room');

  await bia.want('ok', { type: 'request-answer', room, answer: 'block' });

  assert.deepEqual((await bia.want('blocks-are', { type: 'blocks' })).names, ['ana']);
  await ana.want('ok', { type: 'room-leave', room });
  const again = { type: 'room-open', room, kind: 'dm', members: ['bia'] } as const;
  const another = { ...again, room: Buffer.alloc(16, 7) };
  assert.equal(refusalOf(await ana.ask(another)), 'blocked');
  const group = { ...another, kind: 'group', name: 'lab' } as const;
  assert.equal(refusalOf(await ana.ask(group)), 'blocked');
});

test('a block holds until it is taken back, and who is blocked is told nothing of it', async () => {
  await using rig = await newRig();
  const ana = await rig.join('ana');
  const bia = await rig.join('bia');
  const { room } = await openRoom(ana, 'dm', '', ['bia']);
  await bia.hear('room');

  await bia.want('ok', { type: 'block', name: 'ana', on: true });

  assert.equal(refusalOf(await post(ana, room, 1, 'hello?')), 'blocked');
  await bia.want('ok', { type: 'block', name: 'ana', on: false });
  assert.equal((await post(ana, room, 1, 'hello')).type, 'stored');
  assert.equal(said(await bia.hear('message')), 'hello');
  assert.equal(refusalOf(await bia.ask({ type: 'block', name: 'nobody', on: true })), 'unknown');
});

test('who is blocked sees nobody come online', async () => {
  await using rig = await newRig();
  const ana = await rig.join('ana');
  const bia = await rig.join('bia');
  await bia.want('ok', { type: 'block', name: 'ana', on: true });

  const { users } = await ana.want('users-are', { type: 'users', after: '' });

  assert.equal(users.find(({ name }) => name === 'bia')?.state, 'offline');
});

test('opening a room with who asked is an answer', async () => {
  await using rig = await newRig();
  const { ana, bia } = await strangers(rig);
  await openRoom(ana, 'dm', '', ['bia']);
  await bia.hear('room');

  const room = await openRoom(bia, 'dm', '', ['ana']);

  assert.equal(room.request, false);
});

test('a block of somebody who was not here since the nuvem started is respected', async () => {
  await using rig = await newRig();
  await rig.account('ana');
  await rig.account('bia');
  const ana = (await rig.store.userByName('ana'))!;
  await rig.store.block(ana.id, 'bia', true);

  const bia = await rig.join('bia');
  const { users } = await bia.want('users-are', { type: 'users', after: '' });

  assert.equal(users.find(({ name }) => name === 'ana')?.seen, 0);
});
