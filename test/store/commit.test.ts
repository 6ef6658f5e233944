import assert from 'node:assert/strict';

import { entryKinds, parseCommitEntry, parseInviteEntry } from '../../src/protocol/entries.ts';
import { blobChunk } from '../../src/protocol/messages.ts';
import { mostForgotten } from '../../src/protocol/sealed.ts';
import type { Store } from '../../src/store/port.ts';
import { commitWire, lineWire, welcomeWire } from '../rig/mls.ts';
import { eachStore } from './rig/adapters.ts';
import {
  all,
  bytes,
  channel,
  dm,
  group,
  noticeIn,
  now,
  person,
  type Person,
  refused,
  text,
  value,
} from './rig/people.ts';
import {
  commitOf,
  commits,
  hashOf,
  putBlob,
  type Sealed,
  sealedRoom,
  seals,
  secondDevice,
  whyNot,
} from './rig/sealed.ts';

interface Scene {
  readonly ana: Person;
  readonly bia: Person;
  readonly cid: Person;
  readonly at: Sealed;
}

/** A group of ana, who owns it, bia and cid, each with one device that is in at (1, 1). */
async function scene(store: Store): Promise<Scene> {
  const ana = await person(store, 'ana');
  const bia = await person(store, 'bia');
  const cid = await person(store, 'cid');
  const at = await sealedRoom(store, await group(store, ana, bia, cid), ana);
  await commits(store, ana, at, { add: [bia.device, cid.device] });
  return { ana, bia, cid, at };
}

const inboxOf = async (store: Store, { id, device }: Person) => {
  const rooms = await store.roomsOf(id, device);
  const inbox = rooms.find(({ kind }) => kind === 'inbox');
  return inbox ? (await all(store, inbox.id)).map((entry) => ({ ...entry, inbox: inbox.id })) : [];
};

const outcomes = async (store: Store, by: Person, at: Sealed, ...wishes: Wish[]) => {
  const found: string[] = [];
  for (const wish of wishes)
    found.push(whyNot(await store.commit(await commitOf(store, by, at, wish))));
  return found;
};
type Wish = Parameters<typeof commitOf>[3];

eachStore('the first commit seals a room, and lets everybody in who is named', async (store) => {
  const { ana, bia, cid, at } = await scene(store);
  const [, entry] = await all(store, at.room);
  assert.ok(entry);

  assert.deepEqual([at.gen, at.epoch, entry.kind], [1, 1, entryKinds.commit]);
  assert.deepEqual([entry.from, entry.device, entry.no], ['ana', ana.device, 1]);
  const said = parseCommitEntry(entry.body);
  assert.deepEqual([said.gen, said.epoch, said.add], [1, 0, [bia.device, cid.device]]);
  const [invited] = await inboxOf(store, cid);
  assert.equal(invited?.kind, entryKinds.invite);
  const { room, gen, seq, blob } = parseInviteEntry(invited.body);
  assert.deepEqual([Buffer.from(room), gen, seq], [Buffer.from(at.key), 1, 2]);
  const welcome = value(await store.chunk(at.room, cid.device, new Uint8Array(blob), 0));
  assert.deepEqual([...welcome.body.subarray(0, 4)], [0, 1, 0, 3]);
  assert.deepEqual(await seals(store, cid, at), 3);
});

eachStore('of two commits at the same place exactly one is taken', async (store) => {
  const { ana, bia, at } = await scene(store);
  const race = [await commitOf(store, ana, at), await commitOf(store, bia, at)];

  const done = await Promise.all(race.map((commit) => store.commit(commit)));

  assert.deepEqual(done.map(whyNot), ['taken', 'stale']);
  assert.ok(done[1] && 'standing' in done[1]);
  assert.deepEqual(done[1].standing, { gen: 1, epoch: 2, head: 3 });
  at.epoch = 2;
  assert.equal(whyNot(await store.commit(await commitOf(store, bia, at))), 'taken');
});

