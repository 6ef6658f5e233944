import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';

import { main } from '../../src/cli/main.ts';
import { bin, newHome } from '../rig/home.ts';
import { registered, secret, serving } from '../rig/served.ts';

const unix = { skip: process.platform === 'win32' };

test('who is read by nobody any more ends quietly', unix, async () => {
  await using nuvem = await newHome();
  const { address } = await serving(nuvem);
  await using home = await registered(address, 'ana');
  const pychat = `"${process.execPath}" "${bin}" --home "${home.root}"`;

  for (const command of [`users ${address}`, `certs --help`, `listen ${address} --json`]) {
    const script = `{ ${pychat} ${command}; echo "exit $?" >&2; } | head -n 0`;
    const shell = spawn('sh', ['-c', script], { stdio: ['ignore', 'pipe', 'pipe'] });
    const [out, err] = await Promise.all([text(shell.stdout), text(shell.stderr)]);

    assert.deepEqual([out, err], ['', 'exit 0\n'], command);
  }
});

test('a bug shows its stack and where to report it, and exits 70', async () => {
  let err = '';
  const code = await main(['--version'], {
    out() {
      throw new TypeError('nobody thought of this');
    },
    err: (said) => (err += said),
    input: process.stdin,
    output: process.stdout,
    env: {},
    signal: new AbortController().signal,
    onHangup: () => () => {},
    drained: () => Promise.resolve(),
    hold: () => () => {},
    release: () => {},
    endedWith: () => undefined,
  });

  assert.equal(code, 70);
  assert.match(err, /^TypeError: nobody thought of this\n {4}at /);
  assert.match(err, /\npychat: This is a bug\. Please report it [^\n]+\.\n$/);
});

test('Ctrl-C while nobody is reached is exit 130', unix, async () => {
  await using nuvem = await newHome();
  const gone = await serving(nuvem);
  await using home = await registered(gone.address, 'ana');
  // Which left alone ends a process with a core file.
  gone.kill('SIGQUIT');
  assert.equal((await gone.ended).code, 0);
  const listener = home.start(['listen', gone.address, '--json']);
  await listener.until('"state":"down"');

  listener.kill('SIGINT');

  const { code, err } = await listener.ended;
  assert.deepEqual([code, err], [130, '']);
});

test(
  'a home that may not be written to is one line for a client too',
  { skip: process.getuid?.() !== 0 },
  async () => {
    await using nuvem = await newHome();
    const { address } = await serving(nuvem);
    await using home = await newHome();

    const { code, err } = await home.run(['register', address, '--user', 'ana'], {
      ...secret,
      uid: 65_534,
    });

    assert.equal(code, 1, err);
    assert.match(err, /pychat: \S+ cannot be used \(EACCES\): [^\n]+\n$/);
  },
);

test('a program of a test goes when its test is killed', unix, async () => {
  await using home = await newHome();
  const rig = new URL('../rig/home.js', import.meta.url).href;
  const script = `
    const { newHome } = await import('${rig}');
    const home = await newHome();
    const nuvem = home.start(['--home', '${home.root}', 'serve', '--json', '--port', '0']);
    process.stdout.write(await nuvem.until('{') + '\\n');
  `;
  const killed = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, TMPDIR: home.root },
  });
  const [ready] = (await once(createInterface(killed.stdout), 'line')) as [string];
  const { port } = JSON.parse(ready) as { port: number };
  const held = connect(port, '127.0.0.1').on('error', () => {});
  await once(held, 'connect');

  killed.kill('SIGKILL');
  await once(held, 'close');
  const again = home.start(['serve', '--json', '--port', String(port)]);

  assert.match(await again.until('{'), /"ready"/);
});

test('a client whose worker died says so and ends, and keeps what it had', unix, async () => {
  await using nuvem = await newHome();
  const { address } = await serving(nuvem);
  await using home = await registered(address, 'ana');
  const kill = join(home.root, 'kill.mjs');
  const onSignal = "process.on('SIGUSR2', () => void worker.terminate())";
  await writeFile(kill, `process.on('worker', (worker) => ${onSignal});`);
  const env = { NODE_OPTIONS: `--import ${pathToFileURL(kill).href}` };
  const listener = home.start(['listen', address, '--json'], { env });
  await listener.until('"link"');

  listener.kill('SIGUSR2');

  const { code, err } = await listener.ended;
  assert.equal(code, 70);
  assert.match(err, /The worker of this account ended without a word/);
  assert.equal((await home.run(['users', address])).code, 0);
});
