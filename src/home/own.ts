import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';

import type { Home } from './paths.ts';

/** A file that a person wrote for the screen. */
export interface OwnFile {
  readonly name: string;
  readonly path: string;
  /** As much of it as a sensible one has, and a byte more. */
  readonly text: string;
}

const longest = 64 * 1024 + 1;
const mostThemes = 100;
const theme = /^([\w-]{1,30})\.json$/;

/** The file in which keys get other meanings. */
export const ownKeys = (home: Home): Promise<OwnFile | undefined> =>
  readOwn('keys', join(home.data, 'keys.json'));

/** The files of own themes, by name. */
export async function ownThemes(home: Home): Promise<readonly OwnFile[]> {
  const folder = join(home.data, 'themes');
  const names = (await unlessMissing(readdir(folder))) ?? [];
  const found = names
    .toSorted()
    .flatMap((file) => theme.exec(file)?.[1] ?? [])
    .slice(0, mostThemes)
    .map((name) => readOwn(name, join(folder, `${name}.json`)));
  return (await Promise.all(found)).filter((file) => file !== undefined);
}

async function readOwn(name: string, path: string): Promise<OwnFile | undefined> {
  const file = await unlessMissing(open(path));
  if (!file) return undefined;
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(longest), 0, longest, 0);
    return { name, path, text: buffer.toString('utf8', 0, bytesRead) };
  } finally {
    await file.close();
  }
}

async function unlessMissing<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (failure) {
    if ((failure as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw failure;
  }
}
