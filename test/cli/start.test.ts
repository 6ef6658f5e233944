import assert from 'node:assert/strict';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';

import { newHome, type TestHome } from '../rig/home.ts';
import { has, type Pty, pychatIn, whyNoPty } from '../rig/pty.ts';
import { registered, secret, serving } from '../rig/served.ts';

const enter = '\r';
const down = '\u001b[B';
const up = '\u001b[A';
const quit = '\u0011';
const erase = '\u0015';
const password = 'correct horse battery';
const startIn = (home: TestHome, args: string): Pty =>
  pychatIn(home, args, { size: { width: 100, height: 40 } });

/** What is handed out, put together from the rows where it stands. */
function handedOut(pty: Pty): string {
  const rows = pty.terminal.lines().map((row) => row.slice(1, 60));
  const at = rows.findIndex((row) => row.includes('Address'));
  const more = rows.slice(at, at + 4).map((row) => /(?:Address|^) {2,}(\S+) /.exec(row)?.[1] ?? '');
  return /^\S+?#sha256:[\w-]{43}/.exec(more.join(''))?.[0] ?? '';
}

test(
  'on a fresh machine: start a nuvem here, make an account, write; another one comes by the address',
  { skip: whyNoPty, timeout: 60_000 },
  async () => {
    await using here = await newHome();
    await using there = await newHome();
    await using ana = startIn(here, '--no-splash');
    await ana.until(has('Nobody has an account', '► Connect to an address'));
    ana.type(down + enter);
    await ana.until(has('Start a nuvem here', 'Its name'));
    // The port that stands there may be in use on this machine.
    ana.type(`${up}${erase}0${down}${down}${enter}`);
    await ana.until(has('The nuvem is ready', '██ ▄▄▄▄▄ █', '► Make your account'));
    const address = handedOut(ana);
    assert.match(address, /^127\.0\.0\.1:\d+#sha256:/);
    ana.type(enter);
    await ana.until(has('A new account', 'its operator'));
    ana.type(`Ana${enter}${password}${enter}${password}${enter}`);
    await ana.until(has('PYCHAT.EXE - ana@127.0.0.1', '● '));

    await using bob = startIn(there, '--no-splash --theme amber');
    await bob.until(has('► Connect to an address'));
    bob.type(enter);
    await bob.until(has('Address', '► '));
    bob.type(`${address.split('#')[0]}${enter}`);
    await bob.until(has('First time here', 'Compare it', address.split('#')[1] ?? '?'));
    bob.type(enter);
    await bob.until(has('Who are you?'));
    bob.type(`bob${enter}${down}${down}${enter}`);
    await bob.until(has('A new account', 'bob'));
    bob.type(`${password}${enter}${password}x${enter}`);
    await bob.until(has('The two passwords differ', 'bob'));
    bob.type(`${password}${enter}${password}${enter}`);
    await bob.until(has('PYCHAT.EXE - bob@127.0.0.1', '● '));
    ana.type(`anybody there?${enter}`);
    await bob.until(has('<ana> anybody there?'));
    bob.type(`yes${enter}`);
    await ana.until(has('<bob> yes'));
    // Whoever starts a nuvem is its operator.
    ana.type(`/invite${enter}`);
    await ana.until((shown) => /(?:[a-z0-9]{4}-){7}[a-z0-9]{4}/.test(shown));

    bob.type(quit);
    await bob.until(has('code=0'));
    ana.type(quit);
    await ana.until(has('code=0'));
    assert.equal(ana.terminal.alternate(), false);
    assert.doesNotMatch(ana.raw() + bob.raw(), /correct horse/);
    assert.ok(!(await textsIn(here.root)).some((text) => text.includes('correct horse')));

    // The nuvem ended with the screen, and comes back with it.
    await using again = startIn(here, '--no-splash');
    await again.until(has('► ana@127.0.0.1', 'the nuvem of this home'));
    again.type(enter);
    await again.until(has('Its name', (/:(\d+)/.exec(address) ?? [])[1] ?? '?'));
    again.type(down + enter);
    await again.until(has('► Go on as ana'));
    again.type(enter);
    await again.until(has('<bob> yes', '● '));
    again.type(quit);
    await again.until(has('code=0'));
  },
);

/** The files of a home as text. */
async function textsIn(root: string): Promise<readonly string[]> {
  const files = await readdir(root, { recursive: true, withFileTypes: true });
  const plain = files.filter((file) => file.isFile());
  return Promise.all(
    plain.map(({ parentPath, name }) => readFile(join(parentPath, name), 'latin1')),
  );
}

test(
  'a nuvem of this home that runs in another process is the one that is started here',
  { skip: whyNoPty, timeout: 60_000 },
  async () => {
    await using home = await newHome();
    const { ready } = await serving(home);
    await using ana = startIn(home, '--no-splash');
    await ana.until(has('► Connect to an address'));
    ana.type(down + enter);
    await ana.until(has('A new account', 'its operator'));
    ana.type(`ana${enter}${password}${enter}${password}${enter}`);
    await ana.until(has(`PYCHAT.EXE - ana@127.0.0.1:${ready.port}`, '● '));
    ana.type(`/invite${enter}`);
    await ana.until((shown) => /(?:[a-z0-9]{4}-){7}[a-z0-9]{4}/.test(shown));
    ana.type(quit);
    await ana.until(has('code=0'));
  },
);

test(
  'nobody there, a name that is taken, a wrong password: said in its place, nothing typed is lost',
  { skip: whyNoPty, timeout: 60_000 },
  async () => {
    await using base = await newHome();
    const { address } = await serving(base);
    await using ana = await registered(address, 'ana', { logsIn: true });
    assert.ok(ana.root);
    await using home = await newHome();
    await using bob = startIn(home, '--no-splash');
    await bob.until(has('► Connect to an address'));
    bob.type(enter);
    await bob.until(has('Address'));
    bob.type(`127.0.0.1:1${enter}`);
    await bob.until(has('127.0.0.1:1 ', '! Nothing listens at 127.0.0.1 port 1'));
    bob.type(`${erase}no where${enter}`);
    await bob.until(has('! "no where" is no host name'));
    bob.type(`${erase}${address}${enter}`);
    await bob.until(has('First time here'));
    bob.type(enter);
    await bob.until(has('Who are you?'));
    bob.type(`ana${enter}${password}!${enter}`);
    await bob.until(has('! Wrong name or password', 'ana'));
    bob.type(`${down}${down}${enter}`);
    await bob.until(has('A new account', 'ana'));
    bob.type(`short${enter}short${enter}`);
    await bob.until(has('! A password has at least 10 characters'));
    bob.type(`${password}${enter}${password}${enter}`);
    await bob.until(has('! That name is taken'));
    bob.type(`${erase}bia${enter}${password}${enter}${password}${enter}`);
    await bob.until(has('PYCHAT.EXE - bia@', '● '));
    bob.type(quit);
    await bob.until(has('code=0'));
  },
);

test(
  'with all seats taken it is chosen on the screen who stands up',
  { skip: whyNoPty, timeout: 60_000 },
  async () => {
    await using base = await newHome();
    const { address } = await serving(base, '--sessions', '1');
    await using first = await registered(address, 'ana', { logsIn: true });
    const sitting = first.start(['connect', address, '--user', 'ana'], secret);
    await sitting.until('-- connected');
    await using second = await newHome();

    await using ana = startIn(second, `connect ${address} --user ana --no-splash`);
    await ana.until(has('First time here'));
    ana.type(enter);
    await ana.until(has('Who are you?', 'ana'));
    ana.type(`${password}${enter}`);
    await ana.until(has('All seats are taken', '@', 'since', 'None: go back'));
    ana.type(up + enter);
    await ana.until(has('Who are you?', 'ana'));
    ana.type(`${password}${enter}`);
    await ana.until(has('All seats are taken'));
    ana.type(enter);
    await ana.until(has('PYCHAT.EXE - ana@', '● '));

    assert.equal((await sitting.ended).code, 5);

    // The same for an account that is saved: whoever sits there is asked for before anything else.
    await using again = startIn(first, 'connect --no-splash');
    await again.until(has('All seats are taken', 'since', 'None: go back'));
    again.type(up + enter);
    await again.until(has('Your accounts', '► ana@'));
    again.type(enter);
    await again.until(has('All seats are taken'));
    again.type(enter);
    await again.until(has('PYCHAT.EXE - ana@', '● '));
    await ana.until(has('code=5'));
    again.type(quit);
    await again.until(has('code=0'));
  },
);

test(
  'a saved log-in that the nuvem does not take any more: the password is asked for, and it goes on',
  { skip: whyNoPty, timeout: 60_000 },
  async () => {
    await using base = await newHome();
    const { address } = await serving(base);
    await using home = await registered(address, 'ana', { logsIn: true });
    await loseTicket(home);

    await using ana = startIn(home, 'connect --no-splash');
    await ana.until(has('Who are you?', 'ana', '! The saved log-in is no longer valid'));
    ana.type(`not ${password}${enter}`);
    await ana.until(has('! Wrong name or password'));
    ana.type(`${password}${enter}`);
    await ana.until(has('PYCHAT.EXE - ana@', '● '));
    ana.type(quit);
    await ana.until(has('code=0'));
  },
);

/** Another ticket stands where the account is kept: one that no nuvem gave. */
async function loseTicket({ root }: TestHome): Promise<void> {
  const files = await readdir(root, { recursive: true, withFileTypes: true });
  for (const file of files.filter((one) => one.name.endsWith('.json'))) {
    const path = join(file.parentPath, file.name);
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.replace(/"ticket": ?"[0-9a-f]+"/, `"ticket":"${'00'.repeat(32)}"`));
  }
}

