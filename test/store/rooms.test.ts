import assert from 'node:assert/strict';

import type { Store } from '../../src/store/port.ts';
import type { MemberChange, Role } from '../../src/store/rows.ts';
import { effortOfAll } from '../rig/effort.ts';
import { eachStore } from './rig/adapters.ts';
import {
  all,
  bytes,
  channel,
  dm,
  group,
  lobbyOf,
  noticeIn,
  now,
  person,
  type Person,
  refused,
  value,
} from './rig/people.ts';

const names = async (store: Store, room: number) =>
  (await store.members(room, '', 100)).map(({ name, role }) => [name, role]);
// oxlint-disable-next-line max-params -- reads like a sentence
const change = (
  store: Store,
  room: number,
  by: Person,
  what: MemberChange,
  whom: readonly string[] = [],
  role?: Role,
) => store.changeMembers({ room, by: by.id, what, names: whom, role, at: now });
/** #lobby makes everybody known to everybody; strangers have left it. */
const leaveLobby = async (store: Store, ...people: Person[]) => {
  const lobby = await lobbyOf(store);
  for (const one of people) value(await change(store, lobby, one, 'left'));
};

eachStore('a page of channels costs what is on it, however many there are', async (store) => {
  const ana = await person(store, 'ana');
  const count = 500;
  const made = Array.from({ length: count }, (_, index) => ({
    key: bytes(16),
    kind: 'channel' as const,
    name: `c${String((index * 7) % count).padStart(4, '0')}`,
    maker: ana.id,
    members: [],
    at: now,
  }));
  await Promise.all(made.map((one) => store.openRoom(one)));
  await store.channels('', 1);
  const costOf = (after: string, limit: number): Promise<number> =>
    effortOfAll(async () => {
      for (let times = 0; times < 10; times += 1) await store.channels(after, limit);
    });

  const whole = await costOf('', count);
  const one = await costOf('c0200', 10);

  const found = (await store.channels('c0200', 3)).map((room) => room.name);
  assert.deepEqual(found, ['c0201', 'c0202', 'c0203']);
  assert.ok(one < whole / 4, `${one} ms for a page, ${whole} ms for all`);
  const late = { ...made[0]!, key: bytes(16), name: 'c0201a' };
  value(await store.openRoom(late));
  assert.equal((await store.channels('c0201', 1))[0]?.name, 'c0201a');
});

eachStore('a channel’s name is one, whatever its case', async (store) => {
  const [ana, bia] = [await person(store, 'ana'), await person(store, 'bia')];
  const wanted = {
    key: bytes(16),
    kind: 'channel',
    name: 'News',
    maker: ana.id,
    members: [],
    at: now,
  } as const;
  const opened = value(await store.openRoom(wanted));
  assert.deepEqual([opened.fresh, opened.room.name, opened.entry], [true, 'news', undefined]);
  const again = value(await store.openRoom(wanted));
  assert.deepEqual([again.room, again.members], [opened.room, opened.members]);
  for (const name of ['NEWS', 'news', 'lobby', 'Lobby']) {
    const other = { ...wanted, key: bytes(16), name, maker: bia.id };
    assert.deepEqual(await store.openRoom(other), refused('exists'));
  }
  assert.deepEqual(await store.openRoom({ ...wanted, maker: bia.id }), refused('conflict'));
  assert.deepEqual(
    await store.openRoom({ ...wanted, key: bytes(16), name: 'x'.repeat(65) }),
    refused('too-many'),
  );
  assert.deepEqual((await store.roomByKey(wanted.key))?.id, opened.room.id);
  assert.equal(await store.roomByKey(bytes(16)), undefined);
  assert.deepEqual(await names(store, opened.room.id), [['ana', 'owner']]);
});

