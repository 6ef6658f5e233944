import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { openSqlite } from '../../src/base/sqlite.ts';
import { openDb } from '../../src/client/db/serve.ts';
import { inFolder, line, open, room, roomKey, waiting } from '../rig/client-db.ts';

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
  'an own line is found by its id, those of others are not, also in an archive of an older version',
  inFolder(async (folder) => {
    {
      await using db = open(folder);
      await db.commit([
        { do: 'archive', line: line(1), own: false },
        { do: 'archive', line: line(2, true), own: true },
      ]);
    }
    {
      using file = openSqlite(join(folder, 'client.db'));
      file.exec('DROP INDEX lines_own_id; CREATE INDEX lines_id ON lines (id)');
      file.exec('PRAGMA user_version=1');
    }
    await using db = open(folder);
    assert.equal((await db.find(line(2, true).id))?.seq, 2);
    assert.equal(await db.find(line(1).id), undefined);
  }),
);
