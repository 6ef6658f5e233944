import assert from 'node:assert/strict';

import type { Store } from '../../src/store/port.ts';
import { eachStore } from './rig/adapters.ts';
import {
  all,
  bytes,
  channel,
  dm,
  group,
  lobbyOf,
  newUser,
  now,
  person,
  refused,
  said,
  speaker,
  text,
  value,
} from './rig/people.ts';

eachStore('lines are numbered 1, 2, 3 in the order they were posted', async (store) => {
  const [ana, bia] = [await person(store, 'ana'), await person(store, 'bia')];
  const room = await lobbyOf(store);

  const [one, two] = await Promise.all([
    store.append([ana.post(room, 1), bia.post(room, 1), ana.post(room, 2)]),
    store.append([bia.post(room, 2)]),
  ]);

  assert.deepEqual(
    [...one, ...two],
    [1, 2, 3, 4].map((seq) => ({ seq, at: now })),
  );
  const entries = await all(store, room);
  assert.deepEqual(
    entries.map((entry) => [entry.seq, entry.from, entry.no, said(entry)]),
    [
      [1, 'ana', 1, 'ana 1'],
      [2, 'bia', 1, 'bia 1'],
      [3, 'ana', 2, 'ana 2'],
      [4, 'bia', 2, 'bia 2'],
    ],
  );
  const { seq, ...rest } = entries[0]!;
  assert.deepEqual(rest, {
    kind: 0,
    from: 'ana',
    device: ana.device,
    no: 1,
    at: now,
    body: text('ana 1'),
  });
  assert.equal((await store.roomOf(room, ana.id, ana.device))?.head, 4);
  assert.equal(seq, 1);
});

eachStore('a post that comes again is a duplicate, whatever happened meanwhile', async (store) => {
  const [ana, bia] = [await person(store, 'ana'), await person(store, 'bia')];
  const room = await group(store, ana, bia);
  await bia.say(room, 1, 'one', 'two');

  assert.deepEqual(await store.append([bia.post(room, 2), bia.post(room, 1)]), [
    { duplicate: true },
    { duplicate: true },
  ]);
  value(await store.changeMembers({ room, by: ana.id, what: 'removed', names: ['bia'], at: now }));
  assert.deepEqual(await store.append([bia.post(room, 2), bia.post(room, 3)]), [
    { duplicate: true },
    { refused: 'no-room' },
  ]);
  assert.equal((await all(store, room)).filter((entry) => entry.from === 'bia').length, 2);
});

eachStore('nothing overtakes: a number too high is a gap', async (store) => {
  const ana = await person(store, 'ana');
  const room = await lobbyOf(store);
  assert.deepEqual(await store.append([ana.post(room, 2)]), [{ refused: 'gap' }]);
  assert.deepEqual(await store.append([ana.post(room, 1), ana.post(room, 3), ana.post(room, 2)]), [
    { seq: 1, at: now },
    { refused: 'gap' },
    { refused: 'gap' },
  ]);
  await ana.say(room, 2, 'now it fits');
});

eachStore(
  'a refused post takes its followers of the same batch with it, and no number',
  async (store) => {
    const [ana, bia] = [await person(store, 'ana'), await person(store, 'bia')];
    const [room, other] = [await group(store, ana), await lobbyOf(store)];
    assert.deepEqual(
      await store.append([
        bia.post(room, 1),
        bia.post(room, 2),
        bia.post(other, 1),
        ana.post(room, 1, { epoch: 3 }),
        ana.post(room, 1),
        ana.post(other, 1),
      ]),
      [
        { refused: 'no-room' },
        { refused: 'gap' },
        { seq: 1, at: now },
        { refused: 'stale' },
        { refused: 'gap' },
        { seq: 2, at: now },
      ],
    );
    await ana.say(room, 1, 'the number is still free');
  },
);

eachStore('an older session, and somebody else’s device, store nothing', async (store) => {
  const [ana, bia] = [await person(store, 'ana'), await person(store, 'bia')];
  const room = await lobbyOf(store);
  await ana.say(room, 1, 'first');

  const again = value(await store.beginSession(ana.device, bytes(32), now));
  assert.equal(again.fence, ana.fence + 1);
  assert.deepEqual(await store.append([ana.post(room, 2), ana.post(room, 1)]), [
    { refused: 'fenced' },
    { refused: 'fenced' },
  ]);
  assert.deepEqual(
    await store.append([
      bia.post(room, 1, { device: ana.device, fence: again.fence }),
      bia.post(room, 1, { device: 999 }),
    ]),
    [{ refused: 'fenced' }, { refused: 'fenced' }],
  );
  await speaker(store, { ...ana, fence: again.fence }).say(room, 2, 'second');
});