eachStore(
  'a commit repeated after its answer was lost is what it was, whatever came after',
  async (store) => {
    const { ana, bia, at } = await scene(store);
    const lost = await commitOf(store, bia, at, { remove: [] });
    assert.equal(whyNot(await store.commit(lost)), 'taken');
    Object.assign(at, { epoch: 2 });
    at.next.set(bia.device, 2);
    await commits(store, ana, at, { remove: [bia.device] });

    assert.equal(whyNot(await store.commit(lost)), 'duplicate');
    assert.equal((await all(store, at.room)).length, 4);
    assert.equal(whyNot(await store.commit({ ...lost, fence: lost.fence - 1 })), 'fenced');
  },
);

eachStore(
  'lines and commits of a device are counted together, at the present epoch',
  async (store) => {
    const { ana, bia, at } = await scene(store);
    assert.equal(await seals(store, ana, at), 3);
    assert.deepEqual(await outcomes(store, ana, at, { no: 2 }, { no: 4 }), ['duplicate', 'gap']);
    const before = { ...at, next: at.next };
    await commits(store, ana, at);

    assert.equal(await seals(store, bia, before), 'stale');
    assert.equal(await seals(store, bia, at), 5);
    assert.equal((await store.roomOf(at.room, ana.id, ana.device))?.mark, 3);
  },
);

eachStore(
  'who was removed has everything up to and including the commit that says so',
  async (store) => {
    const { ana, cid, at } = await scene(store);
    await seals(store, cid, at);
    const done = await commits(store, ana, at, { remove: [cid.device] });
    await seals(store, ana, at);

    assert.deepEqual([done.out, done.gone], [[cid.device], [cid.id]]);
    const past = (await store.roomsOf(cid.id, cid.device)).find(({ id }) => id === at.room);
    assert.deepEqual([past?.joined, past?.until, past?.inside], [0, 4, true]);
    assert.equal(await seals(store, cid, at), 'no-room');
    assert.deepEqual(await outcomes(store, cid, at, {}), ['no-room']);
    await store.ack([{ device: cid.device, room: at.room, seq: 4 }]);
    assert.equal(await store.nextStay(at.room, cid.id, cid.device, 4), undefined);
    assert.deepEqual(
      (await store.members(at.room, '', 9)).map(({ name }) => name),
      ['ana', 'bia'],
    );
  },
);

eachStore(
  'who was let in again while away has the first time there, then the second',
  async (store) => {
    const { ana, cid, at } = await scene(store);
    await store.ack([{ device: cid.device, room: at.room, seq: 2 }]);
    await seals(store, ana, at);
    await commits(store, ana, at, { remove: [cid.device] });
    await seals(store, ana, at, 'not for cid');
    const { room } = await commits(store, ana, at, { add: [cid.device] });
    await seals(store, ana, at);

    const first = await store.nextStay(at.room, cid.id, cid.device, 0);
    assert.deepEqual([first?.joined, first?.until], [0, 4]);
    const second = await store.nextStay(at.room, cid.id, cid.device, 4);
    assert.deepEqual([second?.joined, second?.until, second?.inside], [room.head, undefined, true]);
    assert.equal(room.head, 6);
    const told = (await store.roomsOf(cid.id, cid.device)).filter(({ id }) => id === at.room);
    assert.deepEqual(
      told.map(({ until }) => until),
      [4],
    );
  },
);

eachStore(
  'a device that is not in yet is told of the room, and gets nothing of it',
  async (store) => {
    const { ana, bia, at } = await scene(store);
    const phone = await secondDevice(store, bia);
    value(await store.putOffers(phone.device, [text('one')], undefined, now));
    const due = await store.roomOf(at.room, ana.id, ana.device);
    const seen = await store.roomOf(at.room, bia.id, phone.device);
    assert.deepEqual([due?.due, seen?.inside, seen?.joined], [true, false, seen?.head]);
    assert.equal(await seals(store, phone, at), 'no-room');
    assert.deepEqual(await outcomes(store, phone, at, {}), ['no-room']);
    assert.deepEqual(
      (await store.dueRooms(phone.device)).map(({ id }) => id),
      [at.room],
    );
    const { devices } = value(await store.roomDevices(at.room, ana.id, 0, 9));
    assert.deepEqual(
      devices.map(({ name, state }) => `${name} ${state}`),
      ['ana in', 'bia in', 'cid in', 'bia waiting'],
    );

    const { inside, news } = await commits(store, bia, at, { add: [phone.device] });

    assert.deepEqual([inside, news], [[phone.device], []]);
    assert.equal((await store.roomOf(at.room, ana.id, ana.device))?.due, false);
    assert.deepEqual(await store.dueRooms(phone.device), []);
    assert.equal(await seals(store, phone, at), 4);
  },
);

