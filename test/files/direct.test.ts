import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import type { NetworkInterfaceInfo } from 'node:os';
import { test } from 'node:test';

import { greet } from '../../src/files/direct-greet.ts';
import { marked, opening } from '../../src/files/direct-hear.ts';
import {
  answerBytes,
  directKeys,
  greetingBytes,
  newClaim,
  newMarks,
} from '../../src/files/direct-proof.ts';
import { type DirectOptions, newDirect } from '../../src/files/direct.ts';
import type { Direct, Inflow } from '../../src/files/flow.ts';
import { chunksIn, chunkSize } from '../../src/protocol/file-size.ts';
import { encodeFileFrame, type FileFrame } from '../../src/protocol/file-wire.ts';
import { type Sealed, sealedFile } from './rig/sealed-file.ts';

/** A machine that has no network, so that it finds itself; and all the time in the world. */
const here = (options: DirectOptions = {}): Direct =>
  newDirect({
    host: '127.0.0.1',
    patienceMs: 60_000,
    interfaces: () => ({ lo: [loopback('127.0.0.1'), loopback('::1')] }),
    ...options,
  });
function loopback(address: string): NetworkInterfaceInfo {
  const rest = { address, netmask: '', mac: '', internal: true, cidr: null };
  if (address.includes(':')) return { ...rest, family: 'IPv6', scopeid: 0 };
  return { ...rest, family: 'IPv4' };
}

async function reached(direct: Direct, file: Sealed, candidates: readonly string[], from = 0) {
  const inflow = await direct.reach(file.wanted(from), candidates);
  assert.ok(inflow, 'the sender is reached');
  return inflow;
}

/** All that comes, opened, from a chunk on. */
async function allOf(inflow: Inflow, file: Sealed, from = 0): Promise<Buffer> {
  const parts: Buffer[] = [];
  const count = chunksIn(file.size);
  for (let index = from; index < count; index += 1) {
    const chunk = await inflow.next();
    if (!chunk) break;
    parts.push(file.open(index, chunk));
  }
  return Buffer.concat(parts);
}

/** Something that listens, and what it does with whoever comes. */
async function listens(
  onSocket: (socket: Socket) => unknown,
): Promise<AsyncDisposable & { readonly place: string }> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket.on('error', () => {}));
    onSocket(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    place: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => void server.close(resolve));
    },
  };
}

/** Connects to a sender as a receiver does, by hand. */
async function stranger(candidate: string): Promise<Socket> {
  const port = Number(candidate.split(':').at(-1));
  const socket = connect({ host: '127.0.0.1', port }).on('error', () => {});
  await once(socket, 'connect');
  return socket;
}

const closed = (socket: Socket): Promise<unknown> =>
  socket.closed ? Promise.resolve() : once(socket.resume(), 'close');

async function next(socket: Socket, length: number): Promise<Buffer> {
  for (;;) {
    const bytes = socket.read(length) as Buffer | null;
    if (bytes) return bytes;
    await once(socket, 'readable');
  }
}

/** Proves the key by hand, and may say anything then. */
async function insider(candidate: string, file: Sealed) {
  const socket = await stranger(candidate);
  const keys = directKeys(file.key, file.id);
  const greeting = await next(socket, greetingBytes);
  const claim = newClaim(keys, greeting, 7);
  socket.write(claim);
  await next(socket, answerBytes);
  const marks = newMarks(keys, greeting, claim);
  return { socket, say: (frame: FileFrame) => void socket.write(marked(frame, marks)) };
}

/** A sender that proves the key, and says what it likes then. */
function liar(file: Sealed, says: (socket: Socket) => void) {
  const offer = { keys: directKeys(file.key, file.id) };
  return listens(async (socket) => {
    const proven = await greet(socket, () => [offer], 60_000);
    if (proven) proven.answer();
    says(socket.resume());
  });
}

const firstOf = ([first]: readonly string[]): string => {
  assert.ok(first);
  return first;
};

test('a file goes from one device to another, and the sender hears what is kept', async () => {
  await using sender = here();
  await using receiver = here();
  const file = sealedFile(9 * chunkSize + 1234);
  const withdraw = sender.offer(file);
  const inflow = await reached(receiver, file, await sender.candidates());

  const all = await allOf(inflow, file);
  inflow.kept(10);
  await inflow[Symbol.asyncDispose]();
  await file.unserved();
  await withdraw();

  assert.equal(inflow.by, 'direct');
  assert.ok(all.equals(file.plain));
  assert.equal(file.told.kept, 10);
  assert.equal(file.told.most, 1);
  assert.equal(file.told.freed, 10, 'all memory of it is given back');
});

