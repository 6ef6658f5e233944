import type { BigIntStats } from 'node:fs';
import { link, lstat, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { syncFolder } from './folder.ts';
import type { Leaves } from './leaves.ts';
import { numbered } from './name.ts';

/**
 * Gives a whole file its name: the next one that is free, so that nothing is ever replaced, nor by two that end at
 * the same time. Answers its path. Which name it will be is written down first, so that after a crash it is known
 * that the file has it.
 */
export async function land(part: string, name: string, leaves: Leaves): Promise<string> {
  const folder = dirname(part);
  for (let number = 1; ; number += 1) {
    const path = join(folder, numbered(name, number));
    if (await looked(path)) continue;
    await leaves.end(path);
    if (!(await named(part, path))) continue;
    await syncFolder(folder);
    return path;
  }
}

/** Of a file that was about to be named so: whether it was. What is left of the name before goes. */
export async function landed(part: string, path: string): Promise<boolean> {
  const [before, after] = await Promise.all([looked(part), looked(path)]);
  if (!before || !after) return after !== undefined;
  if (before.ino !== after.ino || before.dev !== after.dev) return false;
  await rm(part);
  await syncFolder(dirname(part));
  return true;
}

/** Not by renaming, which would replace; a disk without hard links has the name taken first. */
async function named(part: string, path: string): Promise<boolean> {
  try {
    await link(part, path);
    await rm(part);
    return true;
  } catch (failure) {
    if ((failure as NodeJS.ErrnoException).code === 'EEXIST') return false;
  }
  try {
    await (await open(path, 'wx', 0o600)).close();
  } catch (failure) {
    if ((failure as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw failure;
  }
  await rename(part, path);
  return true;
}

/** Where a file is to lie. */
export interface Place {
  readonly folder: string;
  readonly name: string;
}

/** `to` is a folder that is there, or ends like one; or it is how the file is to be called. */
export async function placeOf(to: string, name: string): Promise<Place> {
  if (/[/\\]$/.test(to)) return { folder: to, name };
  const there = await stat(to).catch(() => undefined);
  if (there?.isDirectory()) return { folder: to, name };
  return { folder: dirname(to), name: to.slice(dirname(to).length).replace(/^[/\\]/, '') };
}

const looked = (path: string): Promise<BigIntStats | undefined> =>
  lstat(path, { bigint: true }).catch((failure: NodeJS.ErrnoException) => {
    if (failure.code === 'ENOENT') return undefined;
    throw failure;
  });
