import assert from 'node:assert/strict';
import { copyFile, mkdir, readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';

import { isLocked } from '../../src/client/account.ts';
import { accountsIn } from '../../src/home/accounts.ts';
import { words } from '../../src/words/en/words.ts';
import { newHome, type RunOptions, type TestHome } from '../rig/home.ts';
import { has, pychatIn, whyNoPty } from '../rig/pty.ts';
import { password, secret, serving } from '../rig/served.ts';

const fresh = 'another horse entirely';
const wrong = { env: { PYCHAT_PASSWORD: 'incorrect horse' } };

/** Where the account lies, and what must not lie open there once it is locked. */
async function keptIn(home: TestHome): Promise<{ folder: string; secrets: readonly string[] }> {
  const accounts = accountsIn(join(home.root, 'data'));
  const [account] = await accounts.all();
  assert.ok(account && !isLocked(account));
  const { deviceSecret, ticket = '', storageKey } = account;
  return { folder: await accounts.folder(account), secrets: [deviceSecret, ticket, storageKey] };
}

async function filesOf(home: TestHome): Promise<readonly { name: string; text: string }[]> {
  const found = await readdir(home.root, { recursive: true, withFileTypes: true });
  const files = found.filter((file) => file.isFile());
  return Promise.all(
    files.map(async ({ parentPath, name }) => ({
      name,
      text: await readFile(join(parentPath, name), 'latin1'),
    })),
  );
}

/** The names of files in which one of these stands, as text or as the bytes that it is in hex. */
async function filesWith(home: TestHome, texts: readonly string[]): Promise<readonly string[]> {
  const forms = texts.flatMap((text) => [text, Buffer.from(text, 'hex').toString('latin1')]);
  const wanted = forms.filter((form) => form.length > 8);
  return (await filesOf(home))
    .filter(({ text }) => wanted.some((form) => text.includes(form)))
    .map(({ name }) => name);
}

const oneLine = /^pychat: [^\n]+\.\n$/;

test('connect --lock leaves no key on the disk, and commands ask for the password', async () => {
  await using base = await newHome();
  const { address } = await serving(base);
  await using ana = await newHome();
  const talk = (how: readonly string[], options: RunOptions) =>
    ana.run(['connect', address, '--plain', ...how], { input: '', ...options });
  const send = (options = {}) => ana.run(['send', address, '#lobby', 'x'], options);
  await talk(['--register', '--user', 'ana'], { ...secret, input: 'before\n' });
  const { folder, secrets } = await keptIn(ana);
  assert.deepEqual(await filesWith(ana, secrets), ['account.json']);
  // As a crash leaves it that came before a file had its name.
  const left = join(folder, 'account.json.abcdef012345.new');
  await copyFile(join(folder, 'account.json'), left);
  await utimes(left, 0, 0);
  // And a process that was killed while an editor had a text: no such one is alive.
  const editing = join(folder, 'outside-2147483646-abc');
  await mkdir(editing);
  await writeFile(join(editing, 'message.txt'), secrets[0] ?? '');
  const history = join(ana.root, 'history');
  assert.match(await readFile(join(history, (await readdir(history))[0] ?? ''), 'utf8'), /before/);

  const slip = await talk(['--lock'], wrong);
  const locked = await talk(['--lock'], secret);
  const [none, other, right] = await Promise.all([send(), send(wrong), send(secret)]);

  assert.deepEqual([slip.code, oneLine.test(slip.err)], [5, true], slip.err);
  assert.deepEqual([locked.code, locked.err], [0, `${words.results.locked('ana')}\n`]);
  assert.deepEqual(await filesWith(ana, secrets), []);
  assert.deepEqual(await readdir(history), []);
  assert.deepEqual([none.code, oneLine.test(none.err)], [2, true], none.err);
  assert.deepEqual([other.code, oneLine.test(other.err)], [5, true], other.err);
  assert.match(other.err, /not the password under which ana is locked/);
  assert.equal(right.code, 0, right.err);

  const open = await talk(['--no-lock'], secret);
  const sent = await send();
  assert.deepEqual([open.code, sent.code], [0, 0], open.err + sent.err);
  assert.equal((await keptIn(ana)).secrets.at(-1), secrets.at(-1), 'what was kept is still read');
});

test('who has a locked account open serves the others, and a new password locks it anew', async () => {
  await using base = await newHome();
  const { address } = await serving(base);
  await using ana = await newHome();
  const made = ['connect', address, '--user', 'ana', '--register', '--lock', '--plain'];
  const owner = ana.start(made, secret);
  await owner.until('-- connected');

  const changed = await ana.run(['password', address], {
    env: { PYCHAT_PASSWORD: password, PYCHAT_NEW_PASSWORD: fresh },
  });
  const guest = ana.start(['connect', address, '--plain']);
  await guest.until('-- connected');
  owner.closeInput();
  await owner.ended;
  const left = await guest.ended;

  assert.equal(changed.code, 0, changed.err);
  assert.deepEqual([left.code, oneLine.test(left.err)], [1, true], left.err);
  const old = await ana.run(['users', address], secret);
  const now = await ana.run(['users', address], { env: { PYCHAT_PASSWORD: fresh } });
  assert.deepEqual([old.code, now.code], [5, 0], old.err + now.err);
  // Who forgot the password can forget what is under it.
  const out = await ana.run(['logout', address]);
  assert.equal(out.code, 0, out.err);
  assert.deepEqual(await accountsIn(join(ana.root, 'data')).all(), []);
});

test(
  'a locked account is opened on the screen, and a wrong password is said in its place',
  {
    skip: whyNoPty,
  },
  async () => {
    await using base = await newHome();
    const { address } = await serving(base);
    await using ana = await newHome();
    await using first = pychatIn(
      ana,
      `connect ${address} --user ana --register --lock --no-splash`,
    );
    await first.until(has('First time here'));
    first.type('\r');
    await first.until(has('A new account'));
    first.type(`${password}\r${password}\r`);
    await first.until(has('PYCHAT.EXE - ana@', '● '));
    first.type('\u0011');
    await first.until(has('code=0'));

    await using again = pychatIn(ana, 'connect --no-splash');
    await again.until(has('Locked', 'lies under the password'));
    again.type('incorrect\r');
    await again.until(has('! That is not the password'));
    again.type(`${password}\r`);
    await again.until(has('PYCHAT.EXE - ana@', '● '));
    again.type('\u0011');
    await again.until(has('code=0'));
    assert.doesNotMatch(first.raw() + again.raw(), /horse/);
  },
);
