import { constants } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';
import process from 'node:process';

import { letGo } from '../base/let-go.ts';
import { chunksIn, chunkSize } from '../protocol/file-size.ts';
import { type Leaves, writeAll } from './leaves.ts';
import { hashSize, leafOf, type Tree } from './tree.ts';

/** Writes under way, each of a chunk. */
const atOnce = 4;
/** So many chunks are synced together. */
const together = 64;
/** More than these are never on disk unsynced, and so many are looked at again when it goes on. */
const unsynced = 2 * together;
/** A slow file is synced as often. */
const syncEveryMs = 250;

/** A file in the making, under another name than its own. */
export interface Part extends AsyncDisposable {
  /** Chunks that are here, from the first on. What was not synced is among them. */
  readonly have: () => number;
  /** Takes the next chunk, whose memory is the part's from then on. Waits for the disk. Throws what the disk says. */
  readonly put: (plain: Buffer) => Promise<void>;
  /** All is on disk; answers whether it is what was sent, by the root of its tree. */
  readonly whole: (root: Uint8Array) => Promise<boolean>;
}

export interface PartOptions {
  /** Of the file in the making, and of what is known of it. */
  readonly path: string;
  readonly leaves: Leaves;
  readonly size: number;
  /** So many chunks stay, whatever happens to the machine. */
  readonly kept: (count: number) => void;
  readonly now: () => number;
}

/** Goes on with what is there, as far as it is what it was. */
export async function openPart(options: PartOptions): Promise<Part> {
  const { path, leaves, size } = options;
  const file = await ownFile(path);
  try {
    const have = await sound(file, leaves, size);
    await leaves.cut(have);
    await file.truncate(have * chunkSize);
    return partOf(options, file, await leaves.tree());
  } catch (failure) {
    await file.close();
    throw failure;
  }
}

const { O_RDWR, O_CREAT, O_EXCL } = constants;
/** Not every system has these. */
const safely = (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** What others may have put there, in a folder that is not ours alone, is not written to: a pipe, their file, ours. */
async function ownFile(path: string): Promise<FileHandle> {
  const found = await open(path, O_RDWR | O_CREAT | safely, 0o600);
  const about = await found.stat();
  const me = process.getuid?.() ?? about.uid;
  if (about.isFile() && about.nlink === 1 && about.uid === me) return found;
  await found.close();
  await rm(path);
  return open(path, O_RDWR | O_CREAT | O_EXCL, 0o600);
}

/** How many chunks are there that can be trusted. The last one of the file comes again: it brings the root. */
async function sound(file: FileHandle, leaves: Leaves, size: number): Promise<number> {
  const there = Math.floor((await file.stat()).size / chunkSize);
  const have = Math.min(there, leaves.count(), chunksIn(size) - 1);
  const from = Math.max(0, have - unsynced);
  const known = await leaves.read(from, have);
  const plain = Buffer.allocUnsafe(chunkSize);
  for (let index = from; index < have; index += 1) {
    const { bytesRead } = await file.read(plain, 0, chunkSize, index * chunkSize);
    const at = (index - from) * hashSize;
    const same = leafOf(plain.subarray(0, bytesRead)).equals(known.subarray(at, at + hashSize));
    if (!same) return index;
  }
  return have;
}

function partOf(options: PartOptions, file: FileHandle, tree: Tree): Part {
  const { leaves, size, kept } = options;
  const count = chunksIn(size);
  let next = leaves.count();
  const fault = newFault();
  const writes = newWrites(file, leaves, fault);
  const syncs = newSyncs(options, file, fault);

  async function settled(): Promise<void> {
    await writes.all();
    await syncs.running();
  }

  return {
    have: leaves.count,
    async put(plain) {
      if (next >= count) throw new RangeError('There is no chunk behind the last one');
      await room(next, writes, syncs, fault);
      tree.add(writes.begin(next, plain));
      next += 1;
    },
    async whole(root) {
      await settled();
      fault.raise();
      if (next < count || !tree.root().equals(root)) return false;
      await file.truncate(size);
      await file.sync();
      kept(count);
      return true;
    },
    async [Symbol.asyncDispose]() {
      await settled();
      if (fault.isNone() && leaves.count() > syncs.count()) await syncs.now();
      await file.close();
    },
  };
}

/** Waits until the disk has kept up. Throws what it said. */
async function room(next: number, writes: Writes, syncs: Syncs, fault: Fault): Promise<void> {
  syncs.start();
  while (fault.isNone() && writes.underWay() >= atOnce) await writes.one();
  while (fault.isNone() && next - syncs.count() >= unsynced) {
    syncs.start();
    await (syncs.running() ?? writes.one());
  }
  fault.raise();
}

/** The first thing that went wrong. */
interface Fault {
  readonly isNone: () => boolean;
  readonly set: (failure: unknown) => void;
  /** Throws it, if there is one. */
  readonly raise: () => void;
}

function newFault(): Fault {
  let first: { readonly failure: unknown } | undefined;
  return {
    isNone: () => first === undefined,
    set: (failure) => void (first ??= { failure }),
    raise() {
      if (first) throw first.failure;
    },
  };
}

interface Writes {
  /** Answers the hash of the chunk. */
  readonly begin: (index: number, plain: Buffer) => Buffer;
  readonly underWay: () => number;
  readonly one: () => Promise<void>;
  readonly all: () => Promise<void>;
}

function newWrites(file: FileHandle, leaves: Leaves, fault: Fault): Writes {
  const underWay = new Set<Promise<void>>();
  let before: Promise<unknown> = Promise.resolve();

  /** Writes end in any order; behind a hole nothing counts. */
  async function inOrder(
    former: Promise<unknown>,
    written: Promise<void>,
    note: () => Promise<unknown>,
  ): Promise<{ readonly noted: Promise<unknown> }> {
    await Promise.all([written, former]);
    return { noted: note() };
  }

  async function over(placed: Promise<{ readonly noted: Promise<unknown> }>): Promise<void> {
    try {
      const { noted } = await placed;
      await noted;
    } catch (failure) {
      fault.set(failure);
    }
  }

  return {
    begin(index, plain) {
      const leaf = leafOf(plain);
      const written = writeAll(file, plain, index * chunkSize).finally(() => letGo(plain));
      const placed = inOrder(before, written, () => leaves.note(index, leaf));
      before = placed;
      const done: Promise<void> = over(placed).finally(() => void underWay.delete(done));
      underWay.add(done);
      return leaf;
    },
    underWay: () => underWay.size,
    one: () => Promise.race(underWay),
    all: async () => void (await Promise.all(underWay)),
  };
}

interface Syncs {
  /** Chunks that stay, whatever happens to the machine. */
  readonly count: () => number;
  /** When there is enough of it, or it is long since the last time. */
  readonly start: () => void;
  readonly running: () => Promise<void> | undefined;
  readonly now: () => Promise<void>;
}

function newSyncs({ leaves, kept, now }: PartOptions, file: FileHandle, fault: Fault): Syncs {
  let count = leaves.count();
  let last = now();
  let running: Promise<void> | undefined;

  async function sync(): Promise<void> {
    const reached = leaves.count();
    try {
      await file.datasync();
      await leaves.sync();
      count = reached;
      last = now();
      kept(count);
    } catch (failure) {
      fault.set(failure);
    }
  }

  return {
    count: () => count,
    start() {
      const more = leaves.count() - count;
      if (running || more === 0 || (more < together && now() - last < syncEveryMs)) return;
      running = sync().finally(() => void (running = undefined));
    },
    running: () => running,
    now: sync,
  };
}
