import { randomBytes } from 'node:crypto';

import { chunksIn, chunkSize, largestChunk } from '../protocol/file-size.ts';
import { chunkHeadSize, putChunkHead } from '../protocol/file-wire.ts';
import type { Seal } from './chunk.ts';
import { Changed, type Frame, type Outflow } from './flow.ts';
import type { Leaves } from './leaves.ts';
import type { Source } from './source.ts';
import { hashSize, leafOf } from './tree.ts';

/** So many chunks are read before they are wanted. */
const ahead = 4;
/** Leaves that a loss of power may take. */
const unsynced = 64;

export interface Sending {
  readonly source: Source;
  readonly seal: Seal;
  /** Of all who send this file. */
  readonly leaves: Leaves;
  readonly random?: (bytes: number) => Uint8Array;
}

/** A chunk whose hash is known, and on its way to the disk. */
interface Ready {
  readonly index: number;
  readonly plain: Buffer;
  readonly noted: Promise<void>;
  /** Its memory may be used again. */
  readonly free: () => void;
}

/**
 * Reads, hashes and seals a file from a chunk on, some ahead of who asks. No chunk leaves whose hash is not
 * written, and none whose hash was another one before. The source is the flow's, and ends with it.
 */
export function newOutflow(sending: Sending, from: number): Outflow {
  const { source, seal, leaves, random = randomBytes } = sending;
  const last = chunksIn(source.size) - 1;
  const frames = newStock(chunkHeadSize + largestChunk);
  // Those that the other side has, and that are not known here, are only hashed.
  const reader = newReader(sending, Math.min(from, leaves.count()));

  async function tail(): Promise<Buffer> {
    await source.check();
    return (await leaves.tree()).root();
  }

  async function frameOf({ index, plain, free }: Ready): Promise<Frame> {
    const root = index === last ? await tail() : undefined;
    const whole = frames.take();
    const chunk = { index, plain, ...(root && { tail: root }) };
    const length = seal.seal(chunk, random(16), whole, chunkHeadSize);
    free();
    const bytes = whole.subarray(0, chunkHeadSize + length);
    putChunkHead(bytes, index);
    return { index, bytes, free: () => frames.giveBack(whole) };
  }

  return {
    async next() {
      for (let chunk = await reader.next(); chunk; chunk = await reader.next()) {
        if (chunk.index >= from) return frameOf(chunk);
        chunk.free();
      }
      return undefined;
    },
    async [Symbol.asyncDispose]() {
      await reader.end();
      await source[Symbol.asyncDispose]();
    },
  };
}

interface Reader {
  /** The next chunk, once its hash is written; undefined behind the last one. */
  readonly next: () => Promise<Ready | undefined>;
  readonly end: () => Promise<void>;
}

function newReader({ source, leaves }: Sending, from: number): Reader {
  const plains = newStock(chunkSize);
  const ready: Array<Promise<Ready>> = [];
  let reading: Promise<unknown> = Promise.resolve();
  let next = from;
  let count = chunksIn(source.size);

  async function made(index: number): Promise<Ready> {
    const memory = plains.take();
    const plain = memory.subarray(0, Math.min(chunkSize, source.size - index * chunkSize));
    await source.read(plain, index * chunkSize);
    const written = noted(leaves, index, leafOf(plain));
    // Told to who takes it.
    written.catch(() => {});
    return { index, plain, noted: written, free: () => plains.giveBack(memory) };
  }

  /** One after the other: of a folder, one file is open at a time. */
  function readAhead(): void {
    for (; next < count && ready.length < ahead; next += 1) {
      const chunk = reading.then(made.bind(undefined, next));
      reading = chunk;
      // Told to who takes it.
      chunk.catch(() => {});
      ready.push(chunk);
    }
  }

  return {
    async next() {
      readAhead();
      const chunk = await ready.shift();
      readAhead();
      await chunk?.noted;
      return chunk;
    },
    async end() {
      count = next;
      await reading.catch(() => {
        // It ends because of that.
      });
    },
  };
}

/** A chunk that was hashed before has to be the same still; a new one is written down. */
async function noted(leaves: Leaves, index: number, leaf: Buffer): Promise<void> {
  if (!(await leaves.note(index, leaf))) throw new Changed();
  // Nobody waits for it, and what a loss of power takes of them is hashed again.
  if (index % unsynced === 0) leaves.sync().catch(() => {});
}

/**
 * Looks at the last chunks that were hashed before, whose hashes may be on disk in part when the machine
 * lost its power. Throws `Changed`.
 */
export async function checkLast(source: Source, leaves: Leaves, chunks: number): Promise<void> {
  const count = leaves.count();
  const from = Math.max(0, count - chunks);
  const known = await leaves.read(from, count);
  const memory = Buffer.alloc(chunkSize);
  for (let index = from; index < count; index += 1) {
    const plain = memory.subarray(0, Math.min(chunkSize, source.size - index * chunkSize));
    await source.read(plain, index * chunkSize);
    const at = (index - from) * hashSize;
    if (!leafOf(plain).equals(known.subarray(at, at + hashSize))) throw new Changed();
  }
}

interface Stock {
  readonly take: () => Buffer;
  readonly giveBack: (memory: Buffer) => void;
}

/** Memory that is used again: fresh pages for each chunk cost as much as sealing it. */
function newStock(size: number): Stock {
  const spare: Buffer[] = [];
  return {
    take: () => spare.pop() ?? Buffer.allocUnsafeSlow(size),
    giveBack: (memory) => void spare.push(memory),
  };
}