eachStore(
  'a room that nobody sealed yet waits for the offers of its members, too',
  async (store) => {
    const { ana, bia } = await scene(store);
    const room = await dm(store, ana, bia);
    assert.deepEqual(await store.dueRooms(bia.device), []);

    value(await store.putOffers(bia.device, [text('one')], undefined, now));

    const due = await store.dueRooms(bia.device);
    assert.deepEqual(
      due.map(({ id }) => id),
      [room],
    );
    assert.equal((await store.roomOf(room, ana.id, ana.device))?.due, false);
  },
);

eachStore('a revoked device is taken out by any member, and its person stays', async (store) => {
  const { ana, bia, cid, at } = await scene(store);
  const phone = await secondDevice(store, cid);
  value(await store.revokeDevice(cid.id, cid.device));
  assert.equal((await store.roomOf(at.room, ana.id, ana.device))?.due, true);
  const { devices } = value(await store.roomDevices(at.room, bia.id, cid.device - 1, 9));
  assert.deepEqual(
    devices.map(({ state }) => state),
    ['leaving', 'waiting'],
  );
  assert.deepEqual(await outcomes(store, bia, at, { remove: [ana.device] }), ['not-allowed']);

  const { gone } = await commits(store, bia, at, { remove: [cid.device] });

  assert.deepEqual(gone, []);
  await commits(store, bia, at, { add: [phone.device] });
  assert.equal(await seals(store, phone, at), 5);
  assert.deepEqual(await outcomes(store, bia, at, { add: [cid.device] }), ['conflict']);
});

eachStore('a device that lost its state is taken out and let in by one commit', async (store) => {
  const { bia, cid, at } = await scene(store);

  const done = await commits(store, bia, at, { add: [cid.device], remove: [cid.device] });

  assert.deepEqual([done.inside, done.out, done.gone, done.invites.length], [[], [], [], 1]);
  assert.equal((await store.roomOf(at.room, cid.id, cid.device))?.inside, true);
  assert.equal((await inboxOf(store, cid)).length, 2);
});

eachStore('the next generation begins with whom it names, and the others wait', async (store) => {
  const { ana, bia, cid, at } = await scene(store);
  const phone = await secondDevice(store, bia);
  const stale = await outcomes(store, phone, at, { gen: 1, epoch: 0 }, { gen: 2, epoch: 1 });
  const bad = await outcomes(store, phone, at, { gen: 2, remove: [cid.device] });
  const done = await commits(store, phone, at, { gen: 2, add: [ana.device] });

  assert.deepEqual([stale, bad], [['stale', 'stale'], ['bad']]);
  assert.deepEqual([at.gen, at.epoch], [2, 1]);
  assert.deepEqual([done.inside, done.out], [[phone.device], [bia.device, cid.device]]);
  assert.deepEqual(done.gone, []);
  assert.equal((await store.roomOf(at.room, cid.id, cid.device))?.inside, false);
  assert.equal((await store.nextStay(at.room, cid.id, cid.device, 0))?.until, 3);
  assert.equal(await seals(store, ana, at), 4);
});

eachStore(
  'a generation may leave out those that a restored copy forgot, and not without bound',
  async (store) => {
    const { ana, bia, at } = await scene(store);
    const before = await outcomes(store, bia, at, { gen: 1 + mostForgotten + 1 }, { gen: 0 });
    const [first, race] = [
      await commitOf(store, bia, at, { gen: 4, add: [ana.device] }),
      await commitOf(store, ana, at, { gen: 3, add: [bia.device] }),
    ];

    assert.deepEqual(before, ['stale', 'stale']);
    assert.deepEqual([await store.commit(first), await store.commit(race)].map(whyNot), [
      'taken',
      'stale',
    ]);
    Object.assign(at, { gen: 4, epoch: 1 });
    at.next.set(bia.device, 2);
    const after = await outcomes(store, ana, at, { gen: 4, epoch: 0 }, { gen: 2 }, { gen: 1 });
    assert.deepEqual(after, ['stale', 'stale', 'stale']);
    await commits(store, ana, at, { gen: 4 + mostForgotten, add: [bia.device] });
    assert.deepEqual([at.gen, at.epoch], [4 + mostForgotten, 1]);
    assert.equal(typeof (await seals(store, bia, at)), 'number');
  },
);

