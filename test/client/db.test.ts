import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { openSqlite } from '../../src/base/sqlite.ts';
import { newBodies } from '../../src/client/db/body.ts';
import { openDb } from '../../src/client/db/serve.ts';
import { linePlace, outPlace } from '../../src/client/db/writes.ts';
import { inFolder, key, line, open, room, roomKey, waiting } from '../rig/client-db.ts';
import { schemaV0 } from './rig/schema-v0.ts';

test(
  'nothing of a line can be read in the files',
  inFolder(async (folder) => {
    {
      await using db = open(folder);
      await db.commit([
        { do: 'room', room },
        { do: 'archive', line: line(1), own: false },
        { do: 'wait', line: waiting(2) },
      ]);
    }
    const bytes = readFileSync(join(folder, 'client.db'));
    assert.equal(bytes.includes('secret'), false);

    await assert.rejects(
      openDb(join(folder, 'client.db'), randomBytes(32), randomBytes).load(),
      /does not open/,
    );
  }),
);

test(
  'pages of the archive go back and forth without a hole',
  inFolder(async (folder) => {
    await using db = open(folder);
    const numbers = Array.from({ length: 50 }, (_, index) => index + 1);
    await db.commit(numbers.map((seq) => ({ do: 'archive', line: line(seq), own: false })));

    const newest = await db.lines({ room: roomKey, limit: 20 });
    const older = await db.lines({ room: roomKey, before: 31, limit: 20 });
    const after = await db.lines({ room: roomKey, after: 5, limit: 5 });

    assert.deepEqual(
      newest.map(({ seq }) => seq),
      numbers.slice(30),
    );
    assert.deepEqual(
      older.map(({ seq }) => seq),
      numbers.slice(10, 30),
    );
    assert.deepEqual(
      after.map(({ seq }) => seq),
      [6, 7, 8, 9, 10],
    );
    assert.equal(await db.same(roomKey, [line(3), { ...line(4), at: 1 }]), 3);
  }),
);

test(
  'an own line is found by its id, those of others are not',
  inFolder(async (folder) => {
    await using db = open(folder);
    await db.commit([
      { do: 'archive', line: line(1), own: false },
      { do: 'archive', line: line(2, true), own: true },
    ]);
    assert.equal((await db.find(line(2, true).id))?.seq, 2);
    assert.equal(await db.find(line(1).id), undefined);
  }),
);

test(
  'a database of the first version is brought up to date, with all that is in it',
  inFolder(async (folder) => {
    const bodies = newBodies(key, randomBytes);
    const { id, no, body } = waiting(3);
    {
      using file = openSqlite(join(folder, 'client.db'));
      file.exec(schemaV0);
      file.run(`INSERT INTO outbox VALUES (?,?,?,1,5,'waiting',0,'',?)`, [
        id,
        roomKey,
        no,
        bodies.seal(outPlace(id), body),
      ]);
      for (const { seq, ...each } of [line(1), line(2, true)])
        file.run(`INSERT INTO lines VALUES (?,?,0,?,0,?,?,?,?,?,0,?)`, [
          roomKey,
          seq,
          each.id,
          each.from,
          each.device,
          each.no,
          each.at,
          Number(each.from === 'me'),
          bodies.seal(linePlace(roomKey, seq), each.body),
        ]);
    }
    await using db = open(folder);

    assert.equal((await db.find(line(2, true).id))?.seq, 2);
    assert.equal((await db.lines({ room: roomKey, limit: 9 })).length, 2);
    const loaded = await db.load();
    assert.deepEqual(loaded.waiting, [{ ...waiting(3), order: 1, body: new Uint8Array(body) }]);
    assert.deepEqual(loaded.sealed, []);
    assert.deepEqual(await db.drafts(), []);
    {
      await db[Symbol.asyncDispose]();
      const [old, made] = [join(folder, 'client.db'), join(folder, 'new.db')];
      await openDb(made, key, randomBytes)[Symbol.asyncDispose]();
      assert.deepEqual(tablesOf(old), tablesOf(made));
    }
  }),
);

/** What a statement can tell of a database: tables with their columns, and indexes. */
function tablesOf(file: string): readonly string[] {
  using db = openSqlite(file);
  const rows = db.all<{ name: string; type: string }>('SELECT name, type FROM sqlite_schema');
  const columns = rows.map(({ name, type }) => {
    const of = type === 'table' ? db.all<{ name: string }>(`PRAGMA table_info(${name})`) : [];
    return `${type} ${name} ${of.map((column) => column.name).join()}`;
  });
  return columns.toSorted();
}
