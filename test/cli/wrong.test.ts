import assert from 'node:assert/strict';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer as createHttp } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { createServer as createTls } from 'node:tls';

import { newHome, type Ran, sharing, type TestHome } from '../rig/home.ts';
import { registered, secret, serving } from '../rig/served.ts';

let nuvem: TestHome;
let home: TestHome;
let address: string;

const shared = sharing();
before(async () => {
  nuvem = await shared(newHome());
  ({ address } = await serving(nuvem));
  home = await shared(registered(address, 'ana', { logsIn: true }));
});

function oneLine({ code, out, err }: Ran, exit: number, says: RegExp): void {
  assert.deepEqual([code, out], [exit, ''], err);
  const last = err.trimEnd().split('\n').at(-1) ?? '';
  assert.match(last, /^pychat: .+\. .+\.$/);
  assert.match(last, says);
  assert.doesNotMatch(err, /\n {4}at /);
}

async function listening(server: Server): Promise<{ port: number } & AsyncDisposable> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

const login = (where: string): Promise<Ran> => home.run(['login', where, '--user', 'zeca'], secret);

test('an unknown host, and nobody there, are exit 3', async () => {
  const closed = await listening(createServer());
  await closed[Symbol.asyncDispose]();

  oneLine(await login('no-such-host.invalid'), 3, /no host named no-such-host\.invalid/);
  oneLine(await login(`127.0.0.1:${closed.port}`), 3, /Nothing listens at 127\.0\.0\.1/);
});

test('a theme that there is not is told before anything else, where there is no screen too', async () => {
  for (const more of [[], ['--plain'], ['--accessible']]) {
    const args = ['connect', address, '--user', 'ana', '--theme', 'pink', ...more];
    oneLine(await home.run(args), 2, /no theme "pink"\. There are cmd, amber/);
  }
});

test('something else that answers is exit 3, whatever it speaks', async () => {
  await using http = await listening(createHttp((_request, response) => void response.end('hi')));
  await using plain = await listening(createServer((socket) => void socket.end('220 mail\r\n')));
  const certs = await nuvemFiles();
  await using tls = await listening(createTls({ ...certs, ALPNProtocols: ['h2'] }));

  for (const { port } of [http, plain, tls])
    oneLine(await login(`127.0.0.1:${port}`), 3, /no nuvem|hung up/);
});

async function nuvemFiles(): Promise<{ key: Buffer; cert: Buffer }> {
  const { readFile } = await import('node:fs/promises');
  const [key, cert] = await Promise.all(
    ['nuvem.key', 'nuvem.crt'].map((file) => readFile(join(nuvem.root, 'certs', file))),
  );
  assert.ok(key && cert);
  return { key, cert };
}

test('a wrong password and an unknown user look alike: exit 5', async () => {
  const wrong = await home.run(['login', address, '--user', 'ana'], {
    env: { PYCHAT_PASSWORD: 'not the right one' },
  });
  const unknown = await home.run(['login', address, '--user', 'nobody'], secret);

  oneLine(wrong, 5, /Wrong name or password/);
  oneLine(unknown, 5, /Wrong name or password/);
  assert.equal(wrong.err, unknown.err);
});

test('a taken name, a bad name and a weak password are refused', async () => {
  const register = (name: string, password?: string): Promise<Ran> =>
    home.run(
      ['register', address, '--user', name],
      password ? { env: { PYCHAT_PASSWORD: password } } : secret,
    );

  oneLine(await register('ana'), 1, /taken/);
  oneLine(await register('josé'), 1, /A name is/);
  oneLine(await register('new', 'short'), 2, /password/i);
});

test('an address, a room or a state that makes no sense is wrong usage', async () => {
  const cases: readonly (readonly [readonly string[], RegExp])[] = [
    [['users', 'not a host', '--user', 'ana'], /no host name/],
    [['users', '127.0.0.1:0', '--user', 'ana'], /port/],
    [['users', `${address}#sha256:nonsense`, '--user', 'ana'], /fingerprint/],
    [['send', address, 'bob', 'hi'], /@user, \+group or #channel/],
    [['send', address, '#lobby', '--wait', 'read', 'hi'], /no receipts/],
    [['listen', address, '--since', '3'], /--since/],
    [['register', address], /--user/],
    [['group', 'create', address, '#lab'], /no group/],
  ];
  for (const [args, says] of cases) oneLine(await home.run(args), 2, says);
});

test('what nobody has, or nobody may, is refused', async () => {
  oneLine(await home.run(['send', address, '@nobody', 'hi']), 1, /Nobody here is called nobody/);
  oneLine(await home.run(['send', address, '#nowhere', 'hi']), 1, /room/);
  oneLine(await home.run(['devices', address, '--revoke', '4000']), 1, /./);
});

test('a nuvem whose key changed is refused with both fingerprints, and accepted by naming the new one', async () => {
  await using first = await newHome();
  await using other = await newHome();
  const nuvemHere = await serving(first);
  const { port, fingerprint } = nuvemHere.ready;
  await using client = await registered(`127.0.0.1:${port}`, 'ana');
  nuvemHere.kill('SIGTERM');
  await nuvemHere.ended;
  await other.run(['certs']);
  const impostor = other.start(['serve', '--port', String(port), '--json']);
  const shown = (JSON.parse(await impostor.until('{')) as { fingerprint: string }).fingerprint;

  const refused = await client.run(['users', `127.0.0.1:${port}`]);
  const again = await client.run(['login', `127.0.0.1:${port}`, '--user', 'ana'], secret);
  const accepted = await client.run(
    ['register', `127.0.0.1:${port}#${shown}`, '--user', 'ana'],
    secret,
  );

  for (const ran of [refused, again]) {
    oneLine(ran, 4, /changed|Another nuvem/);
    assert.ok(ran.err.includes(fingerprint) && ran.err.includes(shown), ran.err);
  }
  assert.match(again.err, /pychat connect /);
  assert.equal(accepted.code, 0, accepted.err);
});

test('a nuvem that is not there when something is sent is exit 3, and listen times out with 6', async () => {
  await using away = await newHome();
  const gone = await serving(away);
  await using client = await registered(gone.address, 'ana');
  gone.kill('SIGKILL');
  await gone.ended;

  oneLine(await client.run(['send', gone.address, '#lobby', 'hi']), 3, /Nothing listens/);
  const heard = await client.run(['listen', gone.address, '--count', '1', '--timeout', '0.5']);
  assert.equal(heard.code, 6, heard.err);
});

test('a password file that others can read is said; one that is not there is a line', async () => {
  const file = join(home.root, 'password');
  await writeFile(file, 'correct horse battery\nsecond line\n', { mode: 0o644 });

  const read = await home.run(['login', address, '--user', 'ana', '--password-file', file]);
  const missing = await home.run([
    'login',
    address,
    '--user',
    'ana',
    '--password-file',
    `${file}.no`,
  ]);

  assert.equal(read.code, 0, read.err);
  if (process.platform !== 'win32') assert.match(read.err, /Others on this machine can read/);
  assert.equal(missing.code, 1);
  assert.match(missing.err, /pychat: .*password\.no cannot be used \(ENOENT\)[^\n]*\n$/);
});
