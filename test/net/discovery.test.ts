import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:dgram';
import { once } from 'node:events';
import { type TestContext, test } from 'node:test';

import { realClock } from '../../src/base/clock.ts';
import { fingerprintOf } from '../../src/base/fingerprint.ts';
import { type Log, silent } from '../../src/base/log.ts';
import { newAllowance } from '../../src/net/allowance.ts';
import { announce, type AnnounceOptions } from '../../src/net/announce.ts';
import { lookAround, type Sighting } from '../../src/net/look-around.ts';
import { encodeAnswer, encodeProbe, parseAnswer, probeSize } from '../../src/protocol/discovery.ts';
import { freeUdpPort, nonceOf, udpSocket } from '../rig/udp.ts';

interface Wish extends Partial<Pick<AnnounceOptions, 'host' | 'log'>> {
  readonly port: number;
  readonly tls?: number;
  readonly name?: string;
  readonly key?: Buffer;
}

/** A nuvem that only announces itself, until the test is over. */
async function announced(context: TestContext, wish: Wish) {
  const { port, tls = 7070, name = 'casa', key = randomBytes(32), host = '127.0.0.1' } = wish;
  const told = () => ({ name, port: tls, key, version: '0.1.0' });
  const one = await announce({ port, host, told, clock: realClock, log: wish.log ?? silent });
  context.after(() => one[Symbol.asyncDispose]());
  return { fingerprint: fingerprintOf(key), end: () => one[Symbol.asyncDispose]() };
}

/** Looks until so many were found and this machine's own address is among those of each. */
async function foundAt(port: number, count: number): Promise<readonly Sighting[]> {
  const enough = new AbortController();
  return lookAround({
    port,
    ms: 20_000,
    nonce: randomBytes(16),
    signal: enough.signal,
    onFound(found) {
      if (found.length >= count) enough.abort();
    },
  });
}

const namesOf = (found: readonly Sighting[]): readonly string[] =>
  found.map(({ name }) => name).toSorted();

/** Sends a probe from a socket and answers what comes first. */
async function asked(socket: Socket, port: number, nonce = randomBytes(16)) {
  const answer = once(socket, 'message') as Promise<[Buffer]>;
  socket.send(encodeProbe(nonce), port, '127.0.0.1');
  const [datagram] = await answer;
  return { datagram, told: parseAnswer(datagram), nonce };
}

test('a nuvem is found, with its name, its port, its key and its version', async (context) => {
  const port = await freeUdpPort();
  const { fingerprint } = await announced(context, { port, tls: 7171 });

  const [found] = await foundAt(port, 1);

  assert.deepEqual(
    { ...found },
    {
      name: 'casa',
      version: '0.1.0',
      fingerprint,
      addresses: [{ host: '127.0.0.1', port: 7171 }],
    },
  );
});

test('five nuvens of one machine are found side by side, whichever took the port first', async (context) => {
  const port = await freeUdpPort();
  const names = ['a', 'b', 'c', 'd', 'e'];
  for (const [at, name] of names.entries())
    await announced(context, {
      port,
      name,
      tls: 7000 + at,
      host: at === 0 ? '0.0.0.0' : '127.0.0.1',
    });

  const found = await foundAt(port, 5);

  assert.deepEqual(namesOf(found), names);
});

test('one that answers in several networks is one, and the nearest address comes first', async (context) => {
  const port = await freeUdpPort();
  const key = randomBytes(32);
  await announced(context, { port, key, tls: 7001 });
  await announced(context, { port, key, tls: 7002 });
  const enough = new AbortController();

  const found = await lookAround({
    port,
    ms: 20_000,
    nonce: randomBytes(16),
    signal: enough.signal,
    onFound([one]) {
      if (one?.addresses.length === 2) enough.abort();
    },
  });

  assert.equal(found.length, 1);
  assert.deepEqual(found[0]?.addresses.map((one) => one.port).toSorted(), [7001, 7002]);
});

test('who looks is told when the time is over, though nobody answered', async () => {
  const port = await freeUdpPort();

  assert.deepEqual(await lookAround({ port, ms: 1, nonce: randomBytes(16) }), []);
  const signal = AbortSignal.abort();
  assert.deepEqual(await lookAround({ port, ms: 60_000, nonce: randomBytes(16), signal }), []);
});

test('a nuvem that ended is not found any more', async (context) => {
  const port = await freeUdpPort();
  const gone = await announced(context, { port, name: 'gone' });
  await announced(context, { port, name: 'stays' });
  assert.deepEqual(namesOf(await foundAt(port, 2)), ['gone', 'stays']);

  await gone.end();

  assert.deepEqual(namesOf(await foundAt(port, 1)), ['stays']);
});

test('what is no probe is not answered, and harms nobody', async (context) => {
  const port = await freeUdpPort();
  await announced(context, { port, host: '0.0.0.0' });
  const socket = await udpSocket(0, '127.0.0.1');
  const nonce = randomBytes(16);
  const told = { nonce, name: 'x', port: 1, key: randomBytes(32), version: '1' };
  const junk = [
    Buffer.alloc(0),
    Buffer.alloc(probeSize),
    encodeProbe(nonce).subarray(0, 100),
    Buffer.concat([encodeProbe(nonce), Buffer.alloc(100)]),
    encodeAnswer(told),
    randomBytes(9000),
    ...Array.from({ length: 100 }, () => Buffer.concat([Buffer.from('PYCv1?'), randomBytes(506)])),
  ];
  for (const datagram of junk) socket.send(datagram, port, '127.0.0.1');

  // Datagrams on one way come in their order: what is answered first is the real one.
  const { told: first, nonce: real } = await asked(socket, port);

  assert.deepEqual(Buffer.from(first.nonce), real);
  socket.close();
});

