import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { test } from 'node:test';

import type { Wanted } from '../../src/files/flow.ts';
import { get } from '../../src/files/get.ts';
import { put } from '../../src/files/put.ts';
import { fileLineOf } from '../../src/net/file-line.ts';
import type { FileLine } from '../../src/protocol/file-line.ts';
import { chunkSize } from '../../src/protocol/file-size.ts';
import { encodeFileFrame, type FileFrame, longestFileBody } from '../../src/protocol/file-wire.ts';
import type { Reason } from '../../src/words/reason.ts';
import { testClock } from '../rig/clock.ts';
import { type Sealed, sealedFile } from './rig/sealed-file.ts';

const token = Buffer.alloc(32);
const chunks = 5;
const size = (chunks - 1) * chunkSize + 99;

test('what a nuvem says beside chunks is bounded, and told when it is new', async () => {
  for (const [way, type] of [
    ['get', 'go'],
    ['put', 'go'],
  ] as const) {
    const told: Array<Reason | undefined> = [];
    await using nuvem = await newNuvem((say, socket) => {
      say({ type, at: 0 });
      for (let word = 0; word < 10_000 && !socket.destroyed; word += 1)
        say({ type: 'wait', why: word % 4 < 2 ? 'full' : 'going' });
    });
    const waits = (reason: Reason | undefined): void => void told.push(reason);

    if (way === 'get') {
      const inflow = get(await nuvem.dial(), token, wanted(waits), testClock().later);
      assert.equal(await inflow.next(), undefined);
    } else assert.equal(await sent(nuvem, sealedFile(0), { waits }), false);

    assert.ok(told.length > 2, 'it is told');
    assert.ok(told.length <= 33, `${told.length} of 10,000 words`);
  }
});

test('a nuvem cannot have kept what it was not given, nor less than it said', async () => {
  const lies: ReadonlyArray<readonly FileFrame[]> = [
    [{ type: 'kept', count: chunks }],
    [
      { type: 'go', at: chunks + 1 },
      { type: 'kept', count: chunks },
    ],
    [
      { type: 'go', at: 2 },
      { type: 'kept', count: 1 },
      { type: 'kept', count: chunks },
    ],
    [
      { type: 'go', at: 0 },
      { type: 'kept', count: chunks },
    ],
    [
      { type: 'go', at: 0 },
      { type: 'go', at: chunks },
      { type: 'kept', count: chunks },
    ],
  ];
  for (const lie of lies) {
    await using nuvem = await newNuvem((say) => lie.forEach(say));
    const held = holding(sealedFile(size));
    const whole = sent(nuvem, held.file);
    await nuvem.ended();
    held.goOn();
    assert.equal(await whole, false, JSON.stringify(lie));
  }
});

test('a nuvem that begins where nobody asked, or says what is not its part, is left', async () => {
  const lies: ReadonlyArray<readonly FileFrame[]> = [
    [{ type: 'go', at: 1 }],
    [{ type: 'chunk', index: 0, bytes: Buffer.alloc(10) }],
    [
      { type: 'go', at: 0 },
      { type: 'go', at: 0 },
    ],
    [{ type: 'kept', count: 0 }],
    [{ type: 'open', token, from: 0 }],
    [{ type: 'end' }],
    [{ type: 'no', code: 'gone' }],
    [
      { type: 'go', at: 0 },
      { type: 'chunk', index: 1, bytes: Buffer.alloc(10) },
    ],
  ];
  for (const lie of lies) {
    await using nuvem = await newNuvem((say) => lie.forEach(say));
    const inflow = get(await nuvem.dial(), token, wanted(), testClock().later);
    assert.equal(await inflow.next(), undefined, JSON.stringify(lie));
  }
});

test('a line on which nothing comes is left after a while, at the edge of an upload after a longer one', async () => {
  for (const [said, minutes] of [
    [undefined, 3],
    [{ type: 'wait', why: 'edge' }, 11],
  ] as const) {
    await using nuvem = await newNuvem((say) => said && say(said));
    const clock = testClock();
    let told = 0;
    const line = await nuvem.dial();
    const waits = (): void => void (told += 1);
    const inflow = get(line, token, wanted(waits), clock.later);
    await nuvem.opened();
    const isHeard = (): boolean => line.queued() === 0 && (said === undefined || told > 0);
    while (!isHeard()) await new Promise(setImmediate);
    const next = inflow.next();
    let ended = false;
    void next.then(() => void (ended = true));

    for (let minute = 0; minute < minutes - 1; minute += 1) clock.advance(60_000);
    await new Promise(setImmediate);
    assert.equal(ended, false, `${minutes} minutes`);
    for (let minute = 0; minute < 2; minute += 1) clock.advance(60_000);
    assert.equal(await next, undefined);
  }
});

test('who sends leaves a line on which nothing moves', async () => {
  await using nuvem = await newNuvem((say) => say({ type: 'go', at: 0 }));
  const clock = testClock();
  const whole = sent(nuvem, sealedFile(100), { later: clock.later });
  await nuvem.got(1);
  for (let minute = 0; minute < 8; minute += 1) clock.advance(60_000);
  assert.equal(await whole, false);
});

interface Nuvem extends AsyncDisposable {
  readonly dial: () => Promise<FileLine>;
  /** Its first line has ended. */
  readonly ended: () => Promise<void>;
  readonly opened: () => Promise<void>;
  /** So many chunks came. */
  readonly got: (chunks: number) => Promise<void>;
}

/** One that says what it likes to whoever says a token. */
async function newNuvem(
  lie: (say: (frame: FileFrame) => void, socket: Socket) => void,
): Promise<Nuvem> {
  const sockets = new Set<Socket>();
  const ended = promised();
  const opened = promised();
  let got = 0;
  let wake = (): void => {};
  const server = createServer((socket) => {
    sockets.add(socket);
    const line = fileLineOf(socket, 'there', { limit: longestFileBody });
    line.start({
      frame({ type }) {
        if (type === 'open') {
          opened.resolve();
          lie((frame) => line.send(encodeFileFrame(frame)), socket);
        }
        got += type === 'chunk' ? 1 : 0;
        wake();
        return true;
      },
      malformed: () => line.destroy(),
      end: () => ended.resolve(),
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    async dial() {
      const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
      await once(socket, 'connect');
      return fileLineOf(socket, 'here', { limit: longestFileBody });
    },
    ended: () => ended.promise,
    opened: () => opened.promise,
    async got(wanted) {
      const isThere = (): boolean => got >= wanted;
      while (!isThere()) await new Promise<void>((resolve) => void (wake = resolve));
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

const wanted = (waits: Wanted['waits'] = () => {}): Wanted => ({
  ...sealedFile(size).wanted(0),
  waits,
});

async function sent(
  nuvem: Nuvem,
  file: Pick<Sealed, 'size' | 'flow'>,
  { waits = () => {}, later = testClock().later }: Partial<Parameters<typeof put>[1]> = {},
): Promise<boolean> {
  const { size: of, flow } = file;
  const signal = new AbortController().signal;
  return put(await nuvem.dial(), { token, size: of, flow, signal, later, waits, kept() {} });
}

/** A file of which nothing is read before somebody says so. */
function holding(file: Sealed): { readonly file: Sealed; readonly goOn: () => void } {
  const held = promised();
  const flow = async (from: number) => {
    await held.promise;
    return file.flow(from);
  };
  return { file: { ...file, flow }, goOn: () => held.resolve() };
}

function promised(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => {};
  const promise = new Promise<void>((settle) => void (resolve = settle));
  return { promise, resolve };
}