eachStore('people come and go in a sealed room by those who may', async (store) => {
  const { ana, bia, cid, at } = await scene(store);
  const dan = await person(store, 'dan');
  const eva = await person(store, 'eva');
  value(await store.block(eva.id, 'ana', true));
  const add = [dan.device];
  const change = { room: at.room, by: ana.id, at: now } as const;
  const asked = store.changeMembers({ ...change, what: 'added', names: ['dan'] });

  assert.deepEqual(await asked, refused('sealed'));
  const out = store.changeMembers({ ...change, what: 'removed', names: ['bia'] });
  assert.deepEqual(await out, refused('sealed'));
  assert.deepEqual(await outcomes(store, bia, at, { add }, { remove: [cid.device] }), [
    'not-allowed',
    'not-allowed',
  ]);
  assert.deepEqual(await outcomes(store, ana, at, { add: [eva.device] }), ['blocked']);
  const done = await commits(store, ana, at, { add, remove: [cid.device] });
  assert.deepEqual([done.news, done.gone], [[dan.id], [cid.id]]);
  assert.deepEqual(
    (await store.members(at.room, '', 9)).map(({ name, request }) => [name, request]),
    [
      ['ana', false],
      ['bia', false],
      ['dan', false],
    ],
  );
  assert.equal(await seals(store, dan, at), 4);
});

eachStore(
  'who is brought by a stranger is asked first, and declining is leaving',
  async (store) => {
    const { ana, at } = await scene(store);
    const dan = await person(store, 'dan');
    const lobby = (await store.channels('', 1))[0]?.id ?? 0;
    const change = { room: lobby, by: dan.id, names: ['dan'], at: now } as const;
    value(await store.changeMembers({ ...change, what: 'left' }));
    await commits(store, ana, at, { add: [dan.device] });
    assert.equal((await store.requests(dan.id)).length, 1);
    assert.equal(await seals(store, dan, at), 'not-allowed');
    assert.deepEqual(await outcomes(store, dan, at, {}), ['not-allowed']);

    const { members } = value(await store.answerRequest(at.room, dan.id, 'decline', now));

    assert.deepEqual(
      members.map(({ leaving }) => leaving),
      [true],
    );
    const { gone } = await commits(store, ana, at, { remove: [dan.device] });
    assert.deepEqual(gone, [dan.id]);
  },
);

eachStore('a leave is asked for, and the next commit of whoever carries it out', async (store) => {
  const { ana, bia, cid, at } = await scene(store);
  const change = { room: at.room, by: ana.id, what: 'left', names: ['ana'], at: now } as const;
  const asked = value(await store.changeMembers(change));

  assert.deepEqual(noticeIn(asked.entry), {
    kind: 'notice',
    change: 'leaving',
    names: ['ana'],
    by: 'ana',
  });
  assert.equal(value(await store.changeMembers(change)).entry, undefined);
  assert.equal(await seals(store, bia, at), 'leaving');
  assert.deepEqual(await outcomes(store, ana, at, {}), ['leaving']);
  const mine = await store.roomOf(at.room, ana.id, ana.device);
  assert.deepEqual([mine?.leaving, mine?.inside], [true, true]);
  const done = await commits(store, bia, at, { remove: [ana.device] });
  assert.deepEqual(done.gone, [ana.id]);
  // The room had no other owner: it has one now, and the log says so.
  assert.deepEqual(done.news, [bia.id]);
  assert.deepEqual(done.entries.length, 2);
  assert.equal(await seals(store, cid, at), 6);
  assert.equal((await store.nextStay(at.room, ana.id, ana.device, 0))?.until, 4);
  assert.equal(value(await store.changeMembers(change)).entry, undefined);
});

eachStore('who is alone in a sealed room leaves at once', async (store) => {
  const { ana, bia, cid, at } = await scene(store);
  await commits(store, ana, at, { remove: [bia.device, cid.device] });
  const change = { room: at.room, by: ana.id, what: 'left', names: ['ana'], at: now } as const;

  value(await store.changeMembers(change));

  assert.deepEqual(await store.members(at.room, '', 9), []);
  assert.equal(await store.roomOf(at.room, ana.id, ana.device), undefined);
});

