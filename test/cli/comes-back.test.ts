import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { test } from 'node:test';

import { openSqlite } from '../../src/base/sqlite.ts';
import { newHome } from '../rig/home.ts';
import { jsonOf, registered, serving } from '../rig/served.ts';

test('listen lives through a nuvem that stops and comes back, and says so', async () => {
  await using home = await newHome();
  const first = await serving(home);
  const { address } = first;
  await using ana = await registered(address, 'ana');
  await using bob = await registered(address, 'bob');
  const listener = bob.start(['listen', address, '--json']);
  await listener.until('"state":"up"');

  first.kill('SIGKILL');
  await first.ended;
  const down = await listener.until('"state":"down"');
  await serving(home, '--port', String(first.ready.port));
  await listener.until('"state":"up"');
  const sent = await ana.run(['send', address, '@bob', 'back again']);
  const heard = await listener.until('"text":"back again"');

  assert.equal(sent.code, 0, sent.err);
  assert.equal(typeof jsonOf(down)[0]?.['retryIn'], 'number');
  assert.equal(jsonOf(heard)[0]?.['event'], 'message');
});

test(
  'SIGHUP shows a new certificate, and who talks notices nothing',
  { skip: process.platform === 'win32' },
  async () => {
    await using home = await newHome();
    const nuvem = await serving(home);
    await using ana = await registered(nuvem.address, 'ana');
    await using bob = await registered(nuvem.address, 'bob');
    const talk = bob.start(['connect', nuvem.address]);
    await talk.until('-- connected');

    await home.run(['certs', '--force', '--host', 'chat.example']);
    nuvem.kill('SIGHUP');
    await nuvem.untilErr(/certificate\.loaded/);
    const sent = await ana.run(['send', nuvem.address, '@bob', 'still there?']);
    const told: string[] = [];
    for (let line = await talk.line(); line !== undefined; line = await talk.line()) {
      told.push(line);
      if (line.includes('still there?')) break;
    }
    talk.closeInput();

    assert.equal(sent.code, 0, sent.err);
    assert.deepEqual(
      told.filter((line) => line.startsWith('-- ')),
      [],
    );
    assert.equal((await talk.ended).code, 0);
  },
);

test('a database of a newer pychat is refused, the nuvem’s and the one of an account', async () => {
  await using home = await newHome();
  const nuvem = await serving(home);
  await using ana = await registered(nuvem.address, 'ana');
  const [folder] = await accountFolders(ana.root);
  newer(join(folder ?? '', 'client.db'), await ana.run(['users', nuvem.address]));
  const client = await ana.run(['users', nuvem.address]);
  nuvem.kill('SIGTERM');
  newer(join(home.root, 'data', 'nuvem.db'), await nuvem.ended);
  const server = await home.run(['serve', '--port', '0']);

  for (const { code, out, err } of [client, server]) {
    assert.deepEqual([code, out], [1, ''], err);
    assert.match(err, /^pychat: \S+\.db was written by a newer pychat [^\n]+Update pychat\.\n$/);
  }
});

/** As a pychat of years to come would have left it. `before` is who made the file, and has ended. */
function newer(file: string, before: { readonly code: number | null; readonly err: string }): void {
  assert.equal(before.code, 0, before.err);
  const db = openSqlite(file);
  db.exec('PRAGMA user_version=1000');
  db.close();
}

async function accountFolders(root: string): Promise<readonly string[]> {
  const accounts = join(root, 'data', 'accounts');
  const names = await readdir(accounts);
  return names.filter((name) => name.includes('@')).map((name) => join(accounts, name));
}