test('only so many probes are answered, of one machine and of all together', () => {
  let now = 0;
  const may = newAllowance({ each: 2, all: 3, withinMs: 1000 }, () => now);

  assert.deepEqual([may('a'), may('a'), may('a')], [true, true, false]);
  assert.deepEqual([may('b'), may('b'), may('c')], [true, false, false]);
  now = 999;
  assert.equal(may('c'), false);
  now = 1000;
  assert.deepEqual([may('c'), may('a')], [true, true]);
});

test('a flood of probes gets no flood of answers', async (context) => {
  const port = await freeUdpPort();
  const key = randomBytes(32);
  const still = { ...realClock, uptime: () => 0 };
  const told = () => ({ name: 'casa', port: 7070, key, version: '1' });
  const one = await announce({ port, host: '0.0.0.0', told, clock: still, log: silent });
  context.after(() => one[Symbol.asyncDispose]());
  const socket = await udpSocket(0, '127.0.0.1');
  let answers = 0;
  socket.on('message', () => (answers += 1));

  for (let sent = 0; sent < 45; sent += 1) {
    const answered = sent < 40 ? once(socket, 'message') : undefined;
    await new Promise<void>((resolve) =>
      socket.send(encodeProbe(randomBytes(16)), port, '127.0.0.1', () => resolve()),
    );
    await answered;
  }
  // From another address it is still answered: then all before it were looked at.
  const other = await udpSocket(0, '127.0.0.2');
  await asked(other, port);

  assert.equal(answers, 40);
  other.close();
  socket.close();
});

test('answers to somebody else, forged or broken ones show nothing; others show as harmless text', async () => {
  const liar = await udpSocket(0, '127.0.0.1');
  const { port } = liar.address();
  const key = randomBytes(32);
  liar.on('message', (datagram, from) => {
    const mine = nonceOf(datagram);
    const told = { nonce: mine, name: 'casa', port: 7070, key, version: '1' };
    const answers = [
      randomBytes(40),
      encodeAnswer({ ...told, nonce: randomBytes(16), name: 'not asked' }),
      encodeAnswer({ ...told, port: 0 }),
      Buffer.concat([encodeAnswer(told), Buffer.alloc(600)]),
      encodeAnswer({ ...told, name: '\u202e\n', key: randomBytes(32) }),
      encodeAnswer({ ...told, name: '\u001b[2Jcasa\u202e\nlies', version: '\u0007' }),
    ];
    for (const answer of answers) liar.send(answer, from.port, from.address);
  });

  const found = await foundAt(port, 1);

  assert.deepEqual(found, [
    {
      name: '␛[2Jcasa lies',
      version: '␇',
      fingerprint: fingerprintOf(key),
      addresses: [{ host: '127.0.0.1', port: 7070 }],
    },
  ]);
  liar.close();
});

test('however many somebody pretends to be, a bounded number is shown', async () => {
  const liar = await udpSocket(0, '127.0.0.1');
  const { port } = liar.address();
  liar.on('message', (datagram, from) => {
    const nonce = nonceOf(datagram);
    for (let at = 0; at < 100; at += 1) {
      const told = { nonce, name: `n${at}`, port: 7070, key: randomBytes(32), version: '1' };
      liar.send(encodeAnswer(told), from.port, from.address);
    }
  });
  let most = 0;
  const enough = new AbortController();

  const found = await lookAround({
    port,
    ms: 20_000,
    nonce: randomBytes(16),
    signal: enough.signal,
    onFound(now) {
      most = now.length;
      // The rest of that hundred is on its way, and is not taken.
      if (most === 64) setImmediate(() => setImmediate(() => enough.abort()));
    },
  });

  assert.deepEqual([found.length, most], [64, 64]);
  liar.close();
});

test('a port that somebody has for themselves is told once, and the nuvem goes on without', async (context) => {
  const taken = await udpSocket(0, '0.0.0.0');
  const { port } = taken.address();
  const told: unknown[] = [];
  const log: Log = (level, event, fields) => told.push([level, event, fields]);
  const now: Array<() => void> = [];
  const clock = {
    ...realClock,
    later: (_ms: number, run: () => void) => (now.push(run), () => {}),
  };
  const one = await announce({
    port,
    host: '0.0.0.0',
    told: () => ({ name: 'casa', port: 1, key: randomBytes(32), version: '1' }),
    clock,
    log,
  });
  context.after(() => one[Symbol.asyncDispose]());
  assert.deepEqual(told, [['warn', 'announce.failed', { port, code: 'EADDRINUSE' }]]);

  // Once it is free, it is found all the same.
  now.pop()?.();
  taken.close();
  await once(taken, 'close');
  now.pop()?.();

  assert.deepEqual(namesOf(await foundAt(port, 1)), ['casa']);
  assert.equal(told.length, 1);
});

test('a nuvem for this machine alone is not heard at any other address of it', async (context) => {
  const port = await freeUdpPort();
  await announced(context, { port, name: 'alone' });
  await announced(context, { port, name: 'everywhere', host: '0.0.0.0' });
  const socket = await udpSocket(0, '127.0.0.1');

  // What is sent to an address and not to the group reaches one nuvem only: never the one for this machine alone.
  const { told } = await asked(socket, port);

  assert.equal(told.name, 'everywhere');
  socket.close();
});
