import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { test } from 'node:test';
import type { Worker } from 'node:worker_threads';

import { openSqlite, type SqliteTrouble } from '../../src/base/sqlite.ts';
import { databaseIn, openStore } from '../../src/store/open.ts';
import { sqliteStore } from '../../src/store/sqlite.ts';
import { renewIncarnation } from '../../src/store/sqlite/engine.ts';
import { newFolder } from './rig/adapters.ts';
import { announcing } from './rig/files.ts';
import {
  all,
  bytes,
  channel,
  lobbyOf,
  newUser,
  now,
  person,
  said,
  speaker,
  text,
  value,
} from './rig/people.ts';
import { schemaV0 } from './rig/schema-v0.ts';

const key = new Uint8Array(32).fill(7);
const trouble = (kind: SqliteTrouble) => ({ name: 'SqliteFault', trouble: kind });

test('what resolved is there when the store is opened again', async () => {
  using place = newFolder();
  const first = await openStore(place.folder, { key });
  const ana = await person(first, 'ana');
  const room = await channel(first, ana, 'news');
  await ana.say(room, 1, 'one', 'two');
  const secret = await first.secret('s', () => bytes(9));
  await first[Symbol.asyncDispose]();
  await first[Symbol.asyncDispose]();
  await assert.rejects(first.userByName('ana'), { name: 'StoreBroken' });

  await using again = await openStore(place.folder, { key });
  assert.deepEqual(again.incarnation, first.incarnation);
  assert.deepEqual((await all(again, room)).map(said), ['one', 'two']);
  assert.deepEqual(await again.secret('s', () => bytes(9)), secret);
  await speaker(again, ana).say(room, 3, 'three');
  const { fence } = value(await again.beginSession(ana.device, bytes(32), now));
  assert.equal(fence, ana.fence + 1);
});

test('what is asked before closing is still done', async () => {
  using place = newFolder();
  const store = await openStore(place.folder, { key });
  const asked = store.createUser(newUser('ana'));
  const posted = store.append([]);
  await store[Symbol.asyncDispose]();
  value(await asked);
  await posted;
});

test('a store is opened by folder, by sqlite: and by memory:, and by nothing else', async () => {
  using place = newFolder();
  const file = join(place.folder, 'deep', 'er', 'x.db');
  await using named = await openStore(`sqlite:${file}`, { key });
  await using none = await openStore('memory:', { key });
  await using inFolder = await openStore(place.folder, { key });
  for (const store of [named, none, inFolder]) await store.users('', 1);
  assert.ok(statSync(file).isFile());
  assert.ok(statSync(databaseIn(place.folder)).isFile());
  await assert.rejects(openStore('postgres://x', { key }), RangeError);
});

test('nobody else can read the files', { skip: process.platform === 'win32' }, async () => {
  using place = newFolder();
  await using store = await openStore(place.folder, { key });
  await store.createUser(newUser('ana'));
  assert.equal(statSync(join(place.folder, 'data')).mode & 0o777, 0o700);
  assert.equal(statSync(databaseIn(place.folder)).mode & 0o777, 0o600);
});

test('the files tell nothing of lines, names of rooms, topics, labels, secrets and activity', async () => {
  using place = newFolder();
  const store = await openStore(place.folder, { key });
  const ana = await person(store, 'ana');
  const room = await channel(store, ana, 'hidden-name');
  value(await store.setRoom({ room, by: ana.id, topic: 'hidden-topic', at: now }));
  await ana.say(room, 1, 'hidden-line');
  await store.log(now, 'login', 'hidden-detail');
  await store.secret('s', () => text('hidden-secret'));
  const opened = {
    key: bytes(16),
    kind: 'group',
    name: 'hidden-group',
    maker: ana.id,
    members: [],
    at: now,
  } as const;
  value(await store.openRoom(opened));
  const { device } = value(
    await store.createUser(
      newUser('bia', { device: { ...newUser('').device, label: 'hidden-label' } }),
    ),
  );
  value(await store.deliver(device.id, text('hidden-letter'), now));
  const folder = join(place.folder, 'data');
  const look = () =>
    readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(folder, entry.name)));
  const whileOpen = look();
  await store[Symbol.asyncDispose]();
  for (const file of [...whileOpen, ...look()]) assert.equal(file.indexOf('hidden'), -1);
  assert.ok(
    look().some((file) => file.includes('ana')),
    'looked at the right files',
  );
});