eachStore('nobody posts where they are not, where nothing is, or into an inbox', async (store) => {
  const [ana, bia] = [await person(store, 'ana'), await person(store, 'bia')];
  const room = await group(store, ana);
  const inbox = (await store.roomsOf(bia.id, bia.device)).find((one) => one.kind === 'inbox')!;
  for (const where of [room, inbox.id, 12_345]) {
    assert.deepEqual(await store.append([bia.post(where, 1)]), [{ refused: 'no-room' }]);
  }
});

eachStore('a sealed epoch that is not the room’s is stale', async (store) => {
  const ana = await person(store, 'ana');
  const room = await group(store, ana);
  for (const wrong of [{ gen: 1 }, { epoch: 1 }]) {
    assert.deepEqual(await store.append([ana.post(room, 1, wrong)]), [{ refused: 'stale' }]);
  }
});

eachStore(
  'the muted, the banned and the many of a read-only channel are told why',
  async (store, later) => {
    const [ana, bia] = [await person(store, 'ana'), await person(store, 'bia')];
    const room = await channel(store, ana, 'news');
    value(await store.joinChannel('news', bia.id, now));
    const tries = async (no: number) => (await store.append([bia.post(room, no)]))[0];

    value(await store.mute(room, ana.id, 'bia', now + 1000));
    assert.deepEqual(await tries(1), { refused: 'muted' });
    later(1000);
    assert.deepEqual(await tries(1), { seq: 1, at: now + 1000 });

    value(await store.setRoom({ room, by: ana.id, readOnly: true, at: now }));
    assert.deepEqual(await tries(2), { refused: 'read-only' });
    await ana.say(room, 1, 'moderators do');
    value(await store.setRoom({ room, by: ana.id, readOnly: false, at: now }));
    assert.deepEqual(await tries(2), { seq: 3, at: now + 1000 });

    value(await store.ban(room, ana.id, 'bia', true, now));
    assert.deepEqual(await tries(3), { refused: 'banned' });
  },
);

eachStore('who was blocked is told so in the DM, until unblocked', async (store) => {
  const [ana, bia] = [await person(store, 'ana'), await person(store, 'bia')];
  const room = await dm(store, ana, bia);
  await ana.say(room, 1, 'oi');

  value(await store.block(bia.id, 'ana', true));
  assert.deepEqual(await store.append([ana.post(room, 2)]), [{ refused: 'blocked' }]);
  await bia.say(room, 1, 'only one way');
  value(await store.block(bia.id, 'ana', false));
  await ana.say(room, 2, 'oi again');
});

eachStore('a page is bounded by lines and by bytes, and has at least one', async (store) => {
  const ana = await person(store, 'ana');
  const room = await lobbyOf(store);
  const big = (no: number) => ana.post(room, no, { body: new Uint8Array(1000).fill(no) });
  await store.append([1, 2, 3, 4, 5].map(big));

  const seqs = async (page: ReturnType<Store['read']>) => (await page).map((entry) => entry.seq);
  assert.deepEqual(await seqs(store.read(room, 0, 2, 1e6)), [1, 2]);
  assert.deepEqual(await seqs(store.read(room, 2, 99, 2500)), [3, 4]);
  assert.deepEqual(await seqs(store.read(room, 2, 99, 1)), [3]);
  assert.deepEqual(await seqs(store.read(room, 5, 99, 1e6)), []);
  assert.deepEqual(await seqs(store.readBefore(room, 5, 2, 1e6)), [3, 4]);
  assert.deepEqual(await seqs(store.readBefore(room, 5, 99, 1)), [4]);
  assert.deepEqual(await seqs(store.readBefore(room, 1, 99, 1e6)), []);
  assert.deepEqual(await seqs(store.readBefore(room, 99, 99, 1e6)), [1, 2, 3, 4, 5]);
  const [third] = await store.read(room, 2, 1, 1e6);
  assert.deepEqual(third?.body, new Uint8Array(1000).fill(3));
});

eachStore('a body may be of any size and bytes', async (store) => {
  const ana = await person(store, 'ana');
  const room = await lobbyOf(store);
  const bodies = [
    new Uint8Array(1),
    new Uint8Array(192 * 1024).fill(255),
    Buffer.from('a\0b\u{10ffff}'),
  ];
  await store.append(bodies.map((body, index) => ana.post(room, index + 1, { body })));
  const entries = await all(store, room);
  for (const [index, body] of bodies.entries()) {
    assert.equal(Buffer.compare(entries[index]!.body, body), 0);
  }
});