eachStore('channels are listed by name and joined by name, without a notice', async (store) => {
  const [ana, bia] = [await person(store, 'ana'), await person(store, 'bia')];
  const room = await channel(store, ana, 'news');
  await channel(store, ana, 'art');
  const list = async (after: string, limit: number) =>
    (await store.channels(after, limit)).map((one) => one.name);
  assert.deepEqual(await list('', 2), ['art', 'lobby']);
  assert.deepEqual(await list('lobby', 2), ['news']);

  await ana.say(room, 1, 'before', 'bia came');
  // The second time nothing changes, so it concerns nobody.
  for (const members of [[['bia', 2, 2]], []]) {
    const joined = value(await store.joinChannel('NEWS', bia.id, now));
    assert.deepEqual([joined.entry, joined.room.members, joined.room.head], [undefined, 2, 2]);
    assert.deepEqual(
      joined.members.map((one) => [one.name, one.joined, one.read]),
      members,
    );
  }
  assert.deepEqual(await store.joinChannel('nowhere', bia.id, now), refused('no-room'));
  const mine = (await store.roomOf(room, bia.id, bia.device))!;
  assert.deepEqual([mine.joined, mine.acked, mine.role], [2, 2, 'member']);
});

eachStore('a DM of two people is one, whoever opens it', async (store) => {
  const [ana, bia] = [await person(store, 'ana'), await person(store, 'bia')];
  const open = (maker: Person, members: string[]) =>
    store.openRoom({ key: bytes(16), kind: 'dm', name: '', maker: maker.id, members, at: now });
  const one = value(await open(ana, ['bia']));
  const two = value(await open(bia, ['ana']));
  assert.deepEqual([one.fresh, two.fresh, two.room.id], [true, false, one.room.id]);
  assert.equal((await store.roomOf(one.room.id, ana.id, ana.device))?.peer, 'bia');
  assert.equal((await store.roomOf(one.room.id, bia.id, bia.device))?.peer, 'ana');

  const notes = value(await open(ana, ['ana']));
  assert.deepEqual([notes.fresh, notes.room.members], [true, 1]);
  assert.equal(value(await open(ana, [])).room.id, notes.room.id);
  assert.equal((await store.roomOf(notes.room.id, ana.id, ana.device))?.peer, 'ana');
  assert.deepEqual(await open(ana, ['nobody']), refused('unknown'));
});

eachStore('a DM somebody left is whole again when one of the two opens it', async (store) => {
  const [ana, bia] = [await person(store, 'ana'), await person(store, 'bia')];
  const room = await dm(store, ana, bia);
  await ana.say(room, 1, 'one');
  for (let i = 0; i < 2; i++) value(await change(store, room, bia, 'left'));
  assert.equal(await store.roomOf(room, bia.id, bia.device), undefined);
  assert.equal(await dm(store, ana, bia), room);
  assert.equal((await store.roomOf(room, bia.id, bia.device))?.members, 2);
  for (const what of ['added', 'removed', 'role'] as const) {
    assert.deepEqual(
      await change(store, room, ana, what, ['bia'], 'admin'),
      refused('not-allowed'),
    );
  }
});

eachStore('a group says in its log who was added, left and was removed', async (store) => {
  const [ana, bia, caio] = [
    await person(store, 'ana'),
    await person(store, 'bia'),
    await person(store, 'caio'),
  ];
  const room = await group(store, ana, bia);
  const added = value(await change(store, room, ana, 'added', ['caio', 'bia']));
  assert.deepEqual(
    [added.entry?.seq, added.entry?.device, added.entry?.no, added.entry?.from],
    [2, 0, 0, 'ana'],
  );
  assert.equal(value(await change(store, room, ana, 'added', ['caio'])).entry, undefined);
  const left = value(await change(store, room, caio, 'left'));
  assert.deepEqual(
    left.members.map((one) => one.name),
    ['caio'],
  );
  const twice = value(await change(store, room, caio, 'left'));
  assert.deepEqual([twice.entry, twice.members], [undefined, []]);
  value(await change(store, room, ana, 'removed', ['bia']));
  const gone = value(await change(store, room, ana, 'removed', ['bia']));
  assert.deepEqual([gone.entry, gone.room.members], [undefined, 1]);

  const told = (await all(store, room)).map((entry) => noticeIn(entry));
  assert.deepEqual(
    told.map((one) => one.kind === 'notice' && [one.change, one.names.join(), one.by]),
    [
      ['added', 'bia', 'ana'],
      ['added', 'caio', 'ana'],
      ['left', 'caio', 'caio'],
      ['removed', 'bia', 'ana'],
    ],
  );
  assert.deepEqual(await change(store, room, caio, 'added', ['bia']), refused('no-room'));
  assert.deepEqual(await change(store, room, ana, 'added', ['nobody']), refused('unknown'));
});