test('another key is refused with that sentence', async () => {
  using place = newFolder();
  await (await openStore(place.folder, { key }))[Symbol.asyncDispose]();
  const other = new Uint8Array(32).fill(8);
  await assert.rejects(openStore(place.folder, { key: other }), {
    ...trouble('key'),
    message: /sealed with another key/,
  });
  await (await openStore(place.folder, { key }))[Symbol.asyncDispose]();
});

test('a restored database gets a new incarnation, and gives away no offer of before', async () => {
  using place = newFolder();
  const first = await openStore(place.folder, { key });
  const ana = await person(first, 'ana');
  const [offer, last] = [bytes(40), bytes(40)];
  assert.deepEqual(await first.putOffers(ana.device, [offer], last, now), { ok: true, value: 1 });
  await first[Symbol.asyncDispose]();
  const renewed = renewIncarnation({ file: databaseIn(place.folder), key });
  await using again = await openStore(place.folder, { key });
  assert.deepEqual(again.incarnation, renewed);
  assert.notDeepEqual(again.incarnation, first.incarnation);
  // What was given away since the copy opens nothing any more; the last one is given to all.
  assert.deepEqual(
    (await again.takeOffers(ana.id, [ana.device], now)).map((one) => Buffer.from(one.package)),
    [Buffer.from(last)],
  );
  assert.deepEqual(await again.putOffers(ana.device, [], undefined, now), { ok: true, value: 0 });
});

test('a file announced since the copy is announced anew, and one that lost its bytes is gone', async () => {
  using place = newFolder();
  const file = databaseIn(place.folder);
  const first = await openStore(place.folder, { key });
  const ana = await person(first, 'ana');
  const lobby = await lobbyOf(first);
  const [old, since] = [announcing(ana, lobby, 1), announcing(ana, lobby, 2)];
  await first.announceFile(old);
  await first.keepFile(old.id, 4, true);
  await first[Symbol.asyncDispose]();
  const copy = readFileSync(file);
  const second = await openStore(place.folder, { key });
  await second.announceFile(since);
  await second.removeFiles([old.id], now);
  await second[Symbol.asyncDispose]();

  writeFileSync(file, copy);
  renewIncarnation({ file, key });
  await using again = await openStore(place.folder, { key });
  assert.ok('seq' in (await again.announceFile({ ...since, mostOfUser: 2 * since.size })));
  await again.lostFile(old.id, 0, now);

  const left = await again.files(new Uint8Array(0), 10);
  assert.deepEqual(
    left.map(({ id, kept }) => [Buffer.from(id), kept]),
    [[Buffer.from(since.id), 0]],
  );
});

test('the frozen version 0 is led to the present, and means what it meant', async () => {
  using place = newFolder();
  const file = join(place.folder, 'old.db');
  const old = openSqlite(file);
  old.exec(schemaV0);
  old.close();

  const store = await sqliteStore(file, { key, now: () => now });
  const ana = speaker(store, { name: 'ana', id: 7, device: 9, fence: 4 });
  assert.deepEqual((await all(store, 3)).map(said), ['h', 'o']);
  assert.equal((await store.roomOf(3, 7, 9))?.mark, 2);
  await ana.say(3, 3, 'new');
  assert.equal((await store.channels('', 9)).length, 1);
  await store[Symbol.asyncDispose]();

  const fresh = join(place.folder, 'fresh.db');
  await (await sqliteStore(fresh, { key }))[Symbol.asyncDispose]();
  assert.deepEqual(shape(file), shape(fresh));
  const led = openSqlite(file);
  assert.deepEqual(led.all('SELECT * FROM stays'), [
    { room_id: 3, user_id: 7, since: 0, until: null },
  ]);
  led.close();
});

