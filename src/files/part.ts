import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

import { chunksIn, chunkSize } from '../protocol/file-size.ts';
import { type Leaves, writeAll } from './leaves.ts';
import { hashSize, leafOf, type Tree } from './tree.ts';

/** Writes under way, each of a chunk. */
const atOnce = 8;
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
  const flags = constants.O_RDWR | constants.O_CREAT | (constants.O_NOFOLLOW ?? 0);
  const file = await open(path, flags, 0o600);
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

function partOf({ leaves, size, kept, now }: PartOptions, file: FileHandle, tree: Tree): Part {
  const count = chunksIn(size);
  let next = leaves.count();
  let synced = next;
  let lastSync = now();
  let syncing: Promise<void> | undefined;
  let failure: { readonly fault: unknown } | undefined;
  const writing = new Set<Promise<void>>();
  let before: Promise<unknown> = Promise.resolve();

  const failed = (fault: unknown): void => void (failure ??= { fault });

  function begin(index: number, plain: Buffer): void {
    const leaf = leafOf(plain);
    tree.add(leaf);
    const written = writeAll(file, plain, index * chunkSize);
    // Writes end in any order; behind a hole nothing counts.
    const inOrder = Promise.all([written, before]).then(() => ({
      noted: leaves.note(index, leaf),
    }));
    before = inOrder;
    const over: Promise<void> = inOrder
      .then(({ noted }) => noted)
      .then(() => {}, failed)
      .finally(() => void writing.delete(over));
    writing.add(over);
  }

  function syncSometimes(): void {
    if (syncing || leaves.count() === synced) return;
    if (leaves.count() - synced < together && now() - lastSync < syncEveryMs) return;
    syncing = sync()
      .catch(failed)
      .finally(() => void (syncing = undefined));
  }

  async function sync(): Promise<void> {
    const reached = leaves.count();
    await file.datasync();
    await leaves.sync();
    synced = reached;
    lastSync = now();
    kept(synced);
  }

  /** Waits until the disk has kept up. */
  async function room(): Promise<void> {
    syncSometimes();
    while (!failure && writing.size >= atOnce) await Promise.race(writing);
    while (!failure && next - synced >= unsynced && (syncing || writing.size > 0)) {
      await (syncing ?? Promise.race(writing));
      syncSometimes();
    }
    if (failure) throw failure.fault;
  }

  async function settled(): Promise<void> {
    await Promise.all(writing);
    await syncing;
  }

  return {
    have: leaves.count,
    async put(plain) {
      if (next >= count) throw new RangeError('There is no chunk behind the last one');
      await room();
      begin(next, plain);
      next += 1;
    },
    async whole(root) {
      await settled();
      if (failure) throw failure.fault;
      if (next < count || !tree.root().equals(root)) return false;
      await file.truncate(size);
      await file.sync();
      await leaves.sync();
      kept(count);
      return true;
    },
    async [Symbol.asyncDispose]() {
      await settled();
      if (!failure && leaves.count() > synced) await sync().catch(failed);
      await file.close();
    },
  };
}
