import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

import { migrate } from '../../src/base/migrate.ts';
import { openSqlite, type SqliteTrouble } from '../../src/base/sqlite.ts';

const folder = mkdtempSync(join(tmpdir(), 'pychat-sqlite-'));
after(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;
const newFile = (): string => join(folder, `${++files}.db`);
const trouble = (kind: SqliteTrouble) => ({ name: 'SqliteFault', trouble: kind });
const schema = { application: 77, current: 'CREATE TABLE t(a UNIQUE, b)', steps: ['', ''] };

test('what was committed is there after closing and opening', () => {
  const file = newFile();
  const first = openSqlite(file);
  first.exec('CREATE TABLE t(a UNIQUE, b)');
  first.tx(() => first.run('INSERT INTO t VALUES(?,?)', [1, new Uint8Array([1, 2])]));
  first.close();
  first.close();

  const again = openSqlite(file);
  assert.deepEqual(again.get('SELECT * FROM t'), { a: 1, b: new Uint8Array([1, 2]) });
  assert.equal(again.get('SELECT * FROM t WHERE a=9'), undefined);
  again.close();
});

test('integers past 2^53 are bigint, and every value comes back as it went in', () => {
  const db = openSqlite(':memory:');
  db.exec('CREATE TABLE t(v)');
  const values = [
    0,
    -1,
    2 ** 31,
    2 ** 53 - 1,
    2n ** 60n,
    1.5,
    'é\u{1f600}',
    null,
    new Uint8Array(0),
  ];
  for (const value of values) db.run('INSERT INTO t VALUES(?)', [value]);
  assert.deepEqual(
    db.all<{ v: unknown }>('SELECT v FROM t').map((row) => row.v),
    values,
  );
  db.close();
});

test('a transaction that throws leaves nothing, and the same statement works afterwards', () => {
  const db = openSqlite(newFile());
  db.exec('CREATE TABLE t(a UNIQUE, b)');
  const insert = (a: number) => db.run('INSERT INTO t(a) VALUES(?)', [a]);
  insert(1);

  assert.throws(
    () =>
      db.tx(() => {
        insert(2);
        insert(1);
      }),
    /UNIQUE/,
  );

  assert.equal(db.get<{ n: number }>('SELECT count(*) n FROM t')?.n, 1);
  assert.deepEqual({ ...insert(2) }, { changes: 1, id: 2 });
  db.close();
});

test('a savepoint that throws undoes only itself', () => {
  const db = openSqlite(newFile());
  db.exec('CREATE TABLE t(a UNIQUE)');
  db.tx(() => {
    db.run('INSERT INTO t VALUES(1)');
    assert.throws(() =>
      db.savepoint(() => {
        db.run('INSERT INTO t VALUES(2)');
        throw new Error('a bug');
      }),
    );
    db.savepoint(() => db.run('INSERT INTO t VALUES(3)'));
  });
  assert.deepEqual(db.all('SELECT a FROM t ORDER BY a'), [{ a: 1 }, { a: 3 }]);
  db.close();
});

test('the log of writes is checkpointed although rows were read with get', () => {
  const file = newFile();
  const db = openSqlite(file, { checkpointPages: 50 });
  db.exec('CREATE TABLE t(a INTEGER PRIMARY KEY, b)');
  for (let i = 0; i < 400; i++) {
    db.run('INSERT INTO t(b) VALUES(?)', [new Uint8Array(3000)]);
    db.get('SELECT * FROM t LIMIT 1');
  }
  assert.ok(statSync(`${file}-wal`).size < 2_000_000);
  assert.ok(statSync(file).size > 1_000_000);
  db.close();
});

test('a lock folder left by a killed process is no hindrance', () => {
  const file = newFile();
  mkdirSync(`${file}.lock`);
  const db = openSqlite(file);
  db.exec('CREATE TABLE t(a)');
  db.close();
});

test('secure delete overwrites what was deleted', () => {
  const file = newFile();
  const db = openSqlite(file, { secureDelete: 'on' });
  db.exec('CREATE TABLE t(a)');
  db.run('INSERT INTO t VALUES(?)', ['a secret to forget']);
  db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  assert.ok(readFileSync(file).includes('a secret to forget'));
  db.run('DELETE FROM t');
  db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  assert.ok(!readFileSync(file).includes('a secret to forget'));
  db.close();
});

test('a text file, a folder and a damaged database are told apart', () => {
  const text = newFile();
  writeFileSync(
    text,
    'this is no database at all, whoever put it here, and long enough\n'.repeat(99),
  );
  assert.throws(() => openSqlite(text), trouble('foreign'));

  const dir = newFile();
  mkdirSync(dir);
  assert.throws(() => openSqlite(dir), trouble('foreign'));

  const damaged = newFile();
  const db = openSqlite(damaged);
  db.exec('CREATE TABLE t(a); CREATE TABLE u(a)');
  for (let i = 0; i < 500; i++) db.run('INSERT INTO t VALUES(?)', ['x'.repeat(100)]);
  db.close();
  const bytes = readFileSync(damaged);
  bytes.fill(0xff, 4096);
  writeFileSync(damaged, bytes);
  const opened = openSqlite(damaged);
  assert.throws(() => opened.all('SELECT * FROM t'), trouble('corrupt'));
  opened.close();
});

test('a folder that is not there is said as such', () => {
  assert.throws(() => openSqlite(join(folder, 'nowhere', 'a.db')), trouble('read-only'));
});

test('a full database says so, and goes on when there is room again', () => {
  const db = openSqlite(newFile());
  db.exec('CREATE TABLE t(a); PRAGMA max_page_count=20');
  const fill = () => {
    for (let i = 0; i < 40; i++) db.run('INSERT INTO t VALUES(?)', ['x'.repeat(4000)]);
  };
  assert.throws(() => db.tx(fill), trouble('full'));
  assert.equal(db.get<{ n: number }>('SELECT count(*) n FROM t')?.n, 0);

  db.exec('PRAGMA max_page_count=1000');
  db.tx(fill);
  assert.equal(db.get<{ n: number }>('SELECT count(*) n FROM t')?.n, 40);
  db.close();
});

test('a new database is made as it is now, an older one is led there, step by step', () => {
  const steps = ['ALTER TABLE t ADD b', "UPDATE t SET b='two'"];
  const file = newFile();
  const old = openSqlite(file);
  migrate(old, { application: 77, current: 'CREATE TABLE t(a)', steps: [] });
  old.run('INSERT INTO t VALUES(1)');
  migrate(old, { application: 77, current: 'CREATE TABLE t(a, b)', steps });
  migrate(old, { application: 77, current: 'CREATE TABLE t(a, b)', steps });
  assert.deepEqual(old.all('SELECT * FROM t'), [{ a: 1, b: 'two' }]);
  old.close();

  const fresh = openSqlite(newFile());
  migrate(fresh, { application: 77, current: 'CREATE TABLE t(a, b)', steps });
  assert.deepEqual(fresh.get('PRAGMA user_version'), { user_version: 2 });
  fresh.close();
});

test('a newer or foreign database is refused and not touched', () => {
  const newer = openSqlite(newFile());
  migrate(newer, schema);
  newer.exec('PRAGMA user_version=3');
  assert.throws(() => migrate(newer, schema), { ...trouble('newer'), message: /version 3/ });
  newer.close();

  const foreign = openSqlite(newFile());
  foreign.exec('CREATE TABLE theirs(a)');
  assert.throws(() => migrate(foreign, schema), trouble('foreign'));
  assert.deepEqual(foreign.all('SELECT name FROM sqlite_schema'), [{ name: 'theirs' }]);
  foreign.close();
});

test('a step that fails leaves the version before it', () => {
  const db = openSqlite(newFile());
  migrate(db, { application: 77, current: 'CREATE TABLE t(a)', steps: [] });
  const steps = ['ALTER TABLE t ADD b', 'ALTER TABLE t ADD c; ALTER TABLE nothing ADD d'];
  assert.throws(() => migrate(db, { application: 77, current: '', steps }));
  assert.deepEqual(db.get('PRAGMA user_version'), { user_version: 1 });
  assert.deepEqual(db.all("SELECT name FROM pragma_table_info('t')"), [
    { name: 'a' },
    { name: 'b' },
  ]);
  db.close();
});
