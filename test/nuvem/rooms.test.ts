import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';

import { newRig, syncWith } from '../rig/nuvem.ts';
import { refusalOf } from '../rig/person.ts';
import { openRoom, post, said } from '../rig/rooms.ts';

test('a channel is made, found, joined and left, and who is there is told', async () => {
  await using rig = await newRig();
  const ana = await rig.join('ana');
  const bia = await rig.join('bia');

  const made = await openRoom(ana, 'channel', 'News');
  const list = await bia.want('channels-are', { type: 'channels', after: '' });
  const joined = await bia.want('room', { type: 'room-join', name: 'news' });

  assert.deepEqual([made.name, made.role, made.members], ['news', 'owner', 1]);
  assert.deepEqual(
    list.channels.map(({ name, members }) => [name, members]),
    [
      ['lobby', 2],
      ['news', 1],
    ],
  );
  assert.deepEqual([joined.role, joined.members], ['member', 2]);
  const came = await ana.hear('member', ({ room }) => Buffer.compare(room, made.room) === 0);
  assert.deepEqual([came.name, came.change], ['bia', 'joined']);
  await bia.want('ok', { type: 'room-leave', room: made.room });
  const went = await ana.hear('member', ({ change }) => change === 'left');
  assert.deepEqual([went.name, went.by], ['bia', 'bia']);
  await bia.hear('room-gone');
  assert.equal(refusalOf(await post(bia, made.room, 1, 'still here?')), 'no-room');
});

test('what is said in a room reaches who is in it, on every device, and nobody else', async () => {
  await using rig = await newRig();
  const ana = await rig.join('ana');
  const phone = await rig.join('ana', 'phone');
  const bia = await rig.join('bia');
  const cid = await rig.join('cid');
  const { room } = await openRoom(ana, 'group', 'lab', ['bia']);
  await phone.hear('room');
  await bia.hear('room');

  await post(ana, room, 1, 'hello');

  for (const wire of [ana, phone, bia]) {
    const line = await wire.hear('message', ({ kind }) => kind === 0);
    assert.equal(said(line), 'hello');
  }
  await cid.want('pong', { type: 'ping' });
  assert.equal(cid.unheard.filter(({ type }) => type === 'message').length, 0);
});

test('a channel of that name exists', async () => {
  await using rig = await newRig();
  const ana = await rig.join('ana');
  const bia = await rig.join('bia');
  await openRoom(ana, 'channel', 'news');

  const ask = { type: 'room-open', room: randomBytes(16), kind: 'channel', members: [] } as const;

  assert.equal(refusalOf(await bia.ask({ ...ask, name: 'NEWS' })), 'exists');
  assert.equal(refusalOf(await bia.ask({ ...ask, name: 'lobby' })), 'exists');
  for (const name of ['a b', '#news', 'нews', '\u001B[2J']) {
    assert.equal(refusalOf(await bia.ask({ ...ask, name })), 'bad-name');
  }
  assert.equal(refusalOf(await bia.ask(ask)), 'bad-name');
});

test("a group's name may be anything that does nothing to a terminal", async () => {
  await using rig = await newRig();
  const ana = await rig.join('ana');
  const ask = { type: 'room-open', room: randomBytes(16), kind: 'group', members: [] } as const;

  for (const name of ['\u001B[31mred', 'a\nb', '\u202Eevil', ' ']) {
    assert.equal(refusalOf(await ana.ask({ ...ask, name })), 'bad-name', JSON.stringify(name));
  }
  assert.equal((await openRoom(ana, 'group', 'O laboratório 王')).name, 'O laboratório 王');
});

test('nobody joins a channel that is none', async () => {
  await using rig = await newRig();
  const ana = await rig.join('ana');

  assert.equal(refusalOf(await ana.ask({ type: 'room-join', name: 'nowhere' })), 'no-room');
});

test('a group tells of its members in its log, up to the line with which one goes', async () => {
  await using rig = await newRig();
  const ana = await rig.join('ana');
  const bia = await rig.join('bia');
  const cid = await rig.join('cid');
  const { room } = await openRoom(ana, 'group', 'lab', ['bia']);
  const notice = async (wire: typeof ana) => said(await wire.hear('message', (m) => m.kind === 1));
  assert.equal(await notice(ana), 'added bia by ana');
  assert.equal(await notice(bia), 'added bia by ana');

  await ana.want('ok', { type: 'room-add', room, members: ['cid', 'bia'] });
  for (const wire of [ana, bia, cid]) assert.equal(await notice(wire), 'added cid by ana');
  await ana.want('ok', { type: 'room-remove', room, member: 'bia' });
  for (const wire of [ana, bia, cid]) assert.equal(await notice(wire), 'removed bia by ana');
  await bia.hear('room-gone');
  await post(ana, room, 1, 'without bia');

  assert.equal(said(await cid.hear('message', (m) => m.kind === 0)), 'without bia');
  await bia.want('pong', { type: 'ping' });
  assert.equal(bia.unheard.filter(({ type }) => type === 'message').length, 0);
  const rooms = await syncWith(await rig.enter('bia', 'phone'));
  assert(!rooms.some((each) => Buffer.compare(each.room, room) === 0));
});

