import { closeSync, openSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { makeFolder } from '../base/folder.ts';
import { SqliteFault } from '../base/sqlite.ts';
import { memoryStore } from './memory.ts';
import type { Store } from './port.ts';
import { sqliteStore, type SqliteStoreOptions } from './sqlite.ts';

/** Where the database lies in the folder of a nuvem. */
export const databaseIn = (folder: string): string => join(folder, 'data', 'nuvem.db');

/**
 * `sqlite:FILE`, `sqlite:` (data/nuvem.db), `memory:`, or the folder of a nuvem. Throws `SqliteFault`,
 * or `RangeError` for an address of another kind.
 */
export async function openStore(where: string, options: SqliteStoreOptions): Promise<Store> {
  const file = fileOf(where);
  if (file === undefined) return memoryStore(options);
  try {
    await makeFolder(dirname(file));
    // Made here, so that nobody else may read it from its first moment on.
    closeSync(openSync(file, 'a', 0o600));
  } catch (cause) {
    throw new SqliteFault(isDirectory(cause) ? 'foreign' : 'read-only', file, { cause });
  }
  return sqliteStore(file, options);
}

/** The database at such an address; undefined where there is none. Throws `RangeError`. */
export function fileOf(where: string): string | undefined {
  if (where === 'memory:') return undefined;
  const [, scheme, rest] = /^([a-z]{2,}):(.*)$/s.exec(where) ?? [];
  if (scheme === undefined) return databaseIn(where);
  if (scheme !== 'sqlite') {
    throw new RangeError(`Expected sqlite:FILE or memory: as store, not ${scheme}:`);
  }
  return rest || databaseIn('.');
}

const isDirectory = (cause: unknown): boolean =>
  cause instanceof Error && 'code' in cause && cause.code === 'EISDIR';
