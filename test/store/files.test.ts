import assert from 'node:assert/strict';

import type { Announced } from '../../src/store/files.ts';
import type { Store } from '../../src/store/port.ts';
import type { Placed } from '../../src/store/rows.ts';
import { eachStore } from './rig/adapters.ts';
import { announcing, day } from './rig/files.ts';
import {
  bytes,
  channel,
  dm,
  group,
  lobbyOf,
  now,
  type Person,
  person,
  refused,
  value,
} from './rig/people.ts';
import { commits, sealedRoom, secondDevice } from './rig/sealed.ts';

function why(placed: Placed): string {
  if ('refused' in placed) return placed.refused;
  return 'duplicate' in placed ? 'duplicate' : 'stored';
}

/** Announces a file in a room, and answers its id. */
async function announced(
  store: Store,
  by: Person,
  room: number,
  no = 1,
  more: Partial<Announced> = {},
): Promise<Uint8Array> {
  const file = announcing(by, room, no, more);
  assert.equal(why(await store.announceFile(file)), 'stored');
  return file.id;
}

const use = async (store: Store, id: Uint8Array, by: Person, how: 'put' | 'get' = 'get') => {
  const found = await store.fileFor(id, by.id, by.device, how);
  return found.ok ? 'yes' : found.error;
};

const dueAt = async (store: Store, at: number) => (await store.filesDue(at, 10)).due;

eachStore('a line and the file it announces are stored together', async (store) => {
  const [ana, bia] = [await person(store, 'ana'), await person(store, 'bia')];
  const room = await group(store, ana, bia);
  await ana.say(room, 1, 'before');
  const file = announcing(ana, room, 2);

  const placed = await store.announceFile(file);
  await ana.say(room, 3, 'after');

  assert.ok('seq' in placed);
  const row = value(await store.fileFor(file.id, bia.id, bia.device, 'get'));
  assert.deepEqual(
    { ...row, id: Buffer.from(row.id), key: undefined },
    {
      key: undefined,
      id: Buffer.from(file.id),
      room,
      seq: placed.seq,
      user: ana.id,
      device: ana.device,
      size: 1000,
      at: now,
      kept: 0,
      complete: false,
    },
  );
  const entries = await store.read(room, placed.seq - 1, 10, 1e6);
  assert.deepEqual(
    entries.map((entry) => entry.no),
    [2, 3],
  );
});

eachStore('an announcement that comes again is stored once, also behind others', async (store) => {
  const [ana, bia] = [await person(store, 'ana'), await person(store, 'bia')];
  const room = await group(store, ana, bia);
  const file = announcing(ana, room, 1);
  await store.announceFile(file);
  await announced(store, ana, room, 2);

  assert.equal(why(await store.announceFile(file)), 'duplicate');
  assert.equal((await store.files(new Uint8Array(0), 10)).length, 2);
});

eachStore('what a post may not, an announcement may not, and it leaves nothing', async (store) => {
  const [ana, bia, eve] = await Promise.all(
    ['ana', 'bia', 'eve'].map((name) => person(store, name)),
  );
  assert.ok(ana && bia && eve);
  const room = await group(store, ana, bia);
  const first = announcing(ana, room, 1);

  const answers = [
    announcing(eve, room, 1),
    announcing(ana, room, 2),
    announcing(ana, room, 1, { post: ana.post(room, 1, { gen: 3 }) }),
    announcing(ana, room, 1, { post: ana.post(room, 1, { fence: 99 }) }),
    first,
    announcing(ana, room, 2, { id: first.id }),
  ].map(async (file) => why(await store.announceFile(file)));

  assert.deepEqual(await Promise.all(answers), [
    'no-room',
    'gap',
    'stale',
    'fenced',
    'stored',
    'bad',
  ]);
  assert.equal((await store.files(new Uint8Array(0), 10)).length, 1);
  await ana.say(room, 2, 'goes on');
});

eachStore(
  'one person and all together have so much, to the byte, however fast it comes',
  async (store) => {
    const [ana, bia, cid] = await Promise.all(
      ['ana', 'bia', 'cid'].map((name) => person(store, name)),
    );
    assert.ok(ana && bia && cid);
    const lobby = await lobbyOf(store);
    const of = (by: Person, no: number, size: number) =>
      store.announceFile(announcing(by, lobby, no, { size, mostOfUser: 3000, mostOfAll: 5000 }));

    const mine = await Promise.all([1, 2, 3, 4].map((no) => of(ana, no, 1000)));
    const over = await of(bia, 1, 2001);
    const rest = await of(bia, 1, 2000);
    const none = await of(cid, 1, 1);

    assert.deepEqual(mine.map(why), ['stored', 'stored', 'stored', 'files-full']);
    assert.deepEqual([over, rest, none].map(why), ['disk-full', 'stored', 'disk-full']);
    const [first] = await store.files(new Uint8Array(0), 1);
    assert.ok(first);
    await store.removeFiles([first.id, first.id], now);
    assert.equal(why(await of(cid, 1, first.size)), 'stored');
    assert.equal(why(await of(cid, 2, 1)), 'disk-full');
  },
);

