import { accessSync, constants, rmdirSync, statfsSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';

import type { Database, Statement } from 'node-sqlite3-wasm';

import { SqliteFault, troubleIn } from './sqlite-fault.ts';

export { SqliteFault, type SqliteTrouble } from './sqlite-fault.ts';

export type SqliteValue = number | bigint | string | Uint8Array | null;
export type SqliteValues = readonly SqliteValue[];

/**
 * One connection to one database, which it owns alone: the caller holds the lock of the folder.
 * Nothing outside this file knows which engine works behind it.
 */
export interface Sqlite extends Disposable {
  readonly file: string;
  /** Several statements without values. */
  readonly exec: (sql: string) => void;
  readonly run: (sql: string, values?: SqliteValues) => SqliteRan;
  /** The caller says what its own SELECT answers; integers past 2^53 come as bigint. */
  readonly all: <T>(sql: string, values?: SqliteValues) => T[];
  readonly get: <T>(sql: string, values?: SqliteValues) => T | undefined;
  /** Committed, and with `synchronous: full` on disk, when it returns; rolled back when `work` throws. */
  readonly tx: <T>(work: () => T) => T;
  /** The same for work that waits: until it is over nobody else may use the connection. */
  readonly txLater: <T>(work: () => Promise<T>) => Promise<T>;
  /** Inside a transaction: what `work` did is undone when it throws, the rest of the transaction stays. */
  readonly savepoint: <T>(work: () => T) => T;
  readonly close: () => void;
}

export interface SqliteRan {
  readonly changes: number;
  readonly id: number;
}

export interface SqliteOptions {
  /** `full` syncs every commit to the disk; `normal` may lose the last commits in a power cut, so it is for tests. */
  readonly synchronous?: 'full' | 'normal';
  /** What is deleted is overwritten: always, or only where that costs no extra write. */
  readonly secureDelete?: 'on' | 'fast' | 'off';
  readonly cacheKiB?: number;
  readonly checkpointPages?: number;
}

/** The SQLite of this program, in a file or in `:memory:`. Throws `SqliteFault`. */
export function openSqlite(file: string, options: SqliteOptions = {}): Sqlite {
  if (file !== ':memory:') prepareFile(file);
  const db = guard(file, () => new (engine().Database)(file));
  const sqlite = wrap(file, db);
  try {
    configure(sqlite, options);
    return sqlite;
  } catch (fault) {
    sqlite.close();
    throw fault;
  }
}

/** Loaded when first needed: compiling it takes longer than starting the rest of the program. */
function engine(): { readonly Database: typeof Database } {
  return createRequire(import.meta.url)('node-sqlite3-wasm') as {
    readonly Database: typeof Database;
  };
}

function prepareFile(file: string): void {
  const there = statSync(file, { throwIfNoEntry: false });
  if (there && !there.isFile()) throw new SqliteFault('foreign', file);
  try {
    accessSync(there ? file : dirname(file), constants.W_OK);
  } catch (cause) {
    throw new SqliteFault('read-only', file, { cause });
  }
  try {
    // The engine locks with a folder, which outlives a killed process; the caller owns the file alone.
    rmdirSync(`${file}.lock`);
  } catch {
    // Almost always there is none.
  }
}

function configure(sqlite: Sqlite, options: SqliteOptions): void {
  const { synchronous = 'full', secureDelete = 'off', cacheKiB = 16_384 } = options;
  // The engine has no shared memory: without EXCLUSIVE first, WAL is silently not taken.
  sqlite.exec('PRAGMA locking_mode=EXCLUSIVE');
  const mode = sqlite.get<{ journal_mode: string }>('PRAGMA journal_mode=WAL')?.journal_mode;
  if (mode !== 'wal' && sqlite.file !== ':memory:') throw new SqliteFault('io', sqlite.file);
  sqlite.exec(`PRAGMA synchronous=${synchronous}`);
  sqlite.exec(`PRAGMA secure_delete=${secureDelete}`);
  sqlite.exec(`PRAGMA cache_size=-${cacheKiB}`);
  sqlite.exec(`PRAGMA wal_autocheckpoint=${options.checkpointPages ?? 1000}`);
  sqlite.exec('PRAGMA temp_store=MEMORY');
  sqlite.exec('PRAGMA foreign_keys=ON');
  sqlite.get('SELECT count(*) AS n FROM sqlite_schema');
}

type Use = <T>(sql: string, work: (statement: Statement) => T) => T;

/** Each text is prepared once. */
function statementsOf(
  file: string,
  db: Database,
): { readonly use: Use; readonly clear: () => void } {
  const statements = new Map<string, Statement>();
  return {
    use(sql, work) {
      let statement = statements.get(sql);
      try {
        if (!statement) {
          statement = keepingNames(db.prepare(sql));
          statements.set(sql, statement);
        }
        return work(statement);
      } catch (failure) {
        // A statement that failed once refuses its next values.
        statements.delete(sql);
        if (statement) drop(statement);
        throw translate(failure, file);
      }
    },
    clear() {
      for (const statement of statements.values()) drop(statement);
      statements.clear();
    },
  };
}

/**
 * The engine asks for the names of all columns at each query, which costs as much as the values. They are
 * those of the statement for as long as no table changes, and `exec` makes all statements anew.
 */
function keepingNames(statement: Statement): Statement {
  const asking = statement as Statement & { [askNames]?: () => string[] };
  const ask = asking[askNames]?.bind(asking);
  if (!ask) return statement;
  let names: string[] | undefined;
  asking[askNames] = () => (names ??= ask());
  return statement;
}

const askNames = '_getColumnNames';

function wrap(file: string, db: Database): Sqlite {
  const { use, clear } = statementsOf(file, db);

  const run = (sql: string, values?: SqliteValues): SqliteRan =>
    use(sql, (statement) => {
      const ran = statement.run(bindable(values));
      return { changes: ran.changes, id: Number(ran.lastInsertRowid) };
    });

  // Never Statement.get: it leaves the statement, and with it a read transaction, open.
  const all = <T>(sql: string, values?: SqliteValues): T[] =>
    use(sql, (statement) => statement.all(bindable(values)) as T[]);

  function within<T>(begin: string, commit: string, undo: readonly string[], work: () => T): T {
    run(begin);
    try {
      const result = work();
      run(commit);
      return result;
    } catch (failure) {
      for (const sql of undo) attempt(() => run(sql));
      throw failure;
    }
  }

  function close(): void {
    if (!db.isOpen) return;
    clear();
    guard(file, () => db.close());
  }

  return {
    file,
    exec: (sql) => guard(file, () => [clear(), db.exec(sql)]),
    run,
    all,
    get: <T>(sql: string, values?: SqliteValues) => all<T>(sql, values)[0],
    tx: (work) => within('BEGIN', 'COMMIT', ['ROLLBACK'], work),
    txLater: (work) => later(run, work),
    savepoint: (work) => within('SAVEPOINT s', 'RELEASE s', ['ROLLBACK TO s', 'RELEASE s'], work),
    close,
    [Symbol.dispose]: close,
  };
}

async function later<T>(run: Sqlite['run'], work: () => Promise<T>): Promise<T> {
  run('BEGIN');
  try {
    const result = await work();
    run('COMMIT');
    return result;
  } catch (failure) {
    attempt(() => run('ROLLBACK'));
    throw failure;
  }
}

/** The engine only reads what it is given. */
const bindable = (values: SqliteValues | undefined): SqliteValue[] =>
  (values ?? []) as SqliteValue[];

/** Finalizing a statement that failed reports its old failure again. */
const drop = (statement: Statement): void => attempt(() => statement.finalize());

function attempt(work: () => unknown): void {
  try {
    work();
  } catch {
    // What matters was thrown before; after a full disk the engine has rolled back by itself.
  }
}

function guard<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (failure) {
    throw translate(failure, file);
  }
}

function translate(failure: unknown, file: string): unknown {
  if (!(failure instanceof Error) || failure instanceof SqliteFault) return failure;
  const found = troubleIn(failure.message);
  if (!found) return failure;
  return new SqliteFault(found === 'io' && isFull(file) ? 'full' : found, file, { cause: failure });
}

/** The engine calls a full disk an I/O error. */
function isFull(file: string): boolean {
  try {
    const disk = statfsSync(dirname(file));
    return disk.bavail * disk.bsize < 64 * 1024;
  } catch {
    return false;
  }
}
