import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect as connectPlain, type Socket } from 'node:net';
import { join } from 'node:path';
import process from 'node:process';
import { Duplex } from 'node:stream';
import { test } from 'node:test';
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';

import { dial } from '../../src/net/dial.ts';
import { listen } from '../../src/net/listen.ts';
import { newCertificate } from '../rig/certificate.ts';
import { endOf, frame, newRig, type Rig } from '../rig/pair.ts';

const hello = frame(Buffer.from('hello'));

/** A socket to the rig's port, with whatever it gets kept, and never an unhandled error. */
function plain({ listener }: Rig): Socket {
  return connectPlain({ host: '127.0.0.1', port: listener.port }).on('error', () => {});
}

function secure({ listener }: Rig, options: ConnectionOptions): TLSSocket {
  return connect({ host: '127.0.0.1', port: listener.port, rejectUnauthorized: false, ...options });
}

async function allOf(socket: Socket): Promise<string> {
  let text = '';
  socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')));
  await new Promise((resolve) => socket.on('error', () => {}).on('close', resolve));
  return text;
}

/** Settles with what came first: the handshake's end or its failure. */
const handshake = (socket: TLSSocket): Promise<string> =>
  new Promise((resolve) => {
    socket.once('secureConnect', () => resolve(`${socket.alpnProtocol}`));
    socket.once('error', (fault: NodeJS.ErrnoException) => resolve(fault.code ?? fault.message));
    socket.on('error', () => {});
  });

/** A line that works in both directions. */
async function assertServes(rig: Rig): Promise<void> {
  const { line } = await rig.dial();
  const client = endOf(line);
  const nuvem = endOf(await rig.accepted());
  client.line.send(hello);
  nuvem.line.send(hello);
  await Promise.all([nuvem.next(), client.next()]);
  line.close();
  await client.ended;
}

test('a port that is taken, an address that is not here: said, not thrown', async () => {
  await using rig = await newRig();
  const certificate = await newCertificate();
  const options = { certificate, onLine() {} };

  const taken = await listen({ ...options, host: '127.0.0.1', port: rig.listener.port });
  const elsewhere = await listen({ ...options, host: '192.0.2.1', port: 0 });
  const nowhere = await listen({ ...options, host: 'no-such-host.invalid', port: 0 });

  assert.deepEqual(
    [taken, elsewhere, nowhere].map((listened) => !listened.ok && listened.error.why),
    ['taken', 'no-such-address', 'no-such-address'],
  );
});

test('a chat client gets a line, which knows where it comes from', async () => {
  await using rig = await newRig();

  const { line } = await rig.dial();
  const accepted = await rig.accepted();

  assert.equal(accepted.address, '127.0.0.1');
  line.destroy();
});

test('on a port that listens for IPv6 too, an IPv4 client keeps its own address', async (t) => {
  const certificate = await newCertificate();
  const probe = await listen({ host: '::', port: 0, certificate, onLine() {} });
  if (!probe.ok) return t.skip('no IPv6 here');
  await probe.value[Symbol.asyncDispose]();
  await using rig = await newRig({ host: '::' });

  const { line } = await rig.dial();

  assert.equal((await rig.accepted()).address, '127.0.0.1');
  line.destroy();
});

test('TLS before 1.3 is refused unless the operator opted in', async () => {
  await using strict = await newRig();
  await using lenient = await newRig({ tls12: true });
  const old = { maxVersion: 'TLSv1.2', ALPNProtocols: ['pychat/1'] } as const;

  const refused = secure(strict, old);
  const taken = secure(lenient, old);

  assert.match(await handshake(refused), /PROTOCOL_VERSION/);
  assert.equal(await handshake(taken), 'pychat/1');
  taken.destroy();
});

test('one who offers only other protocols is refused in the handshake', async () => {
  await using rig = await newRig();

  const socket = secure(rig, { ALPNProtocols: ['h2', 'imap'] });

  assert.match(await handshake(socket), /NO_APPLICATION_PROTOCOL/);
  await assertServes(rig);
});

for (const [who, options] of [
  ['a browser', { ALPNProtocols: ['h2', 'http/1.1'] }],
  ['a client without ALPN', {}],
] as const)
  test(`${who} is told over HTTP what this is`, async () => {
    await using rig = await newRig();
    const socket = secure(rig, options);

    socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');

    const answer = await allOf(socket);
    assert.match(answer, /^HTTP\/1\.1 426 Upgrade Required\r\n/);
    assert.match(answer, /pychat connect HOST:PORT/);
    const [, length, body] = /Content-Length: (\d+)[^]*?\r\n\r\n([^]*)$/.exec(answer)!;
    assert.equal(body!.length, Number(length));
  });

