import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { test } from 'node:test';

import { newHome } from '../rig/home.ts';

test('certs makes a certificate, refuses to overwrite it, and renews it with its key', async () => {
  await using home = await newHome();

  const made = await home.run(['certs', '--host', 'chat.example,192.0.2.9', '--json']);
  const again = await home.run(['certs']);
  const renewed = await home.run(['certs', '--force', '--days', '30', '--json']);
  const shown = await home.run(['certs', 'show', '--json']);

  assert.equal(made.code, 0, made.err);
  const first = JSON.parse(made.out) as Record<string, string>;
  assert.equal(first['event'], 'certificate');
  assert.ok(first['names']?.includes('chat.example'));
  assert.match(first['fingerprint'] ?? '', /^sha256:[\w-]{43}$/);
  assert.deepEqual([again.code, again.out], [1, '']);
  assert.match(again.err, /^pychat: There is a certificate already, .*--force.*\.\n$/);
  const second = JSON.parse(renewed.out) as Record<string, string>;
  assert.equal(second['fingerprint'], first['fingerprint']);
  assert.notEqual(second['until'], first['until']);
  assert.deepEqual(JSON.parse(shown.out), second);
});

test('a broken certificate is told in one line, without a stack', async () => {
  await using home = await newHome();
  await home.run(['certs']);
  await writeFile(join(home.root, 'certs', 'nuvem.crt'), 'junk');

  const shown = await home.run(['certs', 'show']);

  assert.deepEqual([shown.code, shown.out], [1, '']);
  assert.match(shown.err, /^pychat: \S+nuvem\.crt holds no certificate\. [^\n]+\.\n$/);
});

test('wrong usage exits 2 and says where help is', async () => {
  await using home = await newHome();

  const unknown = await home.run(['certz']);
  const option = await home.run(['certs', '--days', 'many']);
  const host = await home.run(['certs', '--host', 'no such name']);
  const lonely = await home.run(['certs', '--new-key']);

  for (const { code, out, err } of [unknown, option, host, lonely]) {
    assert.deepEqual([code, out], [2, ''], err);
    assert.match(err, /^pychat: [^\n]+\n$/);
  }
  assert.match(unknown.err, /There is no command certz\. Did you mean certs\?/);
});

test('a home that cannot be written is one line', async () => {
  await using home = await newHome();
  const file = join(home.root, 'file');
  await writeFile(file, '');

  const ran = [await home.run(['--home', file, 'certs'])];
  // Where nobody can make anything, and the system says that something is missing.
  if (process.platform === 'linux') ran.push(await home.run(['--home', '/proc/x/y', 'certs']));

  for (const { code, err } of ran) {
    assert.equal(code, 1, err);
    assert.match(err, /^pychat: \S+ cannot be used \(\w+\): [^\n]+\n$/);
  }
});

test('stop and reload say when no nuvem is running here', async () => {
  await using home = await newHome();

  for (const command of ['stop', 'reload']) {
    const { code, err } = await home.run([command]);
    assert.equal(code, 1);
    assert.match(err, /^pychat: No nuvem is running in .*pychat serve.*\n$/);
  }
});

test('help and version print to standard output and exit 0', async () => {
  await using home = await newHome();

  const help = await home.run(['certs', '--help']);
  const version = await home.run(['--version']);

  assert.deepEqual([help.code, help.err], [0, '']);
  assert.match(help.out, /Example:\n {2}\$ pychat certs/);
  assert.match(version.out, /^\d+\.\d+\.\d+\n$/);
});