test('an empty file is one chunk', async () => {
  await using sender = here();
  const file = sealedFile(0);
  sender.offer(file);
  await using inflow = await reached(sender, file, await sender.candidates());

  const chunk = await inflow.next();

  assert.equal(file.open(0, chunk!).length, 0);
});

test('a receiver begins where it was', async () => {
  await using sender = here();
  const file = sealedFile(5 * chunkSize);
  sender.offer(file);
  await using inflow = await reached(sender, file, await sender.candidates(), 3);

  const all = await allOf(inflow, file, 3);

  assert.ok(all.equals(file.plain.subarray(3 * chunkSize)));
});

test('over IPv6 as well', async (t) => {
  await using sender = here({ host: '::1' });
  const file = sealedFile(chunkSize);
  sender.offer(file);
  const v6 = (await sender.candidates()).filter((candidate) => candidate.startsWith('['));
  if (v6.length === 0) return t.skip('no IPv6 here');
  await using inflow = await reached(sender, file, v6);

  assert.ok((await allOf(inflow, file)).equals(file.plain));
});

test('on every address of a machine', async () => {
  await using sender = newDirect({ interfaces: () => ({ lo: [loopback('127.0.0.1')] }) });
  await using receiver = here();
  const file = sealedFile(chunkSize);
  sender.offer(file);
  await using inflow = await reached(receiver, file, await sender.candidates());

  assert.ok((await allOf(inflow, file)).equals(file.plain));
});

test('of several files each receiver gets its own, at the same time', async () => {
  await using sender = here();
  const files = [1, 2, 3].map((chunks) => sealedFile(chunks * chunkSize));
  for (const file of files) sender.offer(file);
  const candidates = await sender.candidates();

  const inflows = await Promise.all(files.map((file) => reached(sender, file, candidates)));
  const all = await Promise.all(files.map((file, at) => allOf(inflows[at]!, file)));

  for (const [at, file] of files.entries()) assert.ok(all[at]!.equals(file.plain));
  await Promise.all(inflows.map((inflow) => inflow[Symbol.asyncDispose]()));
});

test('whoever lacks the key reaches nothing, and the sender serves nobody', async () => {
  await using sender = here();
  const file = sealedFile(chunkSize);
  sender.offer(file);
  const candidates = await sender.candidates();
  const signal = new AbortController().signal;
  const wanted = { ...file.wanted(0, signal), key: randomBytes(32) };
  const other = { ...file.wanted(0, signal), id: randomBytes(16) };

  assert.equal(await sender.reach(wanted, candidates), undefined);
  assert.equal(await sender.reach(other, candidates), undefined);
  assert.equal(file.told.most, 0);
});

test('whoever may not have it any more gets nothing, though it has the key', async () => {
  const asked: string[] = [];
  await using sender = here({
    mayServe(id, device) {
      asked.push(`${id} ${device}`);
      return Promise.resolve('no');
    },
  });
  const file = sealedFile(chunkSize);
  sender.offer(file);

  const inflow = await sender.reach(file.wanted(0), await sender.candidates());

  assert.equal(inflow, undefined);
  assert.deepEqual(asked, [`${Buffer.from(file.id).toString('hex')} 7`]);
  assert.equal(file.told.most, 0);
});

test('when nobody can say whether somebody may have it, they get nothing, and others are served', async () => {
  let knows = false;
  await using sender = here({
    mayServe: () => (knows ? Promise.resolve('yes') : Promise.reject(new Error('gone'))),
  });
  const file = sealedFile(chunkSize);
  sender.offer(file);
  const candidates = await sender.candidates();

  assert.equal(await sender.reach(file.wanted(0), candidates), undefined);
  knows = true;
  const inflow = await sender.reach(file.wanted(0), candidates);
  assert.ok(await inflow?.next());
});

test('who is served is cut off when the file is withdrawn, and nobody listens any more', async () => {
  await using sender = here();
  const file = sealedFile(100 * chunkSize);
  const withdraw = sender.offer(file);
  await using elsewhere = here();
  const candidates = await sender.candidates();
  await using inflow = await reached(elsewhere, file, candidates);
  assert.ok(await inflow.next());

  await withdraw();
  const some = await allOf(inflow, file, 1);

  assert.ok(some.length < file.size - chunkSize);
  assert.equal(await elsewhere.reach(file.wanted(0), candidates), undefined);
});

