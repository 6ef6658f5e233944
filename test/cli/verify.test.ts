import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { test } from 'node:test';

import { isLocked, selfOf } from '../../src/client/account.ts';
import { openDb } from '../../src/client/db/serve.ts';
import { accountsIn } from '../../src/home/accounts.ts';
import { newHome, type TestHome } from '../rig/home.ts';
import { jsonOf, registered, serving } from '../rig/served.ts';

/** Knows somebody by a key, as if they had been met in a room. */
async function meet(home: TestHome, user: string): Promise<void> {
  const accounts = accountsIn(join(home.root, 'data'));
  const [account] = await accounts.all();
  assert.ok(account && !isLocked(account));
  const file = join(await accounts.folder(account), 'client.db');
  const key = Buffer.from(account.storageKey, 'hex');
  await using db = openDb(file, key, randomBytes, { self: selfOf(account) });
  await db.commit([{ do: 'pin', user, identity: randomBytes(32), verified: false }]);
}

test('verify prints the digits of two people, and marks them as compared', async () => {
  await using nuvem = await newHome();
  const { address } = await serving(nuvem);
  await using ana = await registered(address, 'ana');
  const verify = (...more: readonly string[]) => ana.run(['verify', address, ...more]);

  const [unknown, wrong, self] = await Promise.all([
    verify('@bob'),
    verify('+lab'),
    verify('@ana'),
  ]);
  await meet(ana, 'bob');
  const known = await verify('@Bob');
  const accepted = await verify('bob', '--accept', '--json');
  const after = await verify('@bob', '--json');
  const portuguese = await ana.run(['--lang', 'pt-BR', 'verify', address, '@bob']);

  assert.deepEqual([unknown.code, wrong.code, self.code], [1, 2, 2]);
  assert.match(unknown.err, /^pychat: No key of bob was seen here yet\. /);
  assert.match(wrong.err, /^pychat: "\+lab" is nobody\. A person is written @name\.$/m);
  assert.equal(known.code, 0);
  assert.match(known.out, /^(\d{5} \d{5} \d{5} \d{5}\n){3}$/);
  assert.match(known.err, /^Not compared yet; this key is known here since \d{4}-\d\d-\d\d\. /);
  const [shape] = jsonOf(accepted.out);
  assert.deepEqual(shape, jsonOf(after.out)[0]);
  assert.deepEqual([shape?.['event'], shape?.['user']], ['person', 'bob']);
  assert.deepEqual([shape?.['verified'], shape?.['changed']], [true, false]);
  assert.equal(shape?.['safety'], known.out.trim().replaceAll('\n', ' '));
  assert.match(portuguese.err, /^Comparados\. Esta chave de bob é conhecida aqui desde /);
});
