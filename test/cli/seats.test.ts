import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { test } from 'node:test';

import { bin, newHome, type TestHome } from '../rig/home.ts';
import { listIn, registered, secret, serving } from '../rig/served.ts';

const noPty =
  process.platform !== 'linux' || spawnSync('script', ['--version']).status !== 0
    ? 'needs script(1) of Linux'
    : false;

/** Logged in, and sitting on a seat. */
async function seated(home: TestHome, address: string) {
  const sitting = home.start(['connect', address, '--user', 'ana'], secret);
  await sitting.until('-- connected');
  return sitting;
}

test('with all seats taken and no terminal, those who sit are named, and one can be ended', async () => {
  await using nuvem = await newHome();
  const { address } = await serving(nuvem);
  await using first = await registered(address, 'ana', { logsIn: true });
  await using second = await newHome();
  await using third = await newHome();
  await using fourth = await newHome();
  // It is a device before the others take the seats.
  const device = await fourth.run(['login', address, '--user', 'ana'], secret);
  const sitting = [];
  for (const home of [first, second, third]) sitting.push(await seated(home, address));
  await using fifth = await newHome();

  const login = await fifth.run(['login', address, '--user', 'ana'], secret);
  const users = await fourth.run(['users', address]);
  const connect = await fourth.run(['connect', address]);
  const listen = await fourth.run(['listen', address]);
  const sessions = await fourth.run(['sessions', address, '--json']);
  const [one] = listIn<{ id: number }>(sessions.out, 'sessions');
  const people = await fourth.run(['sessions', address]);
  const ended = await fourth.run(['sessions', address, '--end', String(one?.id)]);
  const after = await fourth.run(['users', address]);

  assert.equal(device.code, 0, device.err);
  assert.equal(login.code, 1);
  const seats =
    /pychat: All seats are taken \((\d+) \S+@[^)]*(?:, \d+ \S+@[^)]*){2}\)\. ([^\n]+)\n$/;
  assert.match(login.err, seats);
  const [, there = '', wayOut] = seats.exec(login.err) ?? [];
  assert.equal(wayOut, 'End one with `pychat sessions ADDRESS --end ID` first.');
  assert.equal(there, String(one?.id));
  for (const { code, err } of [users, connect, listen]) {
    assert.equal(code, 1);
    assert.match(err, /^pychat: All seats are taken[^\n]*(\d+ \S+@[^\n]*){3}\n$/);
  }
  assert.equal(listIn(sessions.out, 'sessions').length, 3);
  assert.match(people.out, /^(?:\d+ +\S+@.* since \d{4}-\d\d-\d\d \d\d:\d\d\n){3}$/);
  assert.equal(ended.code, 0, ended.err);
  assert.equal(after.code, 0, after.err);
  const codes = await Promise.race(sitting.map(async (each) => each.ended));
  assert.equal(codes.code, 5, codes.err);
  assert.match(codes.err, /^pychat: [^\n]+\. [^\n]+\.\n$/);
});

test('with all seats taken and no terminal, a new device ends one by its id', async () => {
  await using nuvem = await newHome();
  const { address } = await serving(nuvem, '--sessions', '1');
  await using first = await registered(address, 'ana', { logsIn: true });
  await using second = await newHome();
  const sitting = await seated(first, address);
  const told = await second.run(['login', address, '--user', 'ana'], secret);
  const [, id = ''] = /taken \((\d+) /.exec(told.err) ?? [];
  const end = (which: string) =>
    second.run(['sessions', address, '--user', 'ana', '--end', which], secret);

  const wrong = await end(String(Number(id) + 7));
  const ended = await end(id);

  assert.equal(wrong.code, 1);
  assert.match(wrong.err, /pychat: All seats are taken/);
  assert.equal(ended.code, 0, ended.err);
  assert.equal((await sitting.ended).code, 5);
});

test('on a terminal it is asked who shall end', { skip: noPty }, async () => {
  await using nuvem = await newHome();
  const { address } = await serving(nuvem, '--sessions', '1');
  await using first = await registered(address, 'ana', { logsIn: true });
  await using second = await newHome();
  const sitting = await seated(first, address);
  const command = [process.execPath, bin, '--home', second.root, 'login', address, '--user', 'ana'];
  const env = { ...process.env, ...secret.env };
  const pty = spawn('script', ['-qec', command.join(' '), '/dev/null'], { stdio: 'pipe', env });
  let shown = '';
  let answered = false;
  pty.stdout.setEncoding('utf8').on('data', (text: string) => {
    shown += text;
    if (answered || !shown.includes('Which one shall end')) return;
    answered = true;
    pty.stdin.write('1\r');
  });

  const [code] = (await once(pty, 'close')) as [number];

  assert.equal(code, 0, shown);
  assert.match(shown, /1 {2}\S+@\S+, since/);
  assert.equal((await sitting.ended).code, 5);
});

test('a saved log-in that is refused is asked for anew, or told where nobody can be asked', async () => {
  await using nuvem = await newHome();
  const { address } = await serving(nuvem);
  await using home = await registered(address, 'ana', { logsIn: true });
  const folder = join(home.root, 'data', 'accounts');
  const [name] = (await readdir(folder)).filter((each) => each.startsWith('ana@'));
  const file = join(folder, name ?? '', 'account.json');
  const forged = async (): Promise<void> => {
    const account = JSON.parse(await readFile(file, 'utf8')) as { ticket: string };
    await writeFile(file, JSON.stringify({ ...account, ticket: 'ab'.repeat(32) }));
  };

  await forged();
  const told = await home.run(['users', address]);
  const connect = await home.run(['connect', address]);
  const again = await home.run(['users', address], secret);
  await forged();
  const heard = await home.run(['connect', address], { ...secret, input: 'hello\n' });

  for (const { code, err } of [told, connect]) {
    assert.equal(code, 5);
    assert.match(err, /^pychat: The saved log-in is no longer valid\. Log in [^\n]+\n$/);
  }
  assert.equal(again.code, 0, again.err);
  assert.match(again.err, /^The saved log-in is no longer valid\.\n/);
  assert.equal(heard.code, 0, heard.err);
  assert.match(heard.out, /<ana> hello ✓/);
});