eachStore('a file is for who was there when it was announced, and is there now', async (store) => {
  const [ana, bia, cid, eve] = await Promise.all(
    ['ana', 'bia', 'cid', 'eve'].map((name) => person(store, name)),
  );
  assert.ok(ana && bia && cid && eve);
  const room = await group(store, ana, bia);
  const id = await announced(store, ana, room);
  const change = { room, by: ana.id, at: now };
  value(await store.changeMembers({ ...change, what: 'added', names: ['cid'] }));
  const later = await announced(store, ana, room, 2);

  const uses = (file: Uint8Array) =>
    Promise.all([ana, bia, cid, eve].map((who) => use(store, file, who)));
  assert.deepEqual(await uses(id), ['yes', 'yes', 'no-file', 'no-file']);
  assert.deepEqual(await uses(later), ['yes', 'yes', 'yes', 'no-file']);
  assert.equal(await use(store, bytes(16), ana), 'no-file');
  assert.deepEqual(
    [await use(store, id, ana, 'put'), await use(store, id, bia, 'put')],
    ['yes', 'no-file'],
  );

  value(await store.changeMembers({ ...change, what: 'removed', names: ['bia'] }));
  assert.equal(await use(store, id, bia), 'no-file');
  assert.deepEqual(await store.haveFile(id, bia.id, bia.device, now), refused('no-file'));
  value(await store.changeMembers({ ...change, what: 'added', names: ['bia'] }));
  assert.equal(await use(store, id, bia), 'yes');
  const last = await announced(store, ana, room, 3);
  value(await store.revokeDevice(bia.id, bia.device));
  assert.equal(await use(store, last, bia), 'no-file');
});

eachStore(
  'in a sealed room a file is for devices: those in it when it was announced, and now',
  async (store) => {
    const [ana, bia] = [await person(store, 'ana'), await person(store, 'bia')];
    const room = await group(store, ana, bia);
    const at = await sealedRoom(store, room, ana);
    await commits(store, ana, at, { add: [bia.device] });
    const announce = async (): Promise<Uint8Array> => {
      const no = at.next.get(ana.device) ?? 1;
      const post = ana.post(room, no, { gen: at.gen, epoch: at.epoch });
      const id = await announced(store, ana, room, no, { post });
      at.next.set(ana.device, no + 1);
      return id;
    };
    const id = await announce();
    const phone = await secondDevice(store, bia);
    await commits(store, ana, at, { add: [phone.device] });
    const later = await announce();

    assert.deepEqual([await use(store, id, bia), await use(store, id, phone)], ['yes', 'no-file']);
    assert.equal(await use(store, later, phone), 'yes');
    assert.deepEqual(await store.haveFile(id, phone.id, phone.device, now), refused('no-file'));

    await commits(store, ana, at, { gen: 2, add: [phone.device] });
    assert.equal(await use(store, later, phone), 'yes');
    assert.equal(await use(store, later, bia), 'wait', 'it is to be let in again');

    value(await store.changeMembers({ room, by: bia.id, what: 'left', names: ['bia'], at: now }));
    assert.equal(await use(store, later, phone), 'no-file', 'who asked to leave has left');
  },
);

eachStore(
  'who has not accepted yet fetches nothing, and who is blocked puts nothing',
  async (store) => {
    const [ana, bia] = [await person(store, 'ana'), await person(store, 'bia')];
    const lobby = await lobbyOf(store);
    const leave = { room: lobby, by: bia.id, what: 'left', names: ['bia'], at: now } as const;
    value(await store.changeMembers(leave));
    const room = await dm(store, ana, bia);
    const id = await announced(store, ana, room);

    assert.equal(await use(store, id, bia), 'no-file');
    value(await store.answerRequest(room, bia.id, 'accept', now));
    assert.equal(await use(store, id, bia), 'yes');
    value(await store.block(bia.id, 'ana', true));
    assert.equal(await use(store, id, ana, 'put'), 'no-file');
  },
);