test('only who may adds, removes and gives roles', async () => {
  await using rig = await newRig();
  const ana = await rig.join('ana');
  const bia = await rig.join('bia');
  await rig.join('cid');
  const { room } = await openRoom(ana, 'group', 'lab', ['bia']);
  await bia.hear('room');
  const add = { type: 'room-add', room, members: ['cid'] } as const;
  const promote = { type: 'room-role', room, member: 'bia', role: 'admin' } as const;

  assert.equal(refusalOf(await bia.ask(add)), 'not-allowed');
  assert.equal(refusalOf(await bia.ask(promote)), 'not-allowed');
  assert.equal(
    refusalOf(await bia.ask({ type: 'room-remove', room, member: 'ana' })),
    'not-allowed',
  );
  await ana.want('ok', promote);
  assert.equal((await bia.hear('room')).role, 'admin');
  await bia.want('ok', add);
  assert.equal(
    refusalOf(await bia.ask({ type: 'room-remove', room, member: 'ana' })),
    'not-allowed',
  );
  await bia.want('ok', { type: 'room-remove', room, member: 'cid' });
});

test('when the last owner leaves, another one owns the room and is told so', async () => {
  await using rig = await newRig();
  const ana = await rig.join('ana');
  const bia = await rig.join('bia');
  const { room } = await openRoom(ana, 'channel', 'news');
  await bia.want('room', { type: 'room-join', name: 'news' });

  await ana.want('ok', { type: 'room-leave', room });

  assert.equal((await bia.hear('room')).role, 'owner');
  const change = await bia.hear('member', (m) => m.change === 'role');
  assert.deepEqual([change.name, change.role], ['bia', 'owner']);
});

test('somebody who is nobody is not added, and nothing else happens either', async () => {
  await using rig = await newRig();
  const ana = await rig.join('ana');
  await rig.join('bia');
  const { room } = await openRoom(ana, 'group', 'lab');

  const answer = await ana.ask({ type: 'room-add', room, members: ['bia', 'nobody'] });

  assert.equal(refusalOf(answer), 'unknown');
  const { members } = await ana.want('members-are', { type: 'members', room, after: '' });
  assert.deepEqual(
    members.map(({ name }) => name),
    ['ana'],
  );
});

test('who is not in a room learns nothing of it and changes nothing', async () => {
  await using rig = await newRig();
  const ana = await rig.join('ana');
  const cid = await rig.join('cid');
  const { room } = await openRoom(ana, 'group', 'lab');
  const member = 'ana';
  const asks = [
    { type: 'room-leave', room },
    { type: 'room-add', room, members: ['cid'] },
    { type: 'room-remove', room, member },
    { type: 'room-role', room, member, role: 'member' },
    { type: 'room-set', room, topic: 'mine' },
    { type: 'room-mute', room, member, seconds: 1 },
    { type: 'room-ban', room, member, on: true },
    { type: 'line-remove', room, seq: 1 },
    { type: 'request-answer', room, answer: 'accept' },
  ] as const;

  for (const ask of asks) assert.equal(refusalOf(await cid.ask(ask)), 'no-room', ask.type);
  for (const ask of asks) {
    const nowhere = await cid.ask({ ...ask, room: randomBytes(16) });
    assert.equal(refusalOf(nowhere), 'no-room', ask.type);
  }
});

test('two people have one room, whoever opens it', async () => {
  await using rig = await newRig();
  const ana = await rig.join('ana');
  const bia = await rig.join('bia');

  const one = await openRoom(ana, 'dm', '', ['bia']);
  const other = await openRoom(bia, 'dm', '', ['ana']);

  assert.deepEqual(Buffer.from(one.room), Buffer.from(other.room));
  assert.deepEqual([one.name, other.name, one.members], ['bia', 'ana', 2]);
});

test('who left a room for two is in it again when the other one opens it', async () => {
  await using rig = await newRig();
  const ana = await rig.join('ana');
  const bia = await rig.join('bia');
  const { room } = await openRoom(ana, 'dm', '', ['bia']);
  await bia.hear('room');
  await bia.want('ok', { type: 'room-leave', room });
  await bia.hear('room-gone');

  await openRoom(ana, 'dm', '', ['bia']);

  assert.deepEqual(Buffer.from((await bia.hear('room')).room), Buffer.from(room));
  await post(ana, room, 1, 'again');
  assert.equal(said(await bia.hear('message', (m) => m.kind === 0)), 'again');
});

test('topic and name of a group are in its log and in what everybody is told', async () => {
  await using rig = await newRig();
  const ana = await rig.join('ana');
  const bia = await rig.join('bia');
  const { room } = await openRoom(ana, 'group', 'lab', ['bia']);
  await bia.hear('room');

  const answer = await ana.want('room', { type: 'room-set', room, topic: 'work', name: undefined });

  assert.equal(answer.topic, 'work');
  assert.equal((await bia.hear('room')).topic, 'work');
  assert.equal(
    said(await bia.hear('message', (m) => said(m).startsWith('topic'))),
    'topic by ana work',
  );
  assert.equal(refusalOf(await bia.ask({ type: 'room-set', room, topic: 'play' })), 'not-allowed');
  assert.equal(refusalOf(await ana.ask({ type: 'room-set', room, name: '\u001B[2J' })), 'bad-name');
});

test('who is away finds the rooms they were put into when they come', async () => {
  await using rig = await newRig();
  const ana = await rig.join('ana');
  await rig.account('bia');
  const { room } = await openRoom(ana, 'group', 'lab', ['bia']);
  await post(ana, room, 1, 'welcome');

  const bia = await rig.join('bia');

  assert(bia.rooms.some((each) => Buffer.compare(each.room, room) === 0));
  assert.equal(said(await bia.hear('message', (m) => m.kind === 0)), 'welcome');
});
