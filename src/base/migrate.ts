import { type Sqlite, SqliteFault } from './sqlite.ts';

/** The shape of a database: what it is now, and every step that ever led there. */
export interface Schema {
  /** Tells this kind of database from all others (SQLite's application_id). */
  readonly application: number;
  /** Makes a new database as it is now. */
  readonly current: string;
  /** Step n leads from version n to n + 1. Steps are only ever added at the end, and none is edited. */
  readonly steps: readonly string[];
}

/** Makes, or brings up to date, the tables of a database; what is newer or not ours is refused untouched. */
export function migrate(db: Sqlite, schema: Schema): void {
  const version = versionOf(db, schema);
  if (version === undefined) {
    db.tx(() => {
      db.exec(`PRAGMA application_id=${schema.application}`);
      db.exec(schema.current);
      db.exec(`PRAGMA user_version=${schema.steps.length}`);
    });
    return;
  }
  for (const [index, step] of schema.steps.entries()) {
    if (index < version) continue;
    db.tx(() => {
      db.exec(step);
      db.exec(`PRAGMA user_version=${index + 1}`);
    });
  }
}

/** The version of a database, undefined for one that nothing was put into yet; what is newer or not ours is refused. */
export function versionOf(db: Sqlite, schema: Schema): number | undefined {
  const newest = schema.steps.length;
  const version = pragma(db, 'user_version');
  const tables = db.get<{ n: number }>('SELECT count(*) AS n FROM sqlite_schema')?.n ?? 0;
  const application = pragma(db, 'application_id');
  if (tables === 0 && application === 0) return undefined;
  if (application !== schema.application) throw new SqliteFault('foreign', db.file);
  if (version <= newest) return version;
  const detail = `version ${version}, this one knows ${newest}`;
  throw new SqliteFault('newer', db.file, { detail });
}

function pragma(db: Sqlite, name: 'user_version' | 'application_id'): number {
  return db.get<Record<string, number>>(`PRAGMA ${name}`)?.[name] ?? 0;
}
