import assert from 'node:assert/strict';
import { chmod, open, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { test } from 'node:test';

import { newHome, type TestHome } from '../rig/home.ts';
import { jsonOf, registered, serving } from '../rig/served.ts';

interface Told {
  readonly ok: boolean;
  readonly checks: readonly (Readonly<Record<string, unknown>> & {
    readonly check: string;
    readonly ok: boolean;
    readonly problem?: string;
  })[];
}

async function examined(home: TestHome, ...how: readonly string[]) {
  const { code, out, err } = await home.run(['doctor', '--json', ...how]);
  const [told] = jsonOf(out) as unknown as [Told];
  const of = (name: string): Told['checks'][number] => {
    const found = told.checks.find(({ check }) => check === name);
    assert.ok(found, `${name} in ${out}`);
    return found;
  };
  return { code, out, err, told, of };
}

async function accountFolder(home: TestHome): Promise<string> {
  const accounts = join(home.root, 'data', 'accounts');
  const [name] = (await readdir(accounts)).filter((each) => each.includes('@'));
  assert.ok(name);
  return join(accounts, name);
}

const onWindows = process.platform === 'win32' && 'Windows keeps no such modes';

test('doctor finds an empty home well, and leaves it empty', async () => {
  await using home = await newHome();

  const { code, err, told, of } = await examined(home);
  const inPortuguese = await home.run(['--lang', 'pt-BR', 'doctor']);

  assert.deepEqual([code, err, told.ok], [0, '', true]);
  const { suite, invitation, removed } = of('sealing');
  assert.deepEqual(
    { suite, invitation, removed },
    { suite: true, invitation: true, removed: true },
  );
  assert.match(String(of('versions')['sealing']), /^\d+\.\d+\.\d+$/);
  assert.deepEqual([inPortuguese.code, inPortuguese.err], [0, '']);
  assert.match(inPortuguese.out, /^bem {2}selagem +os vetores conferem/m);
  assert.deepEqual(await readdir(home.root), []);
});

test('what runs is left alone, what does not is looked into, and no secret is told', async () => {
  await using base = await newHome();
  const nuvem = await serving(base);
  await using ana = await registered(nuvem.address, 'ana');
  const listening = ana.start(['listen', nuvem.address, '--user', 'ana', '--json']);
  await listening.until('"up"');

  const [running, inUse] = await Promise.all([examined(base), examined(ana)]);
  listening.kill('SIGTERM');
  nuvem.kill('SIGTERM');
  await Promise.all([listening.ended, nuvem.ended]);
  const [stopped, closed] = await Promise.all([examined(base), examined(ana)]);

  for (const { code, err } of [running, inUse, stopped, closed])
    assert.deepEqual([code, err], [0, '']);
  assert.equal(running.of('nuvem')['state'], 'in-use');
  assert.equal(inUse.of('account')['state'], 'in-use');
  assert.equal(stopped.of('nuvem')['state'], 'whole');
  assert.equal(closed.of('account')['state'], 'whole');
  assert.equal(closed.of('account')['of'], `ana@${nuvem.address}`);
  assert.equal(stopped.of('certificate')['fingerprint'], nuvem.ready.fingerprint);
  const file = join(await accountFolder(ana), 'account.json');
  const kept = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
  for (const secret of ['deviceSecret', 'storageKey', 'ticket'])
    assert.ok(!closed.out.includes(String(kept[secret])), secret);
});

test('a database elsewhere is looked at where --store says it is', async () => {
  await using home = await newHome();
  const file = join(home.root, 'elsewhere', 'talk.db');
  const store = ['--store', `sqlite:${file}`];
  const nuvem = await serving(home, ...store);

  const [running, none] = await Promise.all([
    examined(home, ...store),
    examined(home, '--store', 'memory:'),
  ]);
  nuvem.kill('SIGTERM');
  await nuvem.ended;
  const stopped = await examined(home, ...store);
  const wrong = await home.run(['doctor', '--store', 'mysql://there']);

  assert.equal(running.of('nuvem')['state'], 'in-use');
  assert.equal(none.of('nuvem')['state'], 'none');
  assert.equal(stopped.of('nuvem')['state'], 'whole');
  assert.deepEqual([wrong.code, wrong.out], [2, '']);
});

test('everything that is wrong is a line of its own, and the exit code is 1', async () => {
  await using base = await newHome();
  const nuvem = await serving(base);
  await using ana = await registered(nuvem.address, 'ana');
  await ana.run(['users', nuvem.address, '--user', 'ana']);
  nuvem.kill('SIGTERM');
  await nuvem.ended;
  const folder = await accountFolder(ana);
  const database = await open(join(folder, 'client.db'), 'r+');
  await database.write(Buffer.alloc(4096, 0x5a), 0, 4096, 8192);
  await database.close();
  const future = new Date(Date.now() + 3 * 86_400_000);
  await utimes(join(folder, 'account.json'), future, future);
  await rm(join(base.root, 'data', 'store.key'));
  await writeFile(join(base.root, 'certs', 'nuvem.crt'), 'junk');

  const [there, here] = await Promise.all([examined(base), examined(ana)]);
  // Not beside the other: one of them would find the database in use.
  const forPeople = await ana.run(['doctor']);

  assert.deepEqual([there.code, there.told.ok, here.code, here.told.ok], [1, false, 1, false]);
  assert.match(there.of('nuvem').problem ?? '', /is sealed with \S+store\.key, which is missing/);
  assert.match(there.of('certificate').problem ?? '', /holds no certificate/);
  assert.match(here.of('account').problem ?? '', /client\.db is damaged/);
  assert.match(here.of('clock').problem ?? '', /account\.json was last written on .* clock/);
  for (const { err } of [there, here]) assert.match(err, /^(?:pychat: [^\n]+\.\n){2}$/);
  assert.equal(forPeople.code, 1);
  assert.match(forPeople.out, /^not well {2}account .* see below$/m);
});

test('a secret that others can read is named', { skip: onWindows }, async () => {
  await using home = await newHome();
  await home.run(['certs']);
  const key = join(home.root, 'certs', 'nuvem.key');
  assert.equal((await stat(key)).mode & 0o077, 0);
  await chmod(key, 0o644);

  const { code, err, of } = await examined(home);

  assert.deepEqual([code, of('files').ok], [1, false]);
  assert.equal(
    err,
    `pychat: Others on this machine can read ${key}. Close it with \`chmod 600\`.\n`,
  );
});

test('a home in which nothing can be looked at is told as well', async () => {
  await using home = await newHome();
  await writeFile(join(home.root, 'data'), '');

  const { code, err, of } = await examined(home);

  assert.deepEqual(
    [code, of('files').ok, of('account').ok, of('sealing').ok],
    [1, false, false, true],
  );
  assert.match(err, /^(?:pychat: \S+ cannot be used \(ENOTDIR\): [^\n]+\.\n){2}$/);
});
