import { type FileHandle, open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

import { syncFolder } from './folder.ts';
import { hashSize, newTree, type Tree } from './tree.ts';

/*
 * What is known on disk of a file that travels: what it is (JSON), how it ended (JSON), and behind these the
 * hashes of its chunks, from the first on, without a hole.
 */
const slot = 8192;
const head = 2 * slot;

/** The hashes of a file's chunks, written as they come to be. */
export interface Leaves extends AsyncDisposable {
  /** So many are written. */
  readonly count: () => number;
  /** Those from `from` on, up to but without `to`. */
  readonly read: (from: number, to: number) => Promise<Buffer>;
  /**
   * Resolves when it is written behind the last one, those that wait together. False when there is another one
   * in its place.
   */
  readonly note: (index: number, leaf: Buffer) => Promise<boolean>;
  /** Forgets those from `count` on. */
  readonly cut: (count: number) => Promise<void>;
  /** What was written stays, whatever happens to the machine. */
  readonly sync: () => Promise<void>;
  /** How the file ended, or is about to. */
  readonly end: (ending: string) => Promise<void>;
  /** The tree over all that are written. */
  readonly tree: () => Promise<Tree>;
}

export interface Found {
  readonly leaves: Leaves;
  /** What `end` wrote. */
  readonly ending: string | undefined;
}

/** Of a file that is `about` just this; what is there about something else is begun anew. */
export async function openLeaves(path: string, about: string): Promise<Found> {
  const there = await opened(path);
  if (there && (await textAt(there, 0)) === about) return found(there);
  await there?.close();
  return { leaves: await begun(path, about), ending: undefined };
}

/** What the file at this path is about; undefined when there is none. */
export async function aboutLeaves(path: string): Promise<string | undefined> {
  const file = await opened(path);
  if (!file) return undefined;
  try {
    return await textAt(file, 0);
  } finally {
    await file.close();
  }
}

async function opened(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, 'r+');
  } catch (failure) {
    if ((failure as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw failure;
  }
}

async function begun(path: string, about: string): Promise<Leaves> {
  await rm(path, { force: true });
  const file = await open(path, 'wx+', 0o600);
  try {
    await file.truncate(head);
    await putText(file, 0, about);
    await file.sync();
    await syncFolder(dirname(path));
    return leavesOf(file, 0);
  } catch (failure) {
    await file.close();
    throw failure;
  }
}

async function found(file: FileHandle): Promise<Found> {
  const { size } = await file.stat();
  const count = Math.max(0, Math.floor((size - head) / hashSize));
  return { leaves: leavesOf(file, count), ending: await textAt(file, slot) };
}

function leavesOf(file: FileHandle, there: number): Leaves {
  const notes = newNotes(file, there);
  const { count } = notes;
  return {
    count,
    read: (from, to) => readLeaves(file, from, to),
    note: notes.note,
    cut: notes.cut,
    sync: () => file.datasync(),
    async end(ending) {
      await putText(file, slot, ending);
      await file.datasync();
    },
    async tree() {
      const tree = newTree();
      for (let from = 0; from < count(); from += atOnce) {
        const some = await readLeaves(file, from, Math.min(count(), from + atOnce));
        for (let at = 0; at < some.length; at += hashSize)
          tree.add(Buffer.from(some.subarray(at, at + hashSize)));
      }
      return tree;
    },
    async [Symbol.asyncDispose]() {
      await notes.settled();
      await file.close();
    },
  };
}

type Notes = Pick<Leaves, 'count' | 'note' | 'cut'> & { readonly settled: () => Promise<void> };

/** One write at a time, of all that came in the meantime. */
function newNotes(file: FileHandle, there: number): Notes {
  let count = there;
  /** Those behind `count`, which are not written yet. */
  const waiting: Buffer[] = [];
  let queued: Promise<void> | undefined;
  let writing: Promise<void> = Promise.resolve();

  async function write(): Promise<void> {
    queued = undefined;
    const some = [...waiting];
    await writeAll(file, Buffer.concat(some), head + count * hashSize);
    count += some.length;
    waiting.splice(0, some.length);
  }

  return {
    count: () => count,
    async note(index, leaf) {
      if (index < count) return leaf.equals(await readLeaves(file, index, index + 1));
      const place = index - count;
      if (place > waiting.length) throw new RangeError('Hashes of chunks are written in order');
      if (place === waiting.length) waiting.push(leaf);
      else if (waiting[place]?.equals(leaf) !== true) return false;
      queued ??= writing = writing.then(write);
      await queued;
      return true;
    },
    async cut(to) {
      count = Math.min(count, to);
      await file.truncate(head + count * hashSize);
    },
    settled: () =>
      writing.catch(() => {
        // Whoever gave them knows.
      }),
  };
}

async function readLeaves(file: FileHandle, from: number, to: number): Promise<Buffer> {
  const some = Buffer.alloc((to - from) * hashSize);
  const { bytesRead } = await file.read(some, 0, some.length, head + from * hashSize);
  return some.subarray(0, bytesRead);
}

const atOnce = 2048;

async function putText(file: FileHandle, at: number, text: string): Promise<void> {
  const bytes = Buffer.alloc(slot);
  const length = Buffer.byteLength(text);
  if (length > slot - 4) throw new RangeError('A path is longer than paths are');
  bytes.writeUInt32BE(length);
  bytes.write(text, 4);
  await writeAll(file, bytes, at);
}

async function textAt(file: FileHandle, at: number): Promise<string | undefined> {
  const bytes = Buffer.alloc(slot);
  await file.read(bytes, 0, slot, at);
  const length = bytes.readUInt32BE();
  return length === 0 || length > slot - 4 ? undefined : bytes.toString('utf8', 4, 4 + length);
}

/** A full disk may take a part. */
export async function writeAll(file: FileHandle, bytes: Uint8Array, at: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, at + done);
    done += bytesWritten;
  }
}
