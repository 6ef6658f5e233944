import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { createServer as createTlsServer } from 'node:tls';
import { promisify } from 'node:util';

import type { Address } from '../../src/base/address.ts';
import { dial, type DialOptions, type DialProblem, type Tickets } from '../../src/net/dial.ts';
import { newCertificate } from '../rig/certificate.ts';
import { newFolder } from '../rig/folder.ts';
import { endOf, newRig } from '../rig/pair.ts';

const here = (port: number): Address => ({ host: '127.0.0.1', port });

/** What goes wrong when this is dialled. */
async function problem(
  addresses: readonly Address[],
  options: Partial<DialOptions> = {},
): Promise<DialProblem> {
  const dialled = await dial({ addresses, trust: () => true, timeoutMs: 5000, ...options });
  assert(!dialled.ok);
  return dialled.error;
}

interface Stranger extends AsyncDisposable {
  readonly address: Address;
}

async function listening(server: Server): Promise<Stranger> {
  const sockets: Socket[] = [];
  server.on('connection', (socket: Socket) => void sockets.push(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: here((server.address() as AddressInfo).port),
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function freePort(): Promise<number> {
  await using stranger = await listening(createServer());
  return stranger.address.port;
}

test('a host that does not exist is not resolved', async () => {
  assert.equal((await problem([{ host: 'nobody.invalid', port: 7070 }])).why, 'unresolved');
});

test('where nothing listens the connection is refused', async () => {
  assert.equal((await problem([here(await freePort())])).why, 'refused');
});

test('one who hangs up in the middle of the handshake is told from one who refuses', async () => {
  await using stranger = await listening(createServer((socket) => socket.destroy()));

  assert.equal((await problem([stranger.address])).why, 'closed');
});

test('one who accepts and says nothing runs into the time-out', async () => {
  await using stranger = await listening(createServer((socket) => socket.on('error', () => {})));

  assert.equal((await problem([stranger.address], { timeoutMs: 100 })).why, 'timeout');
});

test('plain TCP, HTTP and other TLS are something else', async () => {
  const { cert, key } = await newCertificate();
  const servers = [
    createServer((socket) => socket.on('error', () => {}).end('SSH-2.0-OpenSSH_9.2\r\n')),
    createHttpServer(),
    createTlsServer({ cert, key }, (socket) => socket.on('error', () => {})),
    createTlsServer({ cert, key, ALPNProtocols: ['h2'] }, (socket) => socket.on('error', () => {})),
  ];
  for (const server of servers) {
    await using stranger = await listening(server);

    assert.equal((await problem([stranger.address])).why, 'other');
  }
});

test('a key that the caller does not want is refused before a word is said', async () => {
  await using rig = await newRig();
  const certificate = await newCertificate();

  const accepted = rig.accepted();
  const refused = await problem([here(rig.listener.port)], {
    trust: async (peer) => (await accepted) && peer.fingerprint === certificate.fingerprint,
  });

  assert.equal(refused.why, 'key');
  assert.match(refused.peer!.fingerprint, /^sha256:[\w-]{43}$/);
  const nuvem = endOf(await accepted);
  await nuvem.ended;
  assert.equal(nuvem.received(), 0);
});

test('addresses are tried in turn, and the first that answers is it', async () => {
  await using rig = await newRig();
  const addresses = [here(await freePort()), here(rig.listener.port)];

  const { line, peer } = await rig.dial({ addresses });

  assert.equal(peer.address, addresses[1]);
  line.destroy();
});

test('of several problems the most telling one is reported', async () => {
  await using stranger = await listening(createServer((socket) => socket.destroy()));
  const addresses = [{ host: 'nobody.invalid', port: 1 }, stranger.address, here(await freePort())];

  assert.equal((await problem(addresses)).why, 'closed');
});

test('the caller may stop at any time', async () => {
  await using stranger = await listening(createServer((socket) => socket.on('error', () => {})));
  const controller = new AbortController();

  const stopped = problem([stranger.address], { signal: controller.signal });
  controller.abort();

  assert.equal((await stopped).why, 'aborted');
  assert.equal((await problem([stranger.address], { signal: controller.signal })).why, 'aborted');
});

test('a nuvem is found by name, over IPv4 or IPv6', async () => {
  await using rig = await newRig();

  const { line } = await rig.dial({ addresses: [{ host: 'localhost', port: rig.listener.port }] });

  line.destroy();
});

test('later lines to a nuvem use a ticket and know the same key', async () => {
  await using rig = await newRig();
  const tickets: Tickets = new Map();
  const first = await rig.dial({ tickets });
  const nuvem = endOf(await rig.accepted());
  const client = endOf(first.line);
  // Tickets travel behind the handshake; a body behind them is behind them.
  nuvem.line.send(Buffer.from([0, 0, 0, 1, 0]));
  await client.next();
  const [ticket] = tickets.values();
  assert(ticket);

  for (let n = 0; n < 3; n += 1) {
    const { line, peer } = await rig.dial({ tickets });
    assert.equal(peer.fingerprint, first.peer.fingerprint);
    assert.equal(peer.certificate, ticket.shown.certificate, 'no certificate was shown again');
    line.destroy();
  }
  first.line.destroy();
});

test('a new key is seen at once, whatever tickets were given under the old one', async () => {
  await using rig = await newRig({ ticketKeys: Buffer.alloc(48, 7) });
  const tickets: Tickets = new Map();
  const first = await rig.dial({ tickets });
  const client = endOf(first.line);
  endOf(await rig.accepted()).line.send(Buffer.from([0, 0, 0, 1, 0]));
  await client.next();
  assert.equal(tickets.size, 1);
  const certificate = await newCertificate();

  rig.listener.reload(certificate);
  const second = await rig.dial({ tickets });

  assert.equal(second.peer.fingerprint, certificate.fingerprint);
  first.line.destroy();
  second.line.destroy();
});

test('a ticket is good at another node that has the same ticket keys', async () => {
  const certificate = await newCertificate();
  const ticketKeys = Buffer.alloc(48, 7);
  await using one = await newRig({ certificate, ticketKeys });
  await using other = await newRig({ certificate, ticketKeys });
  const tickets: Tickets = new Map();
  const first = await one.dial({ tickets });
  const client = endOf(first.line);
  endOf(await one.accepted()).line.send(Buffer.from([0, 0, 0, 1, 0]));
  await client.next();
  const [ticket] = tickets.values();
  assert(ticket);

  const there = new Map([[`127.0.0.1:${other.listener.port}`, ticket]]);
  const second = await other.dial({ tickets: there });

  assert.equal(second.peer.certificate, ticket.shown.certificate);
  first.line.destroy();
  second.line.destroy();
});

const linux = process.platform === 'linux';
// Only Linux answers at all of 127.0.0.0/8, and the name must be another one.
test('an authority of the system vouches for the right name only', { skip: !linux }, async () => {
  const certificate = await newCertificate();
  await using rig = await newRig({ certificate, host: '0.0.0.0' });
  await using folder = await newFolder();
  const ca = join(folder.path, 'ca.crt');
  await writeFile(ca, certificate.cert);
  const script = join(import.meta.dirname, '../rig/dials.js');
  const vouched = async (host: string): Promise<unknown> => {
    const child = await promisify(execFile)(
      process.execPath,
      [script, host, String(rig.listener.port)],
      { env: { ...process.env, NODE_EXTRA_CA_CERTS: ca } },
    );
    return JSON.parse(child.stdout);
  };

  assert.deepEqual(await vouched('127.0.0.1'), [true, true]);
  assert.deepEqual(await vouched('127.0.0.2'), [false, false]);
});