eachStore(
  'the newly added receive the notice of it, and what was said before not',
  async (store) => {
    const [ana, bia] = [await person(store, 'ana'), await person(store, 'bia')];
    const room = await group(store, ana);
    await ana.say(room, 1, 'before');
    const { entry } = value(await change(store, room, ana, 'added', ['bia']));
    const mine = (await store.roomOf(room, bia.id, bia.device))!;
    assert.deepEqual([mine.joined, mine.acked, mine.read, entry?.seq], [1, 1, 1, 2]);
  },
);

eachStore('only admins add and remove, and only owners make roles', async (store) => {
  const [ana, bia, caio] = [
    await person(store, 'ana'),
    await person(store, 'bia'),
    await person(store, 'caio'),
  ];
  const room = await group(store, ana, bia, caio);
  const not = refused('not-allowed');
  assert.deepEqual(await change(store, room, bia, 'added', ['caio']), not);
  assert.deepEqual(await change(store, room, bia, 'removed', ['caio']), not);
  assert.deepEqual(await change(store, room, bia, 'role', ['bia'], 'owner'), not);

  const made = value(await change(store, room, ana, 'role', ['bia'], 'admin'));
  assert.deepEqual(
    made.members.map((one) => [one.name, one.role]),
    [['bia', 'admin']],
  );
  assert.equal(value(await change(store, room, ana, 'role', ['bia'], 'admin')).entry, undefined);
  assert.deepEqual(await change(store, room, bia, 'removed', ['ana']), not);
  assert.deepEqual(await change(store, room, bia, 'role', ['caio'], 'admin'), not);
  value(await change(store, room, bia, 'removed', ['caio']));
  value(await change(store, room, bia, 'added', ['caio']));
  assert.deepEqual(await change(store, room, ana, 'role', ['ana'], 'member'), not);
  value(await change(store, room, ana, 'role', ['caio'], 'owner'));
  value(await change(store, room, ana, 'role', ['ana'], 'member'));
  assert.deepEqual(await names(store, room), [
    ['ana', 'member'],
    ['bia', 'admin'],
    ['caio', 'owner'],
  ]);
});

eachStore(
  'the last owner who goes hands on to the oldest admin, else the oldest member',
  async (store) => {
    const people = [];
    for (const name of ['ana', 'bia', 'caio', 'duda']) people.push(await person(store, name));
    const [ana, bia, caio, duda] = people as [Person, Person, Person, Person];
    const room = await group(store, ana);
    let at = now;
    for (const one of [caio, bia, duda]) {
      at += 1;
      const add = { room, by: ana.id, what: 'added', names: [one.name], at } as const;
      value(await store.changeMembers(add));
    }
    value(await change(store, room, ana, 'role', ['bia'], 'admin'));

    const first = value(await change(store, room, ana, 'left'));
    assert.deepEqual(
      first.members.map((one) => [one.name, one.role]),
      [
        ['ana', 'owner'],
        ['bia', 'owner'],
      ],
    );
    const told = noticeIn(first.entry);
    assert.deepEqual(told.kind === 'notice' && [told.change, told.text], ['left', 'bia']);
    value(await change(store, room, bia, 'left'));
    assert.deepEqual(await names(store, room), [
      ['caio', 'owner'],
      ['duda', 'member'],
    ]);
    value(await change(store, room, caio, 'left'));
    value(await change(store, room, duda, 'left'));
    assert.deepEqual(await names(store, room), []);
  },
);

eachStore('who comes back has the old number, and not what was said meanwhile', async (store) => {
  const [ana, bia] = [await person(store, 'ana'), await person(store, 'bia')];
  const room = await group(store, ana, bia);
  await bia.say(room, 1, 'one');
  value(await change(store, room, ana, 'removed', ['bia']));
  await ana.say(room, 1, 'about bia');
  value(await change(store, room, ana, 'added', ['bia']));
  const mine = (await store.roomOf(room, bia.id, bia.device))!;
  // The device keeps its place: there is still something of the first stay that it has not received.
  assert.deepEqual([mine.mark, mine.acked, mine.joined], [1, 0, 4]);
  const stay = async (after: number) => store.nextStay(room, bia.id, bia.device, after);
  const [first, second] = [await stay(0), await stay(3)];
  assert.deepEqual([first?.joined, first?.until], [0, 3]);
  assert.deepEqual([second?.joined, second?.until], [4, undefined]);
  await bia.say(room, 2, 'two');
});