test('a place where nobody answers costs the patience of a receiver, and no more', async () => {
  await using silent = await listens(() => {});
  await using receiver = here({ patienceMs: 20 });

  const inflow = await receiver.reach(sealedFile(0).wanted(0), [silent.place]);

  assert.equal(inflow, undefined);
});

test('the first who proves it is taken, among those that are silent, wrong or not there', async () => {
  await using sender = here();
  const file = sealedFile(2 * chunkSize);
  const heard: Buffer[] = [];
  await using silent = await listens((socket) => socket.on('data', (chunk) => heard.push(chunk)));
  await using wrong = await listens((socket) => {
    socket.on('data', (chunk) => heard.push(chunk));
    socket.end(`SSH-2.0-${'x'.repeat(80)}\r\n`);
  });
  sender.offer(file);
  const candidates = [silent.place, wrong.place, '127.0.0.1:1025', ...(await sender.candidates())];
  await using inflow = await reached(sender, file, candidates);

  assert.ok((await allOf(inflow, file)).equals(file.plain));
  assert.deepEqual(heard, [], 'what does not greet is told nothing');
});

test('nothing is dialled when the receiver has gone', async () => {
  let dialled = 0;
  await using somewhere = await listens(() => (dialled += 1));
  await using receiver = here();

  const inflow = await receiver.reach(sealedFile(0).wanted(0, AbortSignal.abort()), [
    somewhere.place,
  ]);

  assert.equal(inflow, undefined);
  assert.equal(dialled, 0);
});

test('strangers hold four places of a machine, and get nothing there', async () => {
  await using sender = here();
  const file = sealedFile(chunkSize);
  sender.offer(file);
  const place = firstOf(await sender.candidates());
  const greeted = await Promise.all(
    Array.from({ length: 4 }, async () => {
      const socket = await stranger(place);
      await next(socket, greetingBytes);
      return socket;
    }),
  );

  const fifth = await stranger(place);
  let told = 0;
  fifth.on('data', (chunk: Buffer) => (told += chunk.length));
  await closed(fifth);
  greeted[0]!.destroy();
  greeted[1]!.write(randomBytes(4096));
  await closed(greeted[1]!);
  const inflow = await reachedAtLast(sender, file, [place]);

  assert.equal(told, 0);
  assert.ok((await allOf(inflow, file)).equals(file.plain));
  for (const socket of greeted) socket.destroy();
  await inflow[Symbol.asyncDispose]();
});

/** The place of one who left is free as soon as the sender has noticed. */
async function reachedAtLast(direct: Direct, file: Sealed, candidates: readonly string[]) {
  for (;;) {
    const inflow = await direct.reach(file.wanted(0), candidates);
    if (inflow) return inflow;
  }
}

test('who claims again and again what is not so is not listened to any more', async () => {
  await using sender = here();
  const file = sealedFile(chunkSize);
  sender.offer(file);
  const candidates = await sender.candidates();
  const guess = (): Promise<unknown> =>
    sender.reach({ ...file.wanted(0), key: randomBytes(32) }, candidates);

  for (let count = 0; count < 10; count += 1) await guess();

  assert.equal(await sender.reach(file.wanted(0), candidates), undefined);
});

test('a receiver whose words bear no mark of its own is cut off', async () => {
  await using sender = here();
  const file = sealedFile(3 * chunkSize);
  sender.offer(file);
  const place = firstOf(await sender.candidates());
  const forged = await insider(place, file);
  forged.say(opening(0));
  await next(forged.socket, 9);

  const kept = marked({ type: 'kept', count: 3 }, () => randomBytes(16));
  forged.socket.write(kept);
  await closed(forged.socket);

  assert.equal(file.told.kept, 0);
});

test('a receiver that says what makes no sense is cut off', async () => {
  await using sender = here();
  const file = sealedFile(3 * chunkSize);
  sender.offer(file);
  const place = firstOf(await sender.candidates());
  const kept = (count: number): FileFrame => ({ type: 'kept', count });
  const nonsense: readonly (readonly FileFrame[])[] = [
    [kept(1)],
    [opening(4)],
    [opening(0), opening(0)],
    [opening(0), kept(2), kept(1)],
    [opening(0), kept(4)],
    [{ type: 'end' }],
    [{ type: 'chunk', index: 0, bytes: Buffer.alloc(1) }],
  ];

  for (const frames of nonsense) {
    const { socket, say } = await insider(place, file);
    for (const frame of frames) say(frame);
    await closed(socket);
  }

  assert.ok(file.told.kept <= 2);
  await file.unserved();
});