eachStore('what is in a channel is for everybody whom it does not shut out', async (store) => {
  const [ana, bia, eve] = await Promise.all(
    ['ana', 'bia', 'eve'].map((name) => person(store, name)),
  );
  assert.ok(ana && bia && eve);
  const news = await channel(store, ana, 'news');
  const id = await announced(store, ana, news);
  value(await store.ban(news, ana.id, 'eve', true, now));

  assert.deepEqual([await use(store, id, bia), await use(store, id, eve)], ['yes', 'no-file']);
  const { first, byAll } = value(await store.haveFile(id, bia.id, bia.device, now));
  assert.deepEqual({ first, byAll }, { first: true, byAll: false });
});

eachStore('a file goes a day after everybody has it, one device of each', async (store) => {
  const [ana, bia, cid] = await Promise.all(
    ['ana', 'bia', 'cid'].map((name) => person(store, name)),
  );
  assert.ok(ana && bia && cid);
  const room = await group(store, ana, bia, cid);
  const id = await announced(store, ana, room);
  const have = async (by: Person) => value(await store.haveFile(id, by.id, by.device, now));

  const said = [
    await have(ana),
    await have(bia),
    await have(bia),
    await have(cid),
    await have(cid),
    await have(ana),
  ];

  assert.deepEqual(
    said.map(({ first, byAll }) => [first, byAll]),
    [
      [false, false],
      [true, false],
      [false, false],
      [true, true],
      [false, false],
      [false, true],
    ],
  );
  assert.deepEqual(await dueAt(store, now + day - 1), []);
  const [due] = await dueAt(store, now + day);
  assert.equal(due?.why, 'fetched');
  await store.removeFiles([id], now + day);
  assert.deepEqual(await dueAt(store, now + 31 * day), []);
  assert.equal(await use(store, id, bia), 'no-file');
  assert.equal((await have(bia)).first, false, 'who says so again is answered as before');
  assert.equal((await have(ana)).byAll, true, 'and who sent it, when it is gone as well');
});

eachStore('whoever leaves is not waited for', async (store) => {
  const [ana, bia, cid] = await Promise.all(
    ['ana', 'bia', 'cid'].map((name) => person(store, name)),
  );
  assert.ok(ana && bia && cid);
  const room = await group(store, ana, bia, cid);
  const id = await announced(store, ana, room);
  value(await store.haveFile(id, bia.id, bia.device, now));
  const gone = { room, by: ana.id, what: 'removed', names: ['cid'], at: now } as const;
  value(await store.changeMembers(gone));

  assert.deepEqual(await dueAt(store, now), []);
  assert.equal((await dueAt(store, now + day))[0]?.why, 'fetched');
});

eachStore('a file goes when its time is over, and nobody has fetched it', async (store) => {
  const [ana, bia] = [await person(store, 'ana'), await person(store, 'bia')];
  const room = await group(store, ana, bia);
  const first = await announced(store, ana, room, 1, { expires: now + 2 });
  await announced(store, ana, room, 2, { expires: now + 3 });

  assert.deepEqual(await dueAt(store, now + 1), []);
  const due = await dueAt(store, now + 2);
  assert.deepEqual(
    due.map(({ id, why: reason }) => [Buffer.from(id), reason]),
    [[Buffer.from(first), 'expired']],
  );
  const { due: one, more } = await store.filesDue(now + 3, 1);
  assert.deepEqual([one.length, more], [1, true]);
});

eachStore('its sender takes a file back, from any device, and nobody else does', async (store) => {
  const [ana, bia] = [await person(store, 'ana'), await person(store, 'bia')];
  const room = await group(store, ana, bia);
  const id = await announced(store, ana, room);

  assert.deepEqual(await store.dropFile(id, bia.id, now), refused('no-file'));
  assert.deepEqual(await store.dropFile(bytes(16), ana.id, now), refused('no-file'));
  assert.equal(value(await store.dropFile(id, ana.id, now)).fresh, true);
  assert.equal(await use(store, id, bia), 'no-file');
  assert.equal(await use(store, id, ana, 'put'), 'no-file');
  assert.equal((await dueAt(store, now))[0]?.why, 'dropped');
  await store.removeFiles([id], now);
  assert.equal(value(await store.dropFile(id, ana.id, now)).fresh, false);
});

