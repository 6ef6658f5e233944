import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { link, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';

import { makeFolder } from '../base/folder.ts';

const onWindows = process.platform === 'win32';

/** Makes a folder that only its owner can look into, with all that leads there. */
export async function privateFolder(path: string): Promise<void> {
  const made = await makeFolder(path);
  // On Windows what is made inside inherits this list, so files need none of their own.
  if (made && onWindows) await ownerOnly(path);
}

/**
 * Replaces a file as a whole, readable by its owner only: after a crash at any moment there is either
 * the old file or the new one. Resolves when it is on disk.
 */
export async function writePrivate(path: string, content: string | Uint8Array): Promise<void> {
  const temporary = await written(path, content);
  try {
    await replace(temporary, path);
  } catch (failure) {
    await rm(temporary, { force: true });
    throw failure;
  }
  await syncFolder(dirname(path));
}

/** Writes a file that is not there yet; answers false when it is. */
export async function writeNew(path: string, content: string | Uint8Array): Promise<boolean> {
  try {
    const file = await open(path, 'wx', 0o600);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (failure) {
    if ((failure as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw failure;
  }
  await syncFolder(dirname(path));
  return true;
}

/** A file in the making: it has its name when it is whole, or never. */
export interface Unfinished extends AsyncDisposable {
  readonly write: (text: string) => Promise<void>;
  /** On disk and under its name; false when another file has that name, which stays as it is. */
  readonly finish: (replacing: boolean) => Promise<boolean>;
}

/** Begins a file of any length, readable by its owner only. Disposed of before its end, it is gone. */
export async function beginPrivate(path: string): Promise<Unfinished> {
  const temporary = temporaryFor(path);
  const file = await open(temporary, 'wx', 0o600);
  return {
    write: (text) => file.writeFile(text),
    async finish(replacing) {
      await file.sync();
      await file.close();
      if (replacing) await replace(temporary, path);
      else if (!(await named(temporary, path))) return false;
      await syncFolder(dirname(path));
      return true;
    },
    async [Symbol.asyncDispose]() {
      await file.close();
      await rm(temporary, { force: true });
    },
  };
}

/** Not by renaming, which would replace; a disk without hard links has the name taken first. */
async function named(temporary: string, path: string): Promise<boolean> {
  try {
    await link(temporary, path);
    return true;
  } catch (failure) {
    if ((failure as NodeJS.ErrnoException).code === 'EEXIST') return false;
  }
  if (!(await writeNew(path, ''))) return false;
  await replace(temporary, path);
  return true;
}

/** Removes what a crash in the middle of `writePrivate` left beside a file, so many milliseconds ago at least. */
export async function sweepUnfinished(path: string, ago = 0): Promise<void> {
  const folder = dirname(path);
  const left = (await readdir(folder)).filter(
    (name) => name.startsWith(`${basename(path)}.`) && name.endsWith('.new'),
  );
  await Promise.all(
    left.map(async (name) => {
      const file = join(folder, name);
      const isOld = ago === 0 || Date.now() - (await stat(file)).mtimeMs >= ago;
      if (isOld) await rm(file, { force: true });
    }),
  );
}

/** The text of a file, or undefined when there is none. */
export async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (failure) {
    if ((failure as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw failure;
  }
}

/** Whether others than the owner could read a file; Windows keeps that elsewhere, so there it is false. */
export async function openToOthers(path: string): Promise<boolean> {
  return !onWindows && ((await stat(path)).mode & 0o077) !== 0;
}

const temporaryFor = (path: string): string => `${path}.${randomBytes(6).toString('hex')}.new`;

async function written(path: string, content: string | Uint8Array): Promise<string> {
  const temporary = temporaryFor(path);
  const file = await open(temporary, 'wx', 0o600);
  try {
    await file.writeFile(content);
    await file.sync();
  } catch (failure) {
    await file.close();
    await rm(temporary, { force: true });
    throw failure;
  }
  await file.close();
  return temporary;
}

const held = new Set(['EPERM', 'EBUSY', 'EACCES']);

/** On Windows a file that somebody (a virus scanner) holds open cannot be replaced at once. */
async function replace(from: string, to: string): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      return await rename(from, to);
    } catch (failure) {
      const code = (failure as NodeJS.ErrnoException).code ?? '';
      if (!onWindows || tries === 20 || !held.has(code)) throw failure;
      await pause(50);
    }
  }
}

/** A rename is on disk when its folder is; Windows has no such call and needs none. */
async function syncFolder(path: string): Promise<void> {
  if (onWindows) return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function ownerOnly(path: string): Promise<void> {
  const grant = `${userInfo().username}:(OI)(CI)F`;
  await promisify(execFile)('icacls', [path, '/inheritance:r', '/grant:r', grant, '/q']);
}
