import { randomBytes } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import type { Home } from '../home/paths.ts';
import { privateFolder, writeNew } from '../home/private.ts';
import { dialLocal } from '../net/local.ts';
import { type Lock, lockFolder } from '../net/lock.ts';
import { fileOf, openStore } from '../store/open.ts';
import type { Store } from '../store/port.ts';
import { controlName } from './_control.ts';
import { exits, Failure } from './failure.ts';

const keySize = 32;

/** So long whoever has the lock and does not answer may be coming, going, or only looking. */
const patienceMs = 2000;
const lookAgainMs = 50;

/** This process alone owns the nuvem of a home; a second one would be refused here. */
export async function lockNuvem(home: Home): Promise<Lock> {
  await privateFolder(home.data);
  for (const until = performance.now() + patienceMs; ;) {
    const lock = await lockFolder(home.data);
    if (lock.ok) return lock.value;
    if (await answers(home)) throw new Failure(['nuvem-there', home.root]);
    if (performance.now() > until) throw new Failure(['nuvem-lock-taken', home.root]);
    await pause(lookAgainMs);
  }
}

/** Whoever has the lock and is a nuvem of this user answers. */
async function answers({ data }: Home): Promise<boolean> {
  const dialled = await dialLocal(data, controlName);
  if (dialled.ok) dialled.value.destroy();
  return dialled.ok || dialled.error !== 'absent';
}

/** Opens the nuvem's database, whose lock is held. */
export async function openNuvemStore(home: Home, url: string | undefined): Promise<Store> {
  const file = join(home.data, 'nuvem.db');
  const key = await storeKey(home, url === undefined ? file : undefined);
  try {
    return await openStore(url ?? `sqlite:${file}`, { key });
  } catch (failure) {
    throw storeFailure(failure, url);
  }
}

/** Where the nuvem of a home keeps its database; undefined where it keeps none. */
export function databaseOf(home: Home, url: string | undefined): string | undefined {
  if (url === undefined) return join(home.data, 'nuvem.db');
  try {
    return fileOf(url);
  } catch (failure) {
    throw storeFailure(failure, url);
  }
}

/** Who logs in at a database, and with what, is not told. */
const storeFailure = (failure: unknown, url = ''): unknown =>
  failure instanceof RangeError
    ? new Failure(['store', url.replace(/\/\/.*@/s, '//…@')], exits.usage)
    : failure;

/** The key under which readable things lie in the database: made once, never made again for a database that is there. */
async function storeKey({ data }: Home, database: string | undefined): Promise<Buffer> {
  const file = join(data, 'store.key');
  if (!(await isThere(file))) {
    if (database !== undefined && (await isThere(database)))
      throw new Failure(['key-missing', database, file]);
    await writeNew(file, randomBytes(keySize));
  }
  return keptKey(file);
}

/** Looks whether the key of a database is there. */
export async function needStoreKey({ data }: Home, database: string): Promise<void> {
  const file = join(data, 'store.key');
  if (await isThere(file)) await keptKey(file);
  else if (await isThere(database)) throw new Failure(['key-missing', database, file]);
}

async function keptKey(file: string): Promise<Buffer> {
  const key = await readFile(file);
  if (key.length === keySize) return key;
  throw new Failure(['key-short', file, keySize]);
}

/** An empty file is what a first start leaves that was stopped before it wrote anything. */
async function isThere(file: string): Promise<boolean> {
  try {
    return (await stat(file)).size > 0;
  } catch (failure) {
    if ((failure as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw failure;
  }
}