eachStore('cursors go forward only, and never past the head', async (store) => {
  const [ana, bia] = [await person(store, 'ana'), await person(store, 'bia')];
  const room = await dm(store, ana, bia);
  await ana.say(room, 1, 'a', 'b', 'c');
  const mine = async () => (await store.roomOf(room, bia.id, bia.device))!;
  const ack = (seq: number) => store.ack([{ device: bia.device, room, seq }]);
  const read = (seq: number) => store.markRead([{ user: bia.id, room, seq }]);

  for (const [seq, is] of [
    [2, 2],
    [2, 2],
    [1, 2],
    [99, 3],
  ] as const) {
    await ack(seq);
    await read(seq);
    assert.deepEqual([(await mine()).acked, (await mine()).read], [is, is]);
  }
  const [, member] = await store.members(room, '', 10);
  assert.deepEqual([member?.name, member?.delivered, member?.read], ['bia', 3, 3]);
  await store.ack([
    { device: 77, room, seq: 1 },
    { device: bia.device, room: 77, seq: 1 },
  ]);
  await store.markRead([{ user: 77, room, seq: 1 }]);
});

eachStore('a person has received what one of their devices has', async (store) => {
  const [ana, bia] = [await person(store, 'ana'), await person(store, 'bia')];
  const phone = value(
    await store.addDevice(bia.id, { key: bytes(32), cert: bytes(64), label: 'phone' }, now),
  );
  const room = await dm(store, ana, bia);
  await ana.say(room, 1, 'a', 'b');
  await store.ack([{ device: phone.id, room, seq: 2 }]);
  await store.ack([{ device: bia.device, room, seq: 1 }]);

  const member = (await store.members(room, 'ana', 1))[0];
  assert.equal(member?.delivered, 2);
  assert.equal((await store.roomOf(room, bia.id, bia.device))?.acked, 1);
  assert.equal((await store.roomOf(room, bia.id, phone.id))?.acked, 2);
});

eachStore('a removed line keeps its place and tells of itself, once', async (store) => {
  const [ana, bia] = [await person(store, 'ana'), await person(store, 'bia')];
  const room = await channel(store, ana, 'news');
  value(await store.joinChannel('news', bia.id, now));
  await bia.say(room, 1, 'one', 'spam', 'three');
  await ana.say(room, 1, 'by the owner');

  const gone = value(await store.removeLine(room, 2, ana.id, now));
  assert.equal(gone.entry?.seq, 5);
  assert.equal(value(await store.removeLine(room, 2, ana.id, now)).entry, undefined);
  assert.equal(value(await store.removeLine(room, 3, bia.id, now)).entry?.seq, 6);
  const entries = await all(store, room);
  assert.deepEqual(
    entries.map((entry) => [entry.seq, entry.kind, entry.body.length > 0]),
    [
      [1, 0, true],
      [2, 2, false],
      [3, 2, false],
      [4, 0, true],
      [5, 1, true],
      [6, 1, true],
    ],
  );
  assert.deepEqual(await store.removeLine(room, 4, bia.id, now), refused('not-allowed'));
  assert.deepEqual(await store.removeLine(room, 5, ana.id, now), refused('not-allowed'));
  assert.deepEqual(await store.removeLine(room, 99, ana.id, now), refused('not-allowed'));
  assert.deepEqual(await store.removeLine(999, 1, ana.id, now), refused('no-room'));
});

eachStore(
  'private rooms are swept when every device has it, and idempotency survives',
  async (store) => {
    const [ana, bia] = [await person(store, 'ana'), await person(store, 'bia')];
    const room = await dm(store, ana, bia);
    const keep = { privateMs: 1e9, channelMs: 1e9 };
    await ana.say(room, 1, 'a', 'b', 'c');
    await store.ack([{ device: ana.device, room, seq: 3 }]);
    assert.equal(await store.sweep(now, keep, 100), 0);
    await store.ack([{ device: bia.device, room, seq: 2 }]);

    assert.equal(await store.sweep(now, keep, 1), 1);
    assert.equal(await store.sweep(now, keep, 100), 1);
    assert.equal(await store.sweep(now, keep, 100), 0);
    assert.deepEqual((await all(store, room)).map(said), ['c']);
    const seen = await store.roomOf(room, bia.id, bia.device);
    assert.deepEqual([seen?.low, seen?.head], [2, 3]);
    assert.deepEqual(await store.append([ana.post(room, 1), ana.post(room, 4)]), [
      { duplicate: true },
      { seq: 4, at: now },
    ]);
  },
);

