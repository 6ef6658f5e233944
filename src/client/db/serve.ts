import { setImmediate } from 'node:timers/promises';

import { realClock } from '../../base/clock.ts';
import { migrate } from '../../base/migrate.ts';
import { openSqlite, type Sqlite } from '../../base/sqlite.ts';
import type { Db, Fact, Place, Unprinted, Wanted, Write } from '../db-port.ts';
import type { WantedFiles } from '../files/kept.ts';
import type { SealSelf } from '../seal/port.ts';
import type { Sealer, SealerPorts } from '../seal/sealer.ts';
import { newBodies } from './body.ts';
import { files } from './files.ts';
import { drafts, find, lines, load, lost, same, unprinted } from './queries.ts';
import { schema } from './schema.ts';
import { newSearches } from './search.ts';
import { newCommits } from './step.ts';
import { noteOlder } from './unnoted.ts';

/** Lines are added at the end of their room, and read page by page: little is needed twice. */
const cacheKiB = 4096;

export interface DbOptions {
  /** Without it nothing is sealed here. */
  readonly self?: SealSelf | undefined;
  readonly now?: () => number;
  /** Called between every two statements of a step; tests end there. */
  readonly between?: () => void;
}

/**
 * The client's database in this thread: every commit holds the thread until the disk has it, so it lives
 * in the client's worker. What is asked of it is done in its order, one after the other.
 */
export const openDb = (
  file: string,
  storageKey: Uint8Array,
  random: (bytes: number) => Buffer,
  options: DbOptions = {},
): Db => dbOver(migrated(file), storageKey, random, options);

/** The same over a connection that is open, and has the tables: it closes with it. */
export function dbOver(
  db: Sqlite,
  storageKey: Uint8Array,
  random: (bytes: number) => Buffer,
  { self, now = realClock.now, between = () => {} }: DbOptions,
): Db {
  const bodies = newBodies(storageKey, random);
  const searches = newSearches(db, bodies);
  const sealer = self && sealerLater({ db, bodies, now }, self);
  const commit = newCommits({ db, bodies, sealer, between });
  let last: Promise<unknown> = Promise.resolve();
  const next = <T>(work: () => T | Promise<T>): Promise<T> => {
    const done = last.then(work);
    last = done.catch(() => {});
    return done;
  };
  let closed = false;
  const close = (): Promise<void> => {
    closed = true;
    return next(() => db.close());
  };
  void inParts(() => next(() => !closed && noteOlder(db, bodies)));
  return {
    load: () => next(() => load(db, bodies)),
    commit: (writes: readonly Write[]) => next(() => commit(writes)),
    find: (id: string) => next(() => find(db, bodies, id)),
    lines: (place: Place) => next(() => lines(db, bodies, place)),
    unprinted: (wanted: Unprinted) => next(() => unprinted(db, bodies, wanted)),
    same: (room: string, facts: readonly Fact[]) => next(() => same(db, room, facts)),
    lost: () => next(() => lost(db, bodies)),
    search: (wanted: Wanted) => next(() => searches.search(wanted)),
    drafts: () => next(() => drafts(db, bodies)),
    files: (wanted: WantedFiles) => next(() => files(db, bodies, wanted)),
    person: (user: string) =>
      next(async () => (await sealer?.())?.person(user) ?? { user, verified: false, since: 0 }),
    roomCode: (room: string) => next(async () => (await sealer?.())?.roomCode(room)),
    [Symbol.asyncDispose]: close,
  };
}

/** Loading it takes longer than to seal a line, and most commands seal none. */
function sealerLater(ports: SealerPorts, self: SealSelf): () => Promise<Sealer> {
  let sealer: Sealer | undefined;
  return async () => {
    if (sealer) return sealer;
    const { newSealer } = await import('../seal/sealer.ts');
    sealer = newSealer(ports, self);
    return sealer;
  };
}

function migrated(file: string): Sqlite {
  const db = openSqlite(file, { synchronous: 'full', secureDelete: 'on', cacheKiB });
  try {
    migrate(db, schema);
  } catch (fault) {
    db.close();
    throw fault;
  }
  return db;
}

/** Gives way to everything else between two parts; what cannot be done now is gone on with at the next start. */
async function inParts(part: () => Promise<boolean>): Promise<void> {
  try {
    while (await part()) await setImmediate();
  } catch {}
}