eachStore('in a DM both bring back and take out, and nobody else comes', async (store) => {
  const { ana, bia, cid } = await scene(store);
  const at = await sealedRoom(store, await dm(store, ana, bia), ana);
  await commits(store, bia, at, { add: [ana.device] });
  assert.deepEqual(await outcomes(store, ana, at, { add: [cid.device] }), ['not-allowed']);
  const { gone } = await commits(store, ana, at, { remove: [bia.device] });
  assert.deepEqual(gone, [bia.id]);
  const { news } = await commits(store, ana, at, { add: [bia.device] });
  assert.deepEqual(news, [bia.id]);
  value(await store.block(ana.id, 'bia', true));

  assert.deepEqual(await outcomes(store, bia, at, {}), ['blocked']);
});

eachStore('what is not the commit that it says, or makes no sense, is refused', async (store) => {
  const { ana, bia, cid, at } = await scene(store);
  const place = { room: at.key, gen: 1, epoch: 1 };
  const wire = (of: Uint8Array) => ({ body: new Uint8Array(of) });
  const hash = hashOf(text('nobody put this'));
  const line = await putBlob(store, ana, at.room, new Uint8Array(lineWire(place)));
  const none = new Uint8Array(0);
  const found = await outcomes(
    store,
    ana,
    at,
    wire(lineWire(place)),
    wire(commitWire({ ...place, epoch: 2 })),
    wire(commitWire({ ...place, gen: 2 })),
    wire(commitWire({ ...place, room: bytes(16) })),
    wire(welcomeWire()),
    wire(none),
    { blob: line },
    { body: none, blob: line },
    { add: [bia.device] },
    { remove: [bia.device, bia.device] },
    { remove: [ana.device] },
    { remove: [9999] },
    { add: [cid.device], remove: [cid.device], welcome: undefined },
  );
  assert.deepEqual(new Set(found), new Set(['bad']));
  const gone = await outcomes(store, ana, at, { body: none, blob: hash }, { add: [9999] });
  assert.deepEqual(gone, ['conflict', 'conflict']);
  assert.equal((await all(store, at.room)).length, 2);
  const open = await channel(store, ana, 'news');
  const commit = await commitOf(store, ana, at);
  assert.equal(whyNot(await store.commit({ ...commit, room: open })), 'not-allowed');
  assert.equal(whyNot(await store.commit({ ...commit, room: 9999 })), 'no-room');
});

eachStore(
  'a large commit travels as a blob, for those who were in at that commit',
  async (store) => {
    const { ana, bia, cid, at } = await scene(store);
    const dan = await person(store, 'dan');
    const place = { room: at.key, gen: 1, epoch: 1 };
    const large = new Uint8Array(commitWire(place, 'x'.repeat(2 * blobChunk)));
    const blob = await putBlob(store, ana, at.room, large);
    const read = (by: Person, start: number) => store.chunk(at.room, by.device, blob, start);
    assert.deepEqual(await read(ana, 0), refused('no-room'));
    const taken = { body: new Uint8Array(0), blob, add: [dan.device], remove: [cid.device] };
    await commits(store, ana, at, taken);

    for (const by of [ana, bia, cid, dan]) {
      const parts = await Promise.all([0, 1, 2].map((n) => read(by, n * blobChunk)));
      const whole = Buffer.concat(parts.map((part) => value(part).body));
      assert.deepEqual(whole, Buffer.from(large));
    }
    assert.deepEqual(await read(ana, 7), refused('no-room'));
    const eva = await person(store, 'eva');
    assert.deepEqual(await read(eva, 0), refused('no-room'));
    await commits(store, ana, at, { add: [eva.device] });
    assert.deepEqual(await read(eva, 0), refused('no-room'));
  },
);

