import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { before, test } from 'node:test';

import { open } from '../../src/cli/library.ts';
import { main } from '../../src/cli/main.ts';
import { isLocked } from '../../src/client/account.ts';
import { accountsIn } from '../../src/home/accounts.ts';
import { newHome, sharing, type TestHome } from '../rig/home.ts';
import { jsonOf, password, secret, serving } from '../rig/served.ts';

const wrong = 'tortoise incorrect';
const short = 'tortoise';
const fresh = 'tortoise fresh and long';

let base: TestHome;
let home: TestHome;
let address: string;
/** What must never be told, each with a name for who reads that it was. */
let secrets: ReadonlyMap<string, string>;

const shared = sharing();
before(async () => {
  base = await shared(newHome());
  home = await shared(newHome());
  ({ address } = await serving(base, '--registration', 'invite'));
  const { out } = await base.run(['admin', '--local', 'invite', '--uses', '1', '--json']);
  const invite = String(jsonOf(out)[0]?.['code']);
  const args = ['register', address, '--user', 'ana', '--invite', invite];
  const made = await home.run(args, secret);
  assert.equal(made.code, 0, made.err);
  const [account] = await accountsIn(join(home.root, 'data')).all();
  assert.ok(account && !isLocked(account));
  const { deviceSecret, ticket = '', storageKey } = account;
  const [storeKey, key] = await Promise.all([
    readFile(join(base.root, 'data', 'store.key'), 'hex'),
    readFile(join(base.root, 'certs', 'nuvem.key'), 'utf8'),
  ]);
  secrets = new Map([
    ...Object.entries({ password, wrong, short, fresh, invite, deviceSecret, ticket, storageKey }),
    ['store.key', storeKey],
    ['nuvem.key', key.split('\n')[1] ?? ''],
  ]);
});

interface Told {
  readonly code: number;
  readonly text: string;
}

/** A command in this process, in a home of the test. */
async function told(
  root: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Told> {
  let text = '';
  const say = (said: string): void => void (text += said);
  const code = await main(['--home', root, ...args], {
    out: say,
    err: say,
    input: new PassThrough().end() as unknown as NodeJS.ReadStream,
    output: new PassThrough() as unknown as NodeJS.WriteStream,
    env: { LANG: 'C', PYCHAT_LOG: 'debug', ...env },
    signal: new AbortController().signal,
    onHangup: () => () => {},
    drained: () => Promise.resolve(),
    hold: () => () => {},
    release: () => {},
    endedWith: () => undefined,
  });
  return { code, text };
}

function assertSilent(command: string, { text }: Told): void {
  const found = [...secrets].filter(([, value]) => text.includes(value));
  assert.deepEqual(
    found.map(([name]) => name),
    [],
    `${command}: ${text}`,
  );
}

const given = (PYCHAT_PASSWORD: string, more = {}) => ({ PYCHAT_PASSWORD, ...more });

test('no command tells a secret, whatever is wrong with what it is given', async () => {
  const at = [address, '--user', 'ana'];
  const file = join(home.root, 'password.txt');
  await writeFile(file, `${wrong}\nmore\n`, { mode: 0o644 });
  const elsewhere = join(home.root, 'elsewhere');
  const used = String(secrets.get('invite'));
  const rows: readonly (readonly [readonly string[], number, object?, string?])[] = [
    [['login', ...at], 5, given(wrong)],
    [['login', ...at, '--password-file', file], 5],
    [['login', ...at, '--password-file', file], 5, {}, elsewhere],
    [['login', ...at, `--password=${wrong}`], 2],
    [['login', ...at, '--password', wrong], 2],
    [['login', ...at], 2],
    [['register', address, '--user', 'bob', '--invite', used], 1, given(password), elsewhere],
    [['register', address, '--user', 'bob', '--invite', used], 2, given(short), elsewhere],
    [['connect', ...at, '--plain', '--lock'], 5, given(wrong)],
    [['connect', ...at, '--plain', `--invite=${used}`, '--nonsense'], 2],
    [['password', ...at], 5, given(wrong, { PYCHAT_NEW_PASSWORD: fresh })],
    [['password', ...at], 2, given(password, { PYCHAT_NEW_PASSWORD: short })],
    [['password', ...at], 2, given(password)],
    [['send', ...at, '@nobody', 'text'], 1],
    [['send', ...at, 'nobody', 'text'], 2],
    [['listen', ...at, '@nobody', '--json', '--timeout', '0.1'], 0],
    [['export', ...at, '+nowhere'], 1],
    [['verify', ...at, '@nobody'], 1],
    [['devices', ...at, '--revoke', '999'], 1],
    [['devices', ...at, '--json'], 0],
    [['sessions', ...at, '--end', '999'], 1],
    [['sessions', ...at, '--json'], 0],
    [['users', ...at, '--json'], 0],
    [['group', 'create', ...at, '+lab', 'nobody'], 1],
    [['channel', 'members', ...at, '#nowhere'], 1],
    [['admin', ...at, 'invite'], 1],
    [['admin', '--local', 'grant', 'nobody'], 1, {}, 'base'],
    [['certs', 'show', '--json'], 0, {}, 'base'],
    [['certs'], 1, {}, 'base'],
    [['serve', '--port', '0'], 1, {}, 'base'],
    [['serve', '--store', 'mysql://ana:tortoise@there'], 2],
    [['doctor', '--json'], 0],
    [['doctor'], 0, {}, 'base'],
    [['users', '127.0.0.1:1', '--user', 'ana'], 3, given(password)],
  ];
  const wrongly: string[] = [];
  // Who finds one that is open goes on with that, and is quicker.
  await using owner = await open({ address, user: 'ana', home: home.root });
  assert.equal(owner.client.me.name, 'ana');

  for (const [args, code, env, where = home.root] of rows) {
    const root = where === 'base' ? base.root : where;
    const said = await told(root, args, { ...env });
    assertSilent(args.join(' '), said);
    if (said.code !== code) wrongly.push(`${args.join(' ')}: ${said.code}, ${said.text}`);
  }

  assert.deepEqual(wrongly, []);
});

test('a file of an account that is cut or changed is told by its name, not by what is in it', async () => {
  const accounts = accountsIn(join(home.root, 'data'));
  const [account] = await accounts.all();
  assert.ok(account);
  const file = join(await accounts.folder(account), 'account.json');
  const whole = await readFile(file, 'utf8');
  const spoilt = [
    whole.slice(0, whole.indexOf('storageKey') + 40),
    whole.replace('"deviceSecret": "', '"deviceSecret": ["'),
    whole.replace('"storageKey":', '"storageKeys":'),
  ];

  for (const text of spoilt) {
    await writeFile(file, text);
    const command = ['users', address, '--user', 'ana'];
    for (const args of [['doctor'], ['doctor', '--json'], command])
      assertSilent(args.join(' '), await told(home.root, args));
  }
  await writeFile(file, whole);
  assert.equal((await told(home.root, ['users', address])).code, 0);
});