eachStore('a stranger’s DM is a request until it is accepted', async (store) => {
  const [ana, bia] = [await person(store, 'ana'), await person(store, 'bia')];
  await leaveLobby(store, ana, bia);
  const room = await dm(store, ana, bia);
  await ana.say(room, 1, 'oi?');

  const asked = (await store.roomOf(room, bia.id, bia.device))!;
  assert.deepEqual([asked.request, asked.from, asked.peer], [true, 'ana', 'ana']);
  assert.equal((await store.roomOf(room, ana.id, ana.device))?.request, false);
  assert.deepEqual(await store.requests(bia.id), [
    { room: asked.key, kind: 'dm', from: 'ana', at: now },
  ]);
  assert.deepEqual(await store.append([bia.post(room, 1)]), [{ refused: 'not-allowed' }]);

  for (let i = 0; i < 2; i++) value(await store.answerRequest(room, bia.id, 'accept', now));
  assert.deepEqual(await store.requests(bia.id), []);
  assert.equal((await store.roomOf(room, bia.id, bia.device))?.request, false);
  await bia.say(room, 1, 'oi!');
  assert.deepEqual(await store.answerRequest(room, bia.id, 'decline', now), refused('not-allowed'));
  // Now they know each other.
  const lab = await group(store, ana, bia);
  assert.equal((await store.roomOf(lab, bia.id, bia.device))?.request, false);
});

eachStore('declining leaves silently, and opening it by oneself is accepting', async (store) => {
  const [ana, bia] = [await person(store, 'ana'), await person(store, 'bia')];
  await leaveLobby(store, ana, bia);
  const lab = await group(store, ana, bia);
  assert.equal((await store.roomOf(lab, bia.id, bia.device))?.from, 'ana');
  for (let i = 0; i < 2; i++) {
    const declined = value(await store.answerRequest(lab, bia.id, 'decline', now));
    assert.deepEqual([declined.entry, declined.room.members], [undefined, 1]);
  }
  assert.equal(await store.roomOf(lab, bia.id, bia.device), undefined);
  assert.deepEqual(await store.answerRequest(lab, bia.id, 'accept', now), refused('no-room'));

  const room = await dm(store, ana, bia);
  assert.equal(await dm(store, bia, ana), room);
  assert.equal((await store.roomOf(room, bia.id, bia.device))?.request, false);
});

eachStore('a blocked person neither writes nor adds', async (store) => {
  const [ana, bia] = [await person(store, 'ana'), await person(store, 'bia')];
  await leaveLobby(store, ana, bia);
  const room = await dm(store, ana, bia);
  value(await store.answerRequest(room, bia.id, 'block', now));
  assert.deepEqual(await store.blocks(bia.id), ['ana']);
  assert.deepEqual(await store.append([ana.post(room, 1)]), [{ refused: 'blocked' }]);

  const open = (kind: 'dm' | 'group') =>
    store.openRoom({ key: bytes(16), kind, name: '', maker: ana.id, members: ['bia'], at: now });
  assert.deepEqual(await open('group'), refused('blocked'));
  const lab = await group(store, ana);
  assert.deepEqual(await change(store, lab, ana, 'added', ['bia']), refused('blocked'));
  value(await change(store, room, ana, 'left'));
  assert.deepEqual(await open('dm'), refused('blocked'));

  for (let i = 0; i < 2; i++) value(await store.block(bia.id, 'ana', false));
  assert.deepEqual(await store.blocks(bia.id), []);
  value(await change(store, lab, ana, 'added', ['bia']));
  assert.deepEqual(await store.block(bia.id, 'nobody', true), refused('unknown'));
  assert.deepEqual(await store.block(bia.id, 'bia', true), refused('not-allowed'));
});

