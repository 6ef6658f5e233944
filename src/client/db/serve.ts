import { migrate } from '../../base/migrate.ts';
import { openSqlite } from '../../base/sqlite.ts';
import type { Db, Fact, Place, Unprinted, Wanted, Write } from '../db-port.ts';
import { newBodies } from './body.ts';
import { drafts, find, lines, load, lost, same, unprinted } from './queries.ts';
import { schema } from './schema.ts';
import { newSearches } from './search.ts';
import { commit } from './writes.ts';

/** Lines are added at the end of their room, and read page by page: little is needed twice. */
const cacheKiB = 4096;

/**
 * The client's database in this thread: every commit holds the thread until the disk has it, so it lives
 * in the client's worker. `between` is called between every two statements of a step; tests end there.
 */
export function openDb(
  file: string,
  storageKey: Uint8Array,
  random: (bytes: number) => Buffer,
  between?: () => void,
): Db {
  const db = openSqlite(file, { synchronous: 'full', secureDelete: 'on', cacheKiB });
  try {
    migrate(db, schema);
  } catch (fault) {
    db.close();
    throw fault;
  }
  const bodies = newBodies(storageKey, random);
  const searches = newSearches(db, bodies);
  return {
    load: async () => load(db, bodies),
    async commit(writes: readonly Write[]) {
      commit(db, bodies, writes, between);
      return [];
    },
    find: async (id: string) => find(db, bodies, id),
    lines: async (place: Place) => lines(db, bodies, place),
    unprinted: async (wanted: Unprinted) => unprinted(db, bodies, wanted),
    same: async (room: string, facts: readonly Fact[]) => same(db, room, facts),
    lost: async () => lost(db, bodies),
    search: async (wanted: Wanted) => searches.search(wanted),
    drafts: async () => drafts(db, bodies),
    person: async (user: string) => ({ user, verified: false, since: 0 }),
    roomCode: async () => undefined,
    async [Symbol.asyncDispose]() {
      db.close();
    },
  };
}
