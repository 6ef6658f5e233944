import { randomBytes } from 'node:crypto';
import { EventEmitter, once } from 'node:events';

import { newSeal } from '../../../src/files/chunk.ts';
import type { Frame, Offered, Outflow, Wanted } from '../../../src/files/flow.ts';
import { leafOf, newTree } from '../../../src/files/tree.ts';
import { chunkLength, chunksIn, chunkSize, sealedSize } from '../../../src/protocol/file-size.ts';
import { chunkHeadSize, putChunkHead } from '../../../src/protocol/file-wire.ts';

/** A file in memory that goes out, and what was told of it. */
export interface Sealed extends Offered {
  readonly plain: Buffer;
  /** What a receiver has to know. */
  readonly wanted: (from: number, signal?: AbortSignal) => Wanted;
  /** Opens a chunk, as its receiver does. */
  readonly open: (index: number, sealed: Uint8Array) => Buffer;
  /** The last that was said to be kept; the most that were served at once; chunks sent, and the most that were not yet. */
  readonly told: { kept: number; most: number; freed: number; ahead: number };
  /** Nobody is being served any more, or not yet. */
  readonly unserved: () => Promise<void>;
}

export function sealedFile(size: number): Sealed {
  const plain = randomBytes(size);
  const [id, key] = [randomBytes(16), randomBytes(32)];
  const seal = newSeal(id, key);
  const count = chunksIn(size);
  const told = { kept: 0, most: 0, freed: 0, ahead: 0 };
  const changes = new EventEmitter();
  let served = 0;
  let taken = 0;
  const partOf = (index: number): Buffer =>
    plain.subarray(index * chunkSize, (index + 1) * chunkSize);

  function frameOf(index: number): Frame {
    const bytes = Buffer.alloc(chunkHeadSize + chunkLength(sealedSize(size), index));
    const chunk = { index, plain: partOf(index) };
    const last = index === count - 1 && { tail: root() };
    seal.seal({ ...chunk, ...last }, randomBytes(16), bytes, chunkHeadSize);
    putChunkHead(bytes, index);
    taken += 1;
    told.ahead = Math.max(told.ahead, taken - told.freed);
    return { index, bytes, free: () => void (told.freed += 1) };
  }

  function root(): Buffer {
    const tree = newTree();
    for (let index = 0; index < count; index += 1) tree.add(leafOf(partOf(index)));
    return tree.root();
  }

  return {
    id,
    key,
    size,
    plain,
    told,
    flow: (from) => Promise.resolve(flowOf(from, count, frameOf)),
    kept: (kept) => void (told.kept = kept),
    served(change) {
      served += change;
      told.most = Math.max(told.most, served);
      changes.emit('served');
    },
    async unserved() {
      const isServed = (): boolean => served > 0;
      while (isServed()) await once(changes, 'served');
    },
    wanted: (from, signal = new AbortController().signal) => ({
      id,
      key,
      device: 7,
      size,
      from,
      signal,
      waits() {},
    }),
    open(index, sealed) {
      const opened = seal.open(index, index === count - 1, sealed);
      if (!opened) throw new Error(`chunk ${index} does not open`);
      return opened.subarray(0, partOf(index).length);
    },
  };
}

function flowOf(from: number, count: number, frameOf: (index: number) => Frame): Outflow {
  let index = from;
  return {
    next() {
      if (index >= count) return Promise.resolve(undefined);
      index += 1;
      return Promise.resolve(frameOf(index - 1));
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