/** Tables with their columns and indexes, without the spelling. */
function shape(file: string): unknown {
  const db = openSqlite(file);
  const version = db.get('PRAGMA user_version');
  const things = db.all<{ name: string; type: string; sql: string | null }>(
    'SELECT type, name, sql FROM sqlite_schema ORDER BY type, name',
  );
  db.close();
  const plain = (sql: string) => sql.replaceAll(/\s+/g, ' ').replaceAll(/ ?([(),]) ?/g, '$1');
  return {
    version,
    things: things.map(({ sql, ...rest }) => ({ ...rest, sql: sql && plain(sql) })),
  };
}

test('a database of a newer pychat is refused and left alone', async () => {
  using place = newFolder();
  await (await openStore(place.folder, { key }))[Symbol.asyncDispose]();
  const file = databaseIn(place.folder);
  const db = openSqlite(file);
  db.exec('PRAGMA user_version=99');
  db.close();
  const before = readFileSync(file);
  await assert.rejects(openStore(place.folder, { key }), {
    ...trouble('newer'),
    message: /version 99.*Update pychat/,
  });
  assert.deepEqual(readFileSync(file), before);
});

test('damaged, foreign and unwritable databases are told apart', async () => {
  using place = newFolder();
  const at = (name: string) => `sqlite:${join(place.folder, name)}`;
  writeFileSync(
    join(place.folder, 'text'),
    'not a database, but long enough to be looked at\n'.repeat(99),
  );
  await assert.rejects(openStore(at('text'), { key }), trouble('foreign'));
  mkdirSync(join(place.folder, 'dir'));
  await assert.rejects(openStore(at('dir'), { key }), trouble('foreign'));
  await assert.rejects(openStore(at('text/x.db'), { key }), trouble('read-only'));

  const other = openSqlite(join(place.folder, 'other.db'));
  other.exec('CREATE TABLE theirs(a)');
  other.close();
  await assert.rejects(openStore(at('other.db'), { key }), trouble('foreign'));

  await (await openStore(at('bad.db'), { key }))[Symbol.asyncDispose]();
  const bad = readFileSync(join(place.folder, 'bad.db'));
  bad.fill(0xee, 4096);
  writeFileSync(join(place.folder, 'bad.db'), bad);
  await assert.rejects(openStore(at('bad.db'), { key }), trouble('corrupt'));
});

test('a folder that cannot be made is told, wherever it would lie', async () => {
  using place = newFolder();
  writeFileSync(join(place.folder, 'file'), '');
  const folders = [join(place.folder, 'file', 'in', 'it')];
  // Where nobody can make anything, and the system says that something is missing.
  if (process.platform === 'linux') folders.push('/proc/x/y');

  for (const folder of folders)
    await assert.rejects(openStore(`sqlite:${folder}/nuvem.db`, { key }), trouble('read-only'));
});

test('a lock left by a killed nuvem is no hindrance', async () => {
  using place = newFolder();
  mkdirSync(join(place.folder, 'data', 'nuvem.db.lock'), { recursive: true });
  await using store = await openStore(place.folder, { key });
  assert.ok(await lobbyOf(store));
});

test('a store whose thread died says so, once, and refuses what is asked afterwards', async () => {
  using place = newFolder();
  const started = new Promise<Worker>((resolve) => void process.once('worker', resolve));
  const store = await sqliteStore(join(place.folder, 'nuvem.db'), { key });
  // A thread that has answered is through its start.
  await store.users('', 1);
  await (await started).terminate();

  assert.match((await store.died).message, /thread ended/u);
  await assert.rejects(store.users('', 1), { name: 'StoreBroken' });
  await store[Symbol.asyncDispose]();
});