test(
  'a changed key is shown with the one that belongs there, and is taken only when that is chosen',
  { skip: whyNoPty, timeout: 60_000 },
  async () => {
    await using base = await newHome();
    const before = await serving(base);
    const { address } = before;
    await using home = await registered(address, 'ana', { logsIn: true });
    before.kill('SIGTERM');
    await before.ended;
    const made = await base.run(['certs', '--force', '--new-key']);
    assert.equal(made.code, 0, made.err);
    // With it the former key would vouch for the new one.
    await rm(join(base.root, 'certs', 'nuvem.former'));
    const { ready } = await serving(base, '--port', String(before.ready.port));
    const keys = [before.ready.fingerprint, ready.fingerprint];

    await using left = startIn(home, 'connect --no-splash');
    await left.until(has('The key changed', ...keys, '► Go back'));
    left.type(quit);
    await left.until(has('code=4', 'The key of '));

    await using ana = startIn(home, 'connect --no-splash');
    await ana.until(has('The key changed', ...keys, '► Go back'));
    ana.type(enter);
    await ana.until(has('Your accounts', '► ana@'));
    ana.type(enter);
    await ana.until(has('The key changed', ...keys));
    ana.type(down + enter);
    await ana.until(has('Who are you?', 'ana'));
    ana.type(`${password}${enter}`);
    await ana.until(has('PYCHAT.EXE - ana@', '● '));
    ana.type(quit);
    await ana.until(has('code=0'));
  },
);