test('a request without end gets its answer at 8 KiB, and the connection closes', async () => {
  await using rig = await newRig();
  const socket = secure(rig, { ALPNProtocols: ['http/1.1'] });

  socket.write('x'.repeat(9000));

  assert.match(await allOf(socket), /^HTTP\/1\.1 426 /);
});

test('the operator side can take who comes with a browser', async () => {
  await using rig = await newRig({ onHttp: (socket) => void socket.end('taken over') });

  assert.equal(await allOf(secure(rig, {})), 'taken over');
});

test('HTTP without TLS is told to use TLS', async () => {
  await using rig = await newRig();
  const socket = plain(rig);

  socket.write('GET / HTTP/1.1\r\n\r\n');

  assert.match(await allOf(socket), /^HTTP\/1\.1 400 [^]*speaks TLS only/);
});

for (const [what, bytes] of [
  ['junk', Buffer.from('\0\x01\x02\x03')],
  ['a banner', Buffer.from('SSH-2.0-OpenSSH_9.2\r\n')],
  ['frames without TLS', hello],
  ['a greeting longer than any', Buffer.from([0x16, 3, 1, 0x40, 1, 0])],
  [
    'a TLS record of junk',
    Buffer.concat([Buffer.from([0x16, 3, 1, 0, 200]), Buffer.alloc(200, 7)]),
  ],
  ['many words without end', Buffer.from('HELOHELOHELOHELO')],
] as const)
  test(`${what} to the port ends that connection and nothing else`, async () => {
    await using rig = await newRig();
    const socket = plain(rig);

    socket.write(bytes);

    await allOf(socket);
    await assertServes(rig);
  });

test('a handshake that comes drop by drop is cut when its time is over', async () => {
  await using rig = await newRig({ handshakeMs: 300 });
  const greeting = Buffer.concat([Buffer.from([0x16, 3, 1, 1, 0]), Buffer.alloc(256)]);
  const socket = plain(rig);
  let at = 0;
  const drop = setInterval(() => socket.write(greeting.subarray(at, (at += 1))), 20);

  await allOf(socket);
  clearInterval(drop);

  assert(at < greeting.length, 'it was cut before it was through');
  await assertServes(rig);
});

test('one who says nothing, or stops in the middle of the handshake, is cut', async () => {
  await using rig = await newRig({ handshakeMs: 300 });

  const silent = plain(rig);
  const stuck = plain(rig);
  stuck.write(await newGreeting());

  await Promise.all([allOf(silent), allOf(stuck)]);
});

test('1,000 half-open handshakes do not keep a good client out', async () => {
  await using rig = await newRig({ handshakeMs: 60_000 });
  const sockets = Array.from({ length: 1000 }, () => plain(rig));
  await Promise.all(sockets.map((socket) => once(socket, 'connect')));
  for (const [n, socket] of sockets.entries())
    if (n % 2 === 0) socket.write(Buffer.from([0x16, 3]));

  await assertServes(rig);

  for (const socket of sockets) socket.destroy();
});

test('beyond the unfinished handshakes of one network, the next one waits and is not dropped', async () => {
  await using rig = await newRig({ handshakesAtOnce: 2, stallMs: 60_000 });
  const greeting = await newGreeting();
  const stuck = [plain(rig), plain(rig)];
  for (const socket of stuck) {
    socket.write(greeting);
    await once(socket, 'data');
  }

  let through = false;
  const late = rig.dial().then(({ line }) => {
    through = true;
    return line;
  });
  // Others who need no handshake are served meanwhile, many round trips long.
  for (let n = 0; n < 20; n += 1) {
    const browser = plain(rig);
    browser.write('GET / HTTP/1.1\r\n\r\n');
    await allOf(browser);
  }
  assert.equal(through, false);
  stuck[0]!.destroy();

  (await late).destroy();
  stuck[1]!.destroy();
});

test('handshakes that stop in the middle keep nobody of their network out', async () => {
  await using rig = await newRig({ handshakesAtOnce: 2, stallMs: 1, handshakeMs: 60_000 });
  const greeting = await newGreeting();
  const stuck = Array.from({ length: 6 }, () => plain(rig));
  for (const socket of stuck) socket.write(greeting);
  await Promise.all(stuck.map((socket) => once(socket, 'data')));

  await assertServes(rig);

  for (const socket of stuck) socket.destroy();
});

