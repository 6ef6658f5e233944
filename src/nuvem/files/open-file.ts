import { no, ok, type Result } from '../../base/result.ts';
import { chunkLength, chunksInSealed, sealedChunk } from '../../protocol/file-size.ts';
import type { FileRow, FileStore } from '../../store/files.ts';
import { StoreBroken } from '../../store/rows.ts';
import type { Shelf, Shelved, Shelving } from '../../store/shelf.ts';

/** A file in use: what of it lies there, for one who puts and for all who get. */
export interface OpenFile {
  readonly row: FileRow;
  /** Of the whole file. */
  readonly chunks: number;
  /** Chunks that can be read, and those of them that are on the disk and in the store, to stay. */
  readonly written: () => number;
  readonly kept: () => number;
  /** The next chunks, each as long as it has to be. */
  readonly append: (chunks: readonly Buffer[]) => Shelving;
  /** What is written now is kept when this resolves. One at a time. */
  readonly keep: () => Promise<Result<undefined, KeepFault>>;
  readonly read: (index: number, into: Buffer) => Shelving;
  /** Calls once, when there is more to read; answers how to be not called. */
  readonly onMore: (run: () => void) => () => void;
  /** Who puts it now; another one waits until this one is through. */
  putting: Putting | undefined;
  readonly close: () => Promise<void>;
}

export interface Putting {
  readonly stop: () => void;
  readonly done: Promise<void>;
}

/** `gone`: nobody wants it any more. `full`: the database could not write it down. */
export type KeepFault = 'gone' | 'full' | 'broken';

/** Bytes of so many chunks from the first on. */
const bytesOf = (row: FileRow, chunks: number): number =>
  chunks < chunksInSealed(row.size) ? chunks * sealedChunk : row.size;

/** Chunks that lie there whole. */
export function chunksIn(row: FileRow, bytes: number): number {
  return bytes >= row.size ? chunksInSealed(row.size) : Math.floor(bytes / sealedChunk);
}

/** What lies there can be read, and is at least what the store says: whoever opens it has seen to that. */
export function openFile(store: FileStore, row: FileRow, shelved: Shelved): OpenFile {
  const chunks = chunksInSealed(row.size);
  const bell = newBell();
  let kept = row.kept;
  let written = chunksIn(row, shelved.size());

  async function note(count: number): Promise<Result<undefined, KeepFault>> {
    try {
      if (!(await store.keepFile(row.id, count, count === chunks))) return no('gone');
    } catch (failure) {
      if (failure instanceof StoreBroken) return no('full');
      throw failure;
    }
    kept = count;
    return ok(undefined);
  }

  return {
    row,
    chunks,
    written: () => written,
    kept: () => kept,
    async append(next) {
      const appended = await shelved.append(next);
      if (!appended.ok) return appended;
      written += next.length;
      bell.ring();
      return appended;
    },
    async keep() {
      const count = written;
      if (count === kept) return ok(undefined);
      const synced = await shelved.sync();
      return synced.ok ? note(count) : synced;
    },
    read: (index, into) => shelved.read(index * sealedChunk, into),
    onMore: bell.once,
    putting: undefined,
    close: shelved.close,
  };
}

interface Bell {
  readonly once: (run: () => void) => () => void;
  readonly ring: () => void;
}

function newBell(): Bell {
  const listeners = new Set<() => void>();
  return {
    once(run) {
      listeners.add(run);
      return () => void listeners.delete(run);
    },
    ring() {
      const waiting = [...listeners];
      listeners.clear();
      for (const run of waiting) run();
    },
  };
}

/**
 * Brings what lies there to what the store says of it, or to what is known to lie there besides; undefined when it is
 * gone because the disk has less.
 */
export async function settled(
  { store, shelf }: { readonly store: FileStore; readonly shelf: Shelf },
  row: FileRow,
  shelved: Shelved,
  now: number,
): Promise<FileRow | undefined> {
  const whole = chunksIn(row, shelved.size());
  const there = shelf.survived ? whole : Math.min(row.kept, whole);
  if (there < row.kept) {
    await store.lostFile(row.id, there, now);
    if (row.complete) return undefined;
  }
  const size = bytesOf(row, there);
  if (shelved.size() > size) {
    const cut = await shelved.truncate(size);
    if (!cut.ok) throw new Error('What was not kept of a file cannot be cut off');
  }
  return { ...row, kept: Math.min(row.kept, there) };
}

/** How long a chunk of it is. */
export const lengthAt = ({ row }: OpenFile, index: number): number => chunkLength(row.size, index);