eachStore('with a line that is removed goes the file it announced', async (store) => {
  const ana = await person(store, 'ana');
  const news = await channel(store, ana, 'news');
  await ana.say(news, 1, 'before');
  const id = await announced(store, ana, news, 2);

  value(await store.removeLine(news, 2, ana.id, now));

  assert.deepEqual(
    (await dueAt(store, now)).map((due) => [Buffer.from(due.id), due.why]),
    [[Buffer.from(id), 'dropped']],
  );
});

eachStore('what is on disk of a file only grows, until it is lost', async (store) => {
  const [ana, bia] = [await person(store, 'ana'), await person(store, 'bia')];
  const room = await group(store, ana, bia);
  const [part, whole] = [
    await announced(store, ana, room, 1),
    await announced(store, ana, room, 2),
  ];
  const kept = async (id: Uint8Array) =>
    value(await store.fileFor(id, ana.id, ana.device, 'put')).kept;

  assert.equal(await store.keepFile(part, 5, false), true);
  assert.equal(await store.keepFile(part, 3, false), true);
  assert.equal(await kept(part), 5);
  assert.equal(await store.keepFile(whole, 7, true), true);

  for (const id of [part, whole]) await store.lostFile(id, 7, now);
  assert.deepEqual([await kept(part), await kept(whole)], [5, 7]);
  for (const id of [part, whole]) await store.lostFile(id, 2, now);
  assert.equal(await kept(part), 2);
  assert.equal(await use(store, whole, bia), 'no-file');
  assert.equal(await store.keepFile(whole, 7, true), false);
});

eachStore('what nobody can complete or fetch any more goes', async (store) => {
  const [ana, bia, cid] = await Promise.all(
    ['ana', 'bia', 'cid'].map((name) => person(store, name)),
  );
  assert.ok(ana && bia && cid);
  const room = await group(store, ana, bia, cid);
  const [half, whole] = [
    await announced(store, bia, room, 1),
    await announced(store, bia, room, 2),
  ];
  const other = await announced(store, cid, room, 1);
  await store.keepFile(half, 1, false);
  await store.keepFile(whole, 2, true);
  const ids = async (): Promise<readonly string[]> =>
    (await dueAt(store, now)).map(({ id }) => Buffer.from(id).toString('hex')).toSorted();
  const hex = (...files: readonly Uint8Array[]): readonly string[] =>
    files.map((id) => Buffer.from(id).toString('hex')).toSorted();

  assert.deepEqual(await ids(), []);
  value(await store.revokeDevice(cid.id, cid.device));
  assert.deepEqual(await ids(), hex(other));
  const change = { room, by: ana.id, at: now } as const;
  value(await store.changeMembers({ ...change, what: 'removed', names: ['bia'] }));
  assert.deepEqual(await ids(), hex(other, half));
  value(await store.changeMembers({ ...change, what: 'removed', names: ['cid'] }));
  value(await store.changeMembers({ ...change, what: 'left', names: ['ana'] }));
  assert.deepEqual(await ids(), hex(other, half, whole));
});

eachStore('however many there are, all of them are looked at in turn', async (store) => {
  const [ana, bia] = [await person(store, 'ana'), await person(store, 'bia')];
  const room = await group(store, ana, bia);
  for (let no = 1; no <= 300; no += 1) await announced(store, ana, room, no, { size: 1 });
  value(await store.revokeDevice(ana.id, ana.device));

  const first = await store.filesDue(now, 1000);
  const then = await store.filesDue(now, 1000);

  assert.deepEqual(
    [first.due.length, first.more, then.due.length, then.more],
    [256, true, 300, false],
  );
});

eachStore('files are read in pages, and what is gone is not among them', async (store) => {
  const ana = await person(store, 'ana');
  const lobby = await lobbyOf(store);
  for (let no = 1; no <= 5; no += 1) await announced(store, ana, lobby, no);
  const first = await store.files(new Uint8Array(0), 3);
  const rest = await store.files(first.at(-1)!.id, 3);

  assert.deepEqual([first.length, rest.length], [3, 2]);
  await store.removeFiles([first[0]!.id], now);
  assert.equal((await store.files(new Uint8Array(0), 10)).length, 4);
});

eachStore('a file that is long gone is forgotten', async (store) => {
  const ana = await person(store, 'ana');
  const id = await announced(store, ana, await lobbyOf(store));
  await store.removeFiles([id], now);
  await store.filesDue(now + 30 * day, 1);
  assert.equal(value(await store.dropFile(id, ana.id, now)).fresh, false);

  await store.filesDue(now + 30 * day + 1, 1);

  assert.deepEqual(await store.dropFile(id, ana.id, now), refused('no-file'));
});