eachStore('a revoked device holds up no sweep, a channel waits for its time', async (store) => {
  const [ana, bia] = [await person(store, 'ana'), await person(store, 'bia')];
  const phone = value(
    await store.addDevice(bia.id, { key: bytes(32), cert: bytes(64), label: 'phone' }, now),
  );
  const [room, lobby] = [await dm(store, ana, bia), await lobbyOf(store)];
  for (const where of [room, lobby]) {
    await ana.say(where, 1, 'a');
    await store.ack([ana.device, bia.device].map((device) => ({ device, room: where, seq: 1 })));
  }
  const keep = { privateMs: 1000, channelMs: 2000 };
  assert.equal(await store.sweep(now, keep, 100), 0);
  value(await store.revokeDevice(bia.id, phone.id));
  assert.equal(await store.sweep(now, keep, 100), 1);
  assert.equal(await store.sweep(now + 2000, keep, 100), 0);
  assert.equal(await store.sweep(now + 2001, keep, 100), 1);
  assert.deepEqual(await all(store, lobby), []);
});

eachStore('what is too old goes although nobody has it, step by step', async (store) => {
  const [ana, bia] = [await person(store, 'ana'), await person(store, 'bia')];
  const room = await dm(store, ana, bia);
  await ana.say(room, 1, 'a', 'b', 'c', 'd', 'e');
  const keep = { privateMs: 1000, channelMs: 1000 };
  const steps: number[] = [];
  for (let i = 0; i < 4; i++) steps.push(await store.sweep(now + 5000, keep, 2));
  assert.deepEqual(steps, [2, 2, 1, 0]);
});

eachStore('an inbox is a room for one device alone', async (store) => {
  const [ana, bia] = [await person(store, 'ana'), await person(store, 'bia')];
  const one = value(await store.deliver(ana.device, text('welcome'), now));
  const two = value(await store.deliver(ana.device, text('again'), now));
  assert.deepEqual(
    [one.entry.seq, two.entry.seq, two.room.head, two.room.kind],
    [1, 2, 2, 'inbox'],
  );
  const inbox = (await store.roomsOf(ana.id, ana.device)).find((room) => room.kind === 'inbox')!;
  assert.deepEqual([inbox.id, inbox.head, inbox.acked], [one.room.id, 2, 0]);
  assert.deepEqual((await all(store, inbox.id)).map(said), ['welcome', 'again']);

  await store.ack([{ device: ana.device, room: inbox.id, seq: 1 }]);
  assert.equal(await store.sweep(now, { privateMs: 1e9, channelMs: 1e9 }, 10), 1);
  assert.equal((await store.roomOf(inbox.id, ana.id, ana.device))?.acked, 1);
  assert.equal(await store.roomOf(inbox.id, bia.id, bia.device), undefined);
  assert.deepEqual(await store.deliver(999, text('x'), now), refused('unknown'));
  value(await store.revokeDevice(ana.id, ana.device));
  assert.deepEqual(await store.deliver(ana.device, text('x'), now), refused('revoked'));
});

eachStore('posts, cursors and verbs of one turn go together and keep apart', async (store) => {
  const ana = await person(store, 'ana');
  const room = await lobbyOf(store);
  const [placed, none, rooms, taken] = await Promise.all([
    store.append([ana.post(room, 1)]),
    store.append([]),
    store.roomsOf(ana.id, ana.device),
    store.createUser(newUser('ana')),
  ]);
  assert.deepEqual(placed, [{ seq: 1, at: now }]);
  assert.deepEqual(none, []);
  assert.equal(rooms.length, 2);
  assert.deepEqual(taken, refused('taken'));
});

eachStore('a bug in one verb fails that one alone', async (store) => {
  const ana = await person(store, 'ana');
  const room = await lobbyOf(store);
  const bad = { name: 'bia' } as unknown as Parameters<Store['createUser']>[0];
  const [placed, failed, made] = await Promise.allSettled([
    store.append([ana.post(room, 1)]),
    store.createUser(bad),
    store.createUser(newUser('caio')),
  ]);
  assert.equal(failed.status, 'rejected');
  assert.deepEqual([placed.status, made.status], ['fulfilled', 'fulfilled']);
  assert.equal(await store.userByName('bia'), undefined);
  assert.equal((await all(store, room)).length, 1);
});