eachStore('moderators of a channel mute, ban, slow it and set its topic', async (store) => {
  const [ana, bia, caio] = [
    await person(store, 'ana'),
    await person(store, 'bia'),
    await person(store, 'caio'),
  ];
  const room = await channel(store, ana, 'news');
  for (const one of [bia, caio]) value(await store.joinChannel('news', one.id, now));
  const set = (by: Person, what: object) => store.setRoom({ room, by: by.id, at: now, ...what });
  assert.deepEqual(await set(bia, { topic: 'x' }), refused('not-allowed'));
  assert.deepEqual(await store.mute(room, bia.id, 'caio', now + 9), refused('not-allowed'));
  assert.deepEqual(await store.ban(room, bia.id, 'caio', true, now), refused('not-allowed'));

  value(await change(store, room, ana, 'role', ['bia'], 'admin'));
  for (const isTold of [true, false]) {
    const done = value(await set(bia, { topic: 'the news', slow: 5, readOnly: true }));
    assert.deepEqual(
      [done.room.topic, done.room.slow, done.room.readOnly, done.entry !== undefined],
      ['the news', 5, true, isTold],
    );
  }
  assert.deepEqual(await set(bia, { topic: 'x'.repeat(513) }), refused('too-many'));
  assert.deepEqual(await set(ana, { name: 'other' }), refused('not-allowed'));
  assert.deepEqual(await store.ban(room, bia.id, 'ana', true, now), refused('not-allowed'));
  assert.deepEqual(await store.mute(room, bia.id, 'nobody', 0), refused('unknown'));

  const banned = value(await store.ban(room, bia.id, 'caio', true, now));
  assert.deepEqual([banned.members.map((one) => one.name), banned.entry], [['caio'], undefined]);
  value(await store.ban(room, bia.id, 'caio', true, now));
  assert.deepEqual(await store.joinChannel('news', caio.id, now), refused('banned'));
  assert.deepEqual(await change(store, room, bia, 'added', ['caio']), refused('banned'));
  for (let i = 0; i < 2; i++) value(await store.ban(room, bia.id, 'caio', false, now));
  value(await store.joinChannel('news', caio.id, now));
});

eachStore('leaving and coming back does not end a mute', async (store) => {
  const [ana, bia] = [await person(store, 'ana'), await person(store, 'bia')];
  const room = await channel(store, ana, 'news');
  value(await store.joinChannel('news', bia.id, now));
  value(await store.mute(room, ana.id, 'bia', now + 1000));
  value(await change(store, room, bia, 'left'));
  value(await store.joinChannel('news', bia.id, now));
  assert.deepEqual(await store.append([bia.post(room, 1)]), [{ refused: 'muted' }]);
});

eachStore('who runs the nuvem moderates its channels, #lobby too, but no groups', async (store) => {
  const [ana, bia] = [await person(store, 'ana'), await person(store, 'bia')];
  const lobby = await lobbyOf(store);
  const lab = await group(store, bia, ana);
  assert.deepEqual(await store.mute(lobby, ana.id, 'bia', now + 9), refused('not-allowed'));
  value(await store.setRole('ana', 'admin'));
  value(await store.mute(lobby, ana.id, 'bia', now + 9));
  assert.equal((await store.roomOf(lobby, ana.id, ana.device))?.role, 'admin');
  assert.equal((await store.roomOf(lab, ana.id, ana.device))?.role, 'member');
  assert.deepEqual(await change(store, lab, ana, 'removed', ['bia']), refused('not-allowed'));
});

eachStore('a group has a name and a topic, told in its log', async (store) => {
  const ana = await person(store, 'ana');
  const room = await group(store, ana);
  const set = (what: object) => store.setRoom({ room, by: ana.id, at: now, ...what });
  const named = value(await set({ name: 'laboratório' }));
  assert.deepEqual([named.room.name, named.entry?.seq], ['laboratório', 1]);
  assert.equal(value(await set({ name: 'laboratório' })).entry, undefined);
  assert.equal(value(await set({ topic: 'química' })).room.topic, 'química');
  assert.deepEqual(await set({ slow: 5 }), refused('not-allowed'));
});

eachStore('members are listed by name, page by page', async (store) => {
  const people: Person[] = [];
  for (const name of ['caio', 'ana', 'bia']) people.push(await person(store, name));
  const lobby = await lobbyOf(store);
  const page = async (after: string, limit: number) =>
    (await store.members(lobby, after, limit)).map((one) => one.name);
  assert.deepEqual(await page('', 2), ['ana', 'bia']);
  assert.deepEqual(await page('bia', 2), ['caio']);
  assert.equal(people.length, 3);
});