test('a sender that gives anything but the next chunk is left', async () => {
  const file = sealedFile(2 * chunkSize);
  const chunk = async (index: number): Promise<Buffer> =>
    Buffer.from((await (await file.flow(index)).next())!.bytes);
  const [first, second] = [await chunk(0), await chunk(1)];
  const go = encodeFileFrame({ type: 'go', at: 0 });
  const lies: readonly (readonly Buffer[])[] = [
    [go, second],
    [go, first, first],
    [go, first.subarray(0, 100), first],
    [encodeFileFrame({ type: 'go', at: 1 }), second],
    [encodeFileFrame({ type: 'no', code: 'gone' })],
    [Buffer.from([255, 255, 255, 255, 2])],
    [Buffer.alloc(64)],
    [go, encodeFileFrame({ type: 'chunk', index: 0, bytes: Buffer.alloc(12) })],
    [go, first, second, go],
  ];
  await using receiver = here();

  for (const lie of lies) {
    const told = Buffer.concat(lie);
    await using sender = await liar(file, (socket) => socket.write(told));
    await using inflow = await reached(receiver, file, [sender.place]);
    const good = await allOf(inflow, file).catch(() => undefined);
    assert.equal(await inflow.next(), undefined);
    if (good) assert.ok(file.plain.subarray(0, good.length).equals(good));
  }
});

test('a sender that only talks is left', async () => {
  const file = sealedFile(chunkSize);
  const wait = encodeFileFrame({ type: 'wait', why: 'going' });
  await using receiver = here();
  await using sender = await liar(file, (socket) => {
    socket.write(encodeFileFrame({ type: 'go', at: 0 }));
    const talk = (): void =>
      void (socket.destroyed || socket.write(wait, () => setImmediate(talk)));
    talk();
  });
  await using inflow = await reached(receiver, file, [sender.place]);

  assert.equal(await inflow.next(), undefined);
});

test('what comes in pieces of any size is the same file', async () => {
  const file = sealedFile(chunkSize + 77);
  const [one, two] = [await (await file.flow(0)).next(), await (await file.flow(1)).next()];
  const go = encodeFileFrame({ type: 'go', at: 0 });
  const wait = encodeFileFrame({ type: 'wait', why: 'going' });
  const all = Buffer.concat([go, wait, one!.bytes, wait, two!.bytes]);
  await using receiver = here();

  for (const piece of [1021, 65_537]) {
    await using sender = await liar(file, (socket) => {
      socket.setNoDelay(true);
      for (let at = 0; at < all.length; at += piece) socket.write(all.subarray(at, at + piece));
    });
    await using inflow = await reached(receiver, file, [sender.place]);
    assert.ok((await allOf(inflow, file)).equals(file.plain));
  }
});

test('a sender reads a few chunks ahead of its receiver, and no more', async () => {
  await using sender = here();
  await using receiver = here();
  const file = sealedFile(200 * chunkSize);
  sender.offer(file);
  await using inflow = await reached(receiver, file, await sender.candidates());

  assert.ok((await allOf(inflow, file)).equals(file.plain));
  assert.ok(file.told.ahead <= 4, `${file.told.ahead} chunks in memory`);
});

test('the port stays the same from one time to the next, unless it is taken', async () => {
  const kept: number[] = [];
  const keep = (port: number): void => void kept.push(port);
  const first = here({ keep });
  const [place] = await first.candidates();
  await first[Symbol.asyncDispose]();

  const again = here({ port: kept[0]!, keep });
  const [same] = await again.candidates();
  await using third = here({ port: kept[0]!, keep });
  const [other] = await third.candidates();
  await again[Symbol.asyncDispose]();

  assert.equal(same, place);
  assert.notEqual(other, place);
  assert.equal(kept.length, 2);
});

test('a file offered after all were withdrawn is found at the same port', async () => {
  await using sender = here();
  const candidates = await sender.candidates();
  for (let time = 0; time < 5; time += 1) {
    const file = sealedFile(100);
    const withdraw = sender.offer(file);
    await using inflow = await reached(sender, file, candidates);
    assert.ok((await allOf(inflow, file)).equals(file.plain));
    await withdraw();
  }
});

test('a sender that cannot read its file any more lets the receiver go', async () => {
  await using sender = here();
  const file = sealedFile(chunkSize);
  sender.offer({ ...file, flow: () => Promise.reject(new Error('not readable')) });
  await using inflow = await reached(sender, file, await sender.candidates());

  assert.equal(await inflow.next(), undefined);
});
