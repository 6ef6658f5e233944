import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { extname, join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { test } from 'node:test';

import { openSqlite } from '../../src/base/sqlite.ts';
import { sqliteStore } from '../../src/store/sqlite.ts';
import { newFolder } from './rig/adapters.ts';
import { lobbyOf, said } from './rig/people.ts';

const kills = Number(process.env['PYCHAT_KILLS'] ?? 20);
const key = new Uint8Array(32).fill(3);
const appender = join(import.meta.dirname, 'rig', `appender${extname(import.meta.filename)}`);

/** Kills the appender once it has acknowledged so many batches; answers the last number it told. */
async function killAfter(file: string, batches: number): Promise<number> {
  const child = spawn(process.execPath, [appender, file], { stdio: ['ignore', 'pipe', 'inherit'] });
  let told = 0;
  let last = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    told += 1;
    last = Number(line);
    if (told === batches) child.kill('SIGKILL');
  }
  assert.ok(told >= batches, 'it lived until it was killed');
  return last;
}

test('kill -9 at any moment loses nothing acknowledged, and doubles nothing', async () => {
  using place = newFolder();
  const file = join(place.folder, 'nuvem.db');
  for (let kill = 0; kill < kills; kill++) {
    const acknowledged = await killAfter(file, 1 + Math.floor(Math.random() * 40));
    await using store = await sqliteStore(file, { key });
    const room = await lobbyOf(store);
    const entries = await store.read(room, 0, 1e6, 1e9);
    assert.ok(entries.length >= acknowledged, `${entries.length} of ${acknowledged}`);
    assert.equal(entries.length % 10, 0, 'a batch is stored whole');
    for (const [index, entry] of entries.entries()) {
      assert.deepEqual([entry.seq, entry.no, said(entry)], [index + 1, index + 1, `${index + 1}`]);
    }
  }
  const raw = openSqlite(file);
  assert.deepEqual(raw.all('PRAGMA integrity_check'), [{ integrity_check: 'ok' }]);
  raw.close();
});
