import assert from 'node:assert/strict';
import { once } from 'node:events';
import { chmod, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { test } from 'node:test';
import { connect } from 'node:tls';
import { pathToFileURL } from 'node:url';

import { lockFolder } from '../../src/net/lock.ts';
import { newHome } from '../rig/home.ts';
import { jsonOf, secret, serving, servingWith } from '../rig/served.ts';

const unix = { skip: process.platform === 'win32' };

test('a nuvem on an empty home makes all it needs and says where it is', async () => {
  await using home = await newHome();
  const nuvem = home.start(['serve', '--port', '0', '--name', 'casa']);

  const line = await nuvem.until('ready');
  const handedOut = await nuvem.until('pychat connect');

  const [, port, fingerprint] =
    /^nuvem casa ready on 127\.0\.0\.1:(\d+) {2}fingerprint (sha256:[\w-]{43})$/.exec(line) ?? [];
  assert.equal(handedOut, `pychat connect 127.0.0.1:${port}#${fingerprint}`);
  nuvem.kill('SIGTERM');
  const { code, err } = await nuvem.ended;
  assert.deepEqual([code, err], [0, '']);
});

test('what it keeps is for its owner only', unix, async () => {
  await using home = await newHome();
  const nuvem = await serving(home);

  for (const file of ['data/nuvem.db', 'data/store.key', 'data/control.sock', 'certs/nuvem.key'])
    assert.equal((await stat(join(home.root, file))).mode & 0o077, 0, file);
  assert.equal((await stat(join(home.root, 'data'))).mode & 0o777, 0o700);
  nuvem.kill('SIGTERM');
  await nuvem.ended;
});

test('the ready object has its shape, and the same nuvem comes back under the same key', async () => {
  await using home = await newHome();
  const first = await serving(home);
  first.kill('SIGINT');
  const ended = await first.ended;
  const second = await serving(home);

  assert.equal(ended.code, 0, ended.err);
  const { port, pid, ...rest } = first.ready;
  assert.ok(port > 0 && pid === first.pid);
  assert.deepEqual(rest, {
    event: 'ready',
    name: 'nuvem',
    host: '127.0.0.1',
    fingerprint: second.ready.fingerprint,
  });
});

test('a second nuvem of the same home, and a port that is taken, are refused', async () => {
  await using home = await newHome();
  await using other = await newHome();
  const nuvem = await serving(home);

  const second = await home.run(['serve', '--port', '0']);
  const taken = await other.run(['serve', '--port', String(nuvem.ready.port)]);
  const nowhere = await other.run(['serve', '--port', '0', '--host', '203.0.113.1']);

  assert.deepEqual([second.code, taken.code, nowhere.code], [1, 1, 1]);
  assert.match(second.err, /^pychat: Another nuvem is running in .*pychat stop[^\n]*\n$/);
  assert.match(taken.err, /^pychat: Port \d+ on 127\.0\.0\.1 is in use [^\n]+--port[^\n]+\n$/);
  assert.match(nowhere.err, /^pychat: 203\.0\.113\.1 is no address of this machine[^\n]+\n$/);
});

test('stop ends it, and answers when it is gone', async () => {
  await using home = await newHome();
  const nuvem = await serving(home);

  const stop = await home.run(['stop']);

  assert.equal(stop.code, 0, stop.err);
  assert.equal((await nuvem.ended).code, 0);
});

/** The fingerprint-independent part of who answers: the certificate as it came. */
async function shown(port: number): Promise<string> {
  const socket = connect({
    host: '127.0.0.1',
    port,
    rejectUnauthorized: false,
    ALPNProtocols: ['pychat/1'],
  });
  await once(socket, 'secureConnect');
  const serial = socket.getPeerCertificate().serialNumber;
  socket.destroy();
  return serial;
}

test('a renewed certificate is shown after reload, to new connections, and nobody is cut', async () => {
  await using home = await newHome();
  const nuvem = await serving(home);
  const before = await shown(nuvem.ready.port);
  const standing = connect({
    host: '127.0.0.1',
    port: nuvem.ready.port,
    rejectUnauthorized: false,
    ALPNProtocols: ['pychat/1'],
  });
  await once(standing, 'secureConnect');

  const renewed = await home.run(['certs', '--force']);
  const reload = await home.run(['reload']);

  assert.equal(renewed.code, 0, renewed.err);
  assert.equal(reload.code, 0, reload.err);
  assert.notEqual(await shown(nuvem.ready.port), before);
  assert.equal(standing.readyState, 'open');
  standing.destroy();
});

test('a changed certificate file is noticed, and so is SIGHUP', unix, async () => {
  await using home = await newHome();
  const nuvem = await serving(home);
  const before = await shown(nuvem.ready.port);

  await home.run(['certs', '--force']);
  await nuvem.untilErr(/certificate\.loaded/);
  const after = await shown(nuvem.ready.port);
  await writeFile(join(home.root, 'certs', 'nuvem.crt'), 'junk');
  nuvem.kill('SIGHUP');
  await nuvem.untilErr(/certificate\.bad/);

  assert.notEqual(after, before);
  assert.equal(await shown(nuvem.ready.port), after);
});

test('reload says what is wrong with a certificate', async () => {
  await using home = await newHome();
  await serving(home);
  await writeFile(join(home.root, 'certs', 'nuvem.crt'), 'junk');

  const reload = await home.run(['reload']);

  assert.equal(reload.code, 1);
  assert.match(reload.err, /^pychat: \S+nuvem\.crt holds no certificate[^\n]+\n$/);
});

test('a certificate that cannot be used stops the start with its sentence', async () => {
  await using home = await newHome();
  await using other = await newHome();
  await home.run(['certs']);
  await other.run(['certs']);
  const key = join(home.root, 'certs', 'nuvem.key');
  await writeFile(key, await readFile(join(other.root, 'certs', 'nuvem.key')));

  const mismatch = await home.run(['serve', '--port', '0']);
  await rm(key);
  const missing = await home.run(['serve', '--port', '0']);

  assert.deepEqual([mismatch.code, missing.code], [1, 1]);
  assert.match(mismatch.err, /^pychat: [^\n]+ does not belong to that key\. [^\n]+\n$/);
  assert.match(missing.err, /^pychat: There is no \S+nuvem\.key\. [^\n]+\n$/);
});

test('a database that is broken, newer or without its key is refused with its sentence', async () => {
  await using home = await newHome();
  const nuvem = await serving(home);
  nuvem.kill('SIGTERM');
  await nuvem.ended;
  const file = join(home.root, 'data', 'nuvem.db');
  const key = join(home.root, 'data', 'store.key');
  const kept = await readFile(key);

  await rm(key);
  const without = await home.run(['serve', '--port', '0']);
  await writeFile(key, kept);
  await writeFile(key, Buffer.alloc(32, 1));
  const other = await home.run(['serve', '--port', '0']);
  await writeFile(key, kept);
  await writeFile(file, Buffer.alloc(8192, 7));
  await rm(`${file}-wal`, { force: true });
  const corrupt = await home.run(['serve', '--port', '0']);

  for (const { code, out, err } of [without, other, corrupt]) {
    assert.deepEqual([code, out], [1, ''], err);
    assert.match(err, /^pychat: [^\n]+\n$/);
  }
  assert.match(without.err, /store\.key, which is missing/);
});

test(
  'a home that this user may not write to is refused',
  { skip: process.getuid?.() !== 0 },
  async () => {
    await using home = await newHome();
    await chmod(home.root, 0o755);

    const { code, err } = await home.run(['serve', '--port', '0'], { uid: 65_534 });

    assert.equal(code, 1, err);
    assert.match(err, /^pychat: \S+ cannot be used \(EACCES\): [^\n]+\n$/);
  },
);

test('options out of bounds are wrong usage', async () => {
  await using home = await newHome();
  const wrong = [
    ['--port', '99999'],
    ['--registration', 'maybe'],
    ['--sessions', '0'],
    ['--limits', 'posts=many'],
    ['--file-max', '5X'],
    ['--trust-proxy', 'nonsense'],
    ['--trust-proxy', '10.0.0.1,0.0.0.0/0'],
    ['--store', 'mysql://x'],
  ];
  for (const args of wrong) {
    const { code, out, err } = await home.run(['serve', ...args]);
    assert.deepEqual([code, out], [2, ''], `${args.join(' ')}: ${err}`);
    assert.match(err, /^pychat: [^\n]+\n$/);
  }
});

test('with PYCHAT_LOG=debug it tells of every connection, and of nobody who has one', async () => {
  await using home = await newHome();
  const nuvem = await servingWith(home, [], { env: { PYCHAT_LOG: 'debug' } });

  const { code } = await home.run(['login', nuvem.address, '--user', 'zeca'], secret);
  nuvem.kill('SIGTERM');
  const { err } = await nuvem.ended;

  assert.equal(code, 5);
  const told = jsonOf(err);
  assert.deepEqual([...new Set(told.map(({ event }) => event))], ['line.begin', 'line.end']);
  assert.deepEqual([...new Set(told.map(({ level }) => level))], ['debug']);
  assert.doesNotMatch(err, /zeca|127\.0\.0\.1/);
});

test('a browser is told what this is', async () => {
  await using home = await newHome();
  const nuvem = await serving(home);
  const socket = connect({ host: '127.0.0.1', port: nuvem.ready.port, rejectUnauthorized: false });
  socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  let text = '';
  socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  await once(socket, 'close');

  assert.match(text, /^HTTP\/1\.1 4\d\d .*pychat/s);
});

test(
  'a nuvem whose store died ends with a sentence, so that it is started again',
  unix,
  async () => {
    await using home = await newHome();
    const kill = join(home.root, 'kill.mjs');
    const onSignal = "process.on('SIGUSR2', () => void worker.terminate())";
    await writeFile(kill, `process.on('worker', (worker) => ${onSignal});`);
    const env = { NODE_OPTIONS: `--import ${pathToFileURL(kill).href}` };
    const nuvem = home.start(['serve', '--port', '0'], { env });
    await nuvem.until('ready');

    nuvem.kill('SIGUSR2');

    const { code, err } = await nuvem.ended;
    assert.equal(code, 70);
    assert.match(err, /The store's thread ended/u);
  },
);

test('who takes the name of the lock keeps a nuvem from starting, and the sentence says so', async () => {
  await using home = await newHome();
  await mkdir(join(home.root, 'data'));
  const taken = await lockFolder(join(home.root, 'data'));
  assert.ok(taken.ok);

  const refused = await home.run(['serve', '--port', '0']);

  await taken.value[Symbol.asyncDispose]();
  assert.equal(refused.code, 1);
  assert.match(
    refused.err,
    /^pychat: The lock of [^\n]+ no nuvem answers there\. [^\n]+--home\.\n$/,
  );
});