eachStore('a blob is what its hash says, of members only, and not without end', async (store) => {
  const { ana, at } = await scene(store);
  const eva = await person(store, 'eva');
  const body = text('whole');
  const chunk = {
    room: at.room,
    user: ana.id,
    device: ana.device,
    hash: hashOf(body),
    size: body.length,
    start: 0,
    body,
    at: now,
  };
  const other = { ...chunk, user: eva.id, device: eva.device };
  assert.deepEqual(await store.putChunk(other), refused('no-room'));
  assert.deepEqual(await store.putChunk({ ...chunk, body: text('false') }), refused('bad'));
  for (const wrong of [{ start: 1 }, { size: 4 }, { size: 0 }, { start: blobChunk }])
    assert.deepEqual(await store.putChunk({ ...chunk, ...wrong }), refused('bad'));
  for (let twice = 0; twice < 2; twice += 1) value(await store.putChunk(chunk));
  assert.deepEqual(
    await store.putChunk({ ...chunk, size: 6, body: text('longer') }),
    refused('bad'),
  );

  const large = { ...chunk, size: 2 ** 21, body: new Uint8Array(blobChunk) };
  const answers = [];
  for (let n = 0; n < 32; n += 1)
    answers.push(await store.putChunk({ ...large, hash: hashOf(text(`blob ${n}`)) }));
  assert.deepEqual(answers.at(-1), refused('quota'));
  assert.equal(answers.filter(({ ok }) => ok).length, 31);
  await store.sweep(now + 3_600_001, { privateMs: 1e12, channelMs: 1e12 }, 10);
  value(await store.putChunk({ ...large, hash: hashOf(text('after')) }));
});

eachStore(
  'a sealed room is swept when every device that is in has it, blobs with it',
  async (store) => {
    const { ana, bia, cid, at } = await scene(store);
    const keep = { privateMs: 1e12, channelMs: 1e12 };
    const sweep = () => store.sweep(now, keep, 100);
    const ack = (of: Person, room: number, seq: number) =>
      store.ack([{ device: of.device, room, seq }]);
    // A device that waits to be let in holds up nothing.
    await secondDevice(store, cid);
    await seals(store, bia, at);
    const before = await commitOf(store, ana, at, { remove: [cid.device] });
    await commits(store, ana, at, { remove: [cid.device] });
    for (const of of [ana, bia]) await ack(of, at.room, 4);
    await ack(cid, at.room, 3);
    await sweep();
    assert.deepEqual(
      (await all(store, at.room)).map(({ seq }) => seq),
      [4],
    );
    await ack(cid, at.room, 4);
    await sweep();
    assert.deepEqual(await all(store, at.room), []);
    const [invited] = await inboxOf(store, bia);
    assert.ok(invited);
    // The log is gone, and the Welcome is still there for who has not come in.
    const { blob } = parseInviteEntry(invited.body);
    const welcome = () => store.chunk(at.room, bia.device, new Uint8Array(blob), 0);
    value(await welcome());
    for (const of of [bia, cid]) {
      const [{ inbox, seq } = { inbox: 0, seq: 0 }] = await inboxOf(store, of);
      await ack(of, inbox, seq);
    }
    await sweep();
    assert.deepEqual(await welcome(), refused('no-room'));

    assert.equal(whyNot(await store.commit(before)), 'duplicate');
    const room = await store.roomOf(at.room, ana.id, ana.device);
    assert.deepEqual([room?.gen, room?.epoch, room?.low], [1, 2, 4]);
    assert.equal(await seals(store, ana, at), 5);
  },
);

eachStore(
  'what was written before a room was sealed still reaches who was there',
  async (store) => {
    const ana = await person(store, 'ana');
    const bia = await person(store, 'bia');
    const cid = await person(store, 'cid');
    const room = await group(store, ana, bia, cid);
    const tablet = await secondDevice(store, bia);
    await ana.say(room, 1, 'open', 'words');
    const change = { room, by: cid.id, what: 'left', names: ['cid'], at: now } as const;
    value(await store.changeMembers(change));
    const at = await sealedRoom(store, room, ana);
    at.next.set(ana.device, 3);
    const { inside, out } = await commits(store, ana, at, { add: [bia.device] });

    assert.deepEqual([inside, out], [[], [tablet.device]]);
    const told = async (of: Person) => {
      const [one] = (await store.roomsOf(of.id, of.device)).filter(({ id }) => id === room);
      return [one?.joined, one?.until];
    };
    assert.deepEqual(await told(bia), [0, undefined]);
    assert.deepEqual(await told(tablet), [0, 5]);
    assert.deepEqual(await told(cid), [0, 4]);
  },
);
