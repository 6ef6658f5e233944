import { lstat, mkdir, readdir, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, join, resolve, sep } from 'node:path';

import { dayOf } from '../base/moment.ts';
import { writeNew } from '../home/private.ts';
import { thumbnailOf } from '../pictures/thumbnail-of.ts';
import type { DiskAnswers, DiskAsk, Entry, Folder } from '../tui/disk.ts';
import { Trouble } from '../words/reason.ts';

/** More of a folder is not shown. */
const mostEntries = 5000;
/** So many are looked at together. */
const atOnce = 64;

/** Looks at the disk for the screen. `folder` is private: long texts wait there until they are sent. */
export function newLook(folder: string) {
  const answers: {
    readonly [K in DiskAsk['kind']]: (
      ask: Extract<DiskAsk, { kind: K }>,
    ) => Promise<DiskAnswers[K]>;
  } = {
    folder: ({ path }) => folderAt(path === undefined ? process.cwd() : path),
    paths: ({ paths }) => inTurn(paths.map(wholePath), entryOf),
    dropped: ({ readings }) => firstWhole(readings),
    glance: ({ path }) => thumbnailOf(path),
    text: ({ text }) => textFile(join(folder, 'texts'), text),
    async sent({ path }) {
      if (dirname(path) === join(folder, 'texts')) await rm(path, { force: true });
    },
  };
  return (ask: DiskAsk): Promise<DiskAnswers[DiskAsk['kind']]> => {
    const answer = answers[ask.kind] as (ask: DiskAsk) => Promise<DiskAnswers[DiskAsk['kind']]>;
    return answer(ask);
  };
}

const wholePath = (path: string): string =>
  resolve(path === '~' || /^~[/\\]/.test(path) ? join(homedir(), path.slice(1)) : path);

async function inTurn<T>(
  paths: readonly string[],
  look: (path: string) => Promise<T>,
): Promise<T[]> {
  const found: T[] = [];
  for (let at = 0; at < paths.length; at += atOnce)
    // Many at once, but not all: a folder may hold a hundred thousand.
    // oxlint-disable-next-line no-await-in-loop
    found.push(...(await Promise.all(paths.slice(at, at + atOnce).map(look))));
  return found;
}

/** What can be sent; refused is what is missing, or has no end. */
async function entryOf(path: string): Promise<Entry> {
  try {
    const found = await stat(path);
    if (!found.isFile() && !found.isDirectory()) throw new Trouble(['file-device', path]);
    return {
      name: basename(path) || path,
      path,
      kind: found.isDirectory() ? 'folder' : 'file',
      size: found.isDirectory() ? 0 : found.size,
      at: found.mtimeMs,
    };
  } catch (fault) {
    throw troubleOf(path, fault);
  }
}

function troubleOf(path: string, fault: unknown): unknown {
  if (fault instanceof Trouble) return fault;
  const { code } = fault as NodeJS.ErrnoException;
  if (code === undefined) return fault;
  const isMissing = code === 'ENOENT' || code === 'ENOTDIR';
  return new Trouble(isMissing ? ['file-missing', path] : ['file-unreadable', path, code]);
}

async function folderAt(path: string): Promise<Folder> {
  try {
    const names = await readdir(path);
    const shown = await inTurn(names.slice(0, mostEntries), (name) => listed(join(path, name)));
    const parent = dirname(path);
    return {
      path,
      parent: parent === path ? undefined : parent,
      entries: shown.flat(),
      more: Math.max(0, names.length - mostEntries),
    };
  } catch (fault) {
    throw troubleOf(path, fault);
  }
}

/** Nothing for what cannot be sent, or went away in the meantime. */
async function listed(path: string): Promise<readonly Entry[]> {
  try {
    return [await entryOf(path)];
  } catch (fault) {
    if (fault instanceof Trouble) return [];
    throw fault;
  }
}

async function firstWhole(readings: readonly (readonly string[])[]): Promise<readonly Entry[]> {
  for (const paths of readings) {
    // One after the other: mostly the first is right.
    // oxlint-disable-next-line no-await-in-loop
    const entries = (await inTurn(paths, listed)).flat();
    if (entries.length === paths.length) return entries;
  }
  return [];
}

/** It stays until it is sent, for which this program may be started again; a month is enough. */
const oldMs = 31 * 24 * 60 * 60_000;

async function textFile(folder: string, text: string): Promise<readonly Entry[]> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await swept(folder);
  const day = dayOf(Date.now());
  for (let count = 1; ; count += 1) {
    const path = `${folder}${sep}text-${day}${count === 1 ? '' : `-${count}`}.txt`;
    // The first name that is free.
    // oxlint-disable-next-line no-await-in-loop
    if (await writeNew(path, text)) return [await entryOf(path)];
  }
}

async function swept(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    // oxlint-disable-next-line no-await-in-loop
    if (Date.now() - (await lstat(path)).mtimeMs > oldMs) await rm(path, { force: true });
  }
}
