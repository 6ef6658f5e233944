import { createHash } from 'node:crypto';
import type { BigIntStats, Dirent } from 'node:fs';
import { lstat, readdir, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';

import { type Reason, Trouble } from '../words/reason.ts';
import { type Entry, tarEnd, tarSize } from './tar.ts';

/** What is to be sent: a file, or all that is in a folder, in the order of the archive. */
export interface Survey {
  readonly path: string;
  readonly name: string;
  readonly size: number;
  /** Changes when what lies there changes. */
  readonly stamp: string;
  readonly folder?: readonly Placed[];
  /** Links and devices in it that stay behind. */
  readonly leftOut: number;
}

/** An entry of the archive, with the place where it begins there. */
export interface Placed extends Entry {
  readonly at: number;
  readonly file: string;
  readonly stamp: string;
}

/** A folder of more is an archive that somebody should make on purpose. */
export const mostEntries = 100_000;

/** Throws `Trouble` of what cannot be sent. A link that is named itself is followed. */
export async function surveyed(path: string): Promise<Survey> {
  const found = await stat(path, { bigint: true }).catch((failure: unknown) => {
    throw troubleOf(path, failure);
  });
  const name = basename(resolve(path)) || 'files';
  if (found.isFile())
    return { path, name, size: Number(found.size), stamp: stampOf(found), leftOut: 0 };
  if (!found.isDirectory()) throw new Trouble(['file-device', path]);

  const walk: Walk = { root: path, found: [], leftOut: 0 };
  await walkThrough(walk, path, `${name}/`, seconds(found));
  const stamps = createHash('sha256');
  let at = 0;
  const folder = walk.found.map((entry) => {
    stamps.update(`${entry.path}\0${entry.stamp}\0`);
    const placed = { ...entry, at };
    at += tarSize(entry);
    return placed;
  });
  const stamp = stamps.digest('hex');
  return { path, name: `${name}.tar`, size: at + tarEnd, stamp, folder, leftOut: walk.leftOut };
}

/** Size, time of the last change, and which file it is. */
export const stampOf = ({ size, mtimeNs, ino }: BigIntStats): string => `${size}-${mtimeNs}-${ino}`;

/** Of what the system says when something is read. */
export function troubleOf(path: string, failure: unknown): Trouble {
  const { code = '' } = failure as NodeJS.ErrnoException;
  if (code === '') throw failure;
  const reason: Reason =
    code === 'ENOENT' || code === 'ENOTDIR'
      ? ['file-missing', path]
      : ['file-unreadable', path, code];
  return new Trouble(reason, { cause: failure });
}

interface Walk {
  readonly root: string;
  readonly found: Array<Omit<Placed, 'at'>>;
  leftOut: number;
}

/** Each folder stands in front of what it holds; names go by their code units, wherever this is done. */
async function walkThrough(walk: Walk, folder: string, as: string, time: number): Promise<void> {
  add(walk, { path: as, size: 0, time, file: folder, stamp: String(time) });
  const list = await readdir(folder, { withFileTypes: true }).catch((failure: unknown) => {
    throw troubleOf(folder, failure);
  });
  list.sort((one, other) => (one.name < other.name ? -1 : 1));
  for (let next = 0; next < list.length; next += atOnce) {
    const some = list.slice(next, next + atOnce);
    const looks = await Promise.all(some.map((entry) => lookedAt(folder, entry)));
    for (const [place, look] of looks.entries())
      await took(walk, join(folder, some[place]?.name ?? ''), as + (some[place]?.name ?? ''), look);
  }
}

/** Asked of the system together. */
const atOnce = 64;

/** Undefined for what stays behind; a name that is no text cannot be asked for, and stays too. */
async function lookedAt(folder: string, entry: Dirent): Promise<BigIntStats | undefined> {
  if (!entry.isFile() && !entry.isDirectory()) return undefined;
  const path = join(folder, entry.name);
  return lstat(path, { bigint: true }).catch((failure: unknown) => {
    if (entry.name.includes('\uFFFD')) return undefined;
    throw troubleOf(path, failure);
  });
}

async function took(
  walk: Walk,
  file: string,
  as: string,
  look: BigIntStats | undefined,
): Promise<void> {
  if (look?.isDirectory()) await walkThrough(walk, file, `${as}/`, seconds(look));
  else if (look?.isFile())
    add(walk, {
      path: as,
      size: Number(look.size),
      time: seconds(look),
      file,
      stamp: stampOf(look),
    });
  else walk.leftOut += 1;
}

function add({ root, found }: Walk, entry: Omit<Placed, 'at'>): void {
  if (found.length === mostEntries) throw new Trouble(['folder-many', root, mostEntries]);
  found.push(entry);
}

const seconds = ({ mtimeNs }: BigIntStats): number => Number(mtimeNs / 1_000_000_000n);
