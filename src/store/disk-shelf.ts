import { constants } from 'node:fs';
import {
  type FileHandle,
  open,
  readdir,
  readFile,
  rm,
  stat,
  statfs,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';

import { makeFolder } from '../base/folder.ts';
import { no, ok, type Result } from '../base/result.ts';
import type { Shelf, Shelved, ShelfFault, Shelving } from './shelf.ts';

/**
 * A shelf that is a folder, with a file for each name that only their owner may read. `mark` is a file that says in
 * which run of the machine it was open last; without one, what was not synced counts as lost.
 */
export async function diskShelf(folder: string, mark?: string): Promise<Shelf> {
  await makeFolder(folder);
  return {
    survived: mark !== undefined && (await sameBoot(mark)),
    async open(name) {
      const handle = await open(join(folder, name), constants.O_RDWR | constants.O_CREAT, 0o600);
      try {
        return shelved(handle, (await handle.stat()).size);
      } catch (failure) {
        await handle.close();
        throw failure;
      }
    },
    remove: (name) => rm(join(folder, name), { force: true }),
    async names(since) {
      const all = await readdir(folder);
      const times = await Promise.all(
        all.map(async (name) => (await stat(join(folder, name))).mtimeMs),
      );
      return all.filter((_, index) => (times[index] ?? since) < since);
    },
    async free() {
      const { bavail, bsize } = await statfs(folder);
      return bavail * bsize;
    },
  };
}

/**
 * Whether the machine runs since this was last asked: then what a process wrote, and was killed, is there. Notes that
 * it runs. Where the system does not say, it may have been started again.
 */
async function sameBoot(path: string): Promise<boolean> {
  const now = await readFile('/proc/sys/kernel/random/boot_id', 'latin1').catch(() => undefined);
  const before = await readFile(path, 'latin1').catch(() => undefined);
  if (now === undefined) return false;
  if (now !== before) await writeFile(path, now, { mode: 0o600 });
  return now === before;
}

function shelved(handle: FileHandle, found: number): Shelved {
  let size = found;
  return {
    size: () => size,
    append: (pieces) =>
      outcome(async () => {
        try {
          size = await writeAll(handle, pieces, size);
        } catch (fault) {
          // What was written half-way does not count; what cannot be cut off is written over by what comes next.
          await handle.truncate(size).catch(() => {});
          throw fault;
        }
      }),
    sync: () => outcome(() => handle.datasync()),
    read: (at, into) => outcome(() => readAll(handle, at, into)),
    truncate: (to) =>
      outcome(async () => {
        await handle.truncate(to);
        size = to;
      }),
    close: () => handle.close(),
  };
}

/** Answers where it ended. The system may take less than it was given. */
async function writeAll(
  handle: FileHandle,
  pieces: readonly Buffer[],
  at: number,
): Promise<number> {
  let left = pieces.filter((piece) => piece.length > 0);
  let position = at;
  while (left.length > 0) {
    // Each begins where the last one ended.
    const { bytesWritten } = await handle.writev(left, position);
    position += bytesWritten;
    left = behind(left, bytesWritten);
  }
  return position;
}

function behind(pieces: readonly Buffer[], bytes: number): Buffer[] {
  let skip = bytes;
  return pieces.flatMap((piece) => {
    const skipped = Math.min(skip, piece.length);
    skip -= skipped;
    return skipped === piece.length ? [] : [piece.subarray(skipped)];
  });
}

async function readAll(handle: FileHandle, at: number, into: Buffer): Promise<void> {
  let got = 0;
  while (got < into.length) {
    // Each begins where the last one ended.
    const { bytesRead } = await handle.read(into, got, into.length - got, at + got);
    if (bytesRead === 0) throw new RangeError('Expected bytes that lie there');
    got += bytesRead;
  }
}

async function outcome(work: () => Promise<void>): Shelving {
  try {
    await work();
    return ok(undefined);
  } catch (fault) {
    return faultOf(fault);
  }
}

const fullCodes: readonly unknown[] = ['ENOSPC', 'EDQUOT', 'EFBIG'];

const faultOf = (fault: unknown): Result<never, ShelfFault> =>
  no(
    fault instanceof Error && 'code' in fault && fullCodes.includes(fault.code) ? 'full' : 'broken',
  );