test('who goes on and on after a goodbye is cut', async () => {
  await using rig = await newRig();
  const { port } = rig.listener;
  const socket = connectPlain({ host: '127.0.0.1', port, allowHalfOpen: true });
  const client = secure(rig, { ALPNProtocols: ['pychat/1'], socket });
  await handshake(client);
  const line = await rig.accepted();
  line.start({ body: () => true, drain() {}, end() {} });
  line.close();
  client.resume();
  await once(client, 'end');
  const piece = Buffer.alloc(1024 * 1024);
  const closed = new Promise((resolve) => client.once('close', resolve));

  let sent = 0;
  for (; sent < 1000 && !client.destroyed; sent += 1)
    await Promise.race([new Promise((resolve) => client.write(piece, resolve)), closed]);

  await closed;
  assert(sent < 100, `${sent} MiB`);
});

const linux = process.platform === 'linux';
test(
  'with few files to open, those who say nothing leave room for a client',
  { skip: !linux },
  async (t) => {
    const script = join(import.meta.dirname, '../rig/listens.js');
    const child = spawn('sh', ['-c', `ulimit -n 160; exec "${process.execPath}" "${script}"`], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    t.after(() => child.kill());
    const [said] = (await once(child.stdout, 'data')) as [Buffer];
    const port = Number(said);
    const sockets = Array.from({ length: 400 }, () =>
      connectPlain({ host: '127.0.0.1', port }).on('error', () => {}),
    );
    await Promise.all(sockets.map((socket) => once(socket, 'connect')));

    const dialled = await dial({ addresses: [{ host: '127.0.0.1', port }], trust: () => true });

    assert(dialled.ok, JSON.stringify(dialled));
    dialled.value.line.destroy();
    for (const socket of sockets) socket.destroy();
  },
);

test('when too many say nothing, the oldest of them goes', async () => {
  await using rig = await newRig({ silentAtOnce: 3, handshakeMs: 60_000 });
  const sockets: Socket[] = [];
  for (let n = 0; n < 4; n += 1) {
    const socket = plain(rig);
    sockets.push(socket);
    await once(socket, 'connect');
  }

  await allOf(sockets[0]!);
  await assertServes(rig);

  for (const socket of sockets) socket.destroy();
});

test('a new certificate is shown to newcomers, and old lines stay', async () => {
  await using rig = await newRig();
  const old = await rig.dial();
  const client = endOf(old.line);
  const nuvem = endOf(await rig.accepted());
  const certificate = await newCertificate();

  rig.listener.reload(certificate);
  const fresh = await rig.dial();

  assert.equal(fresh.peer.fingerprint, certificate.fingerprint);
  assert.notEqual(old.peer.fingerprint, certificate.fingerprint);
  client.line.send(hello);
  assert.equal(String(await nuvem.next()), 'hello');
  old.line.destroy();
  fresh.line.destroy();
});

test('after stop nobody new gets in, unfinished handshakes end, and lines go on', async () => {
  await using rig = await newRig();
  const { line } = await rig.dial();
  const client = endOf(line);
  const nuvem = endOf(await rig.accepted());
  const unfinished = plain(rig);
  await once(unfinished, 'connect');

  rig.listener.stop();
  await allOf(unfinished);
  const refused = plain(rig);
  const [fault] = (await once(refused, 'error')) as [NodeJS.ErrnoException];

  assert.equal(fault.code, 'ECONNREFUSED');
  client.line.send(hello);
  assert.equal(String(await nuvem.next()), 'hello');
  nuvem.line.close();
  await client.ended;
});

test('more connections than allowed are closed at once', async () => {
  await using rig = await newRig({ most: 1 });
  const { line } = await rig.dial();

  assert.equal(await allOf(plain(rig)), '');
  line.destroy();
});

/** The first bytes of a real handshake, as nobody goes on with it. */
function newGreeting(): Promise<Buffer> {
  return new Promise((resolve) => {
    const ear = new Duplex({
      read() {},
      write(chunk: Buffer, _encoding, done) {
        resolve(chunk);
        done();
      },
    });
    connect({ socket: ear, ALPNProtocols: ['pychat/1'] }).on('error', () => {});
  });
}
