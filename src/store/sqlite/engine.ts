import { randomBytes } from 'node:crypto';

import { migrate } from '../../base/migrate.ts';
import { openSqlite, type Sqlite, SqliteFault, type SqliteOptions } from '../../base/sqlite.ts';
import type { Bytes } from '../rows.ts';
import { type Append, newAppend, type PlacedCodes } from './append.ts';
import type { Base, Sync } from './base.ts';
import { makeLobby } from './membership.ts';
import { type PackedPosts, unpackPosts } from './pack.ts';
import { newRecent } from './recent.ts';
import { schema } from './schema.ts';
import { newSealer, type Sealer } from './seal.ts';
import { effects, newVerbs } from './verbs.ts';

/** What goes into one transaction: first the verbs in the order they were asked, then the posts. */
export interface Batch {
  readonly at: number;
  readonly asks: readonly Ask[];
  readonly posts: PackedPosts | undefined;
}
export type Ask = readonly [verb: keyof Sync, args: readonly unknown[]];

/** `bug` is what one of them threw: it alone left nothing. `broken` is the disk: all of them left nothing. */
export type Done =
  | { readonly answers: readonly Answered[]; readonly placed: Answer<PlacedCodes> | undefined }
  | { readonly broken: string };
/** What is put off is to be asked again: this batch took long enough, and others wait for its end. */
export type Answered = Answer | PutOff;
export interface PutOff {
  readonly putOff: true;
}
export type Answer<T = unknown> = { readonly value: T } | { readonly bug: string };

export interface Engine {
  readonly incarnation: Bytes;
  /** Everything of it is committed when this returns, or nothing. */
  readonly perform: (batch: Batch) => Done;
  readonly close: () => void;
}

export interface EngineOptions extends SqliteOptions {
  readonly file: string;
  /** 32 bytes; what is readable lies sealed with it. */
  readonly key: Bytes;
}

const defaults: SqliteOptions = { secureDelete: 'fast', cacheKiB: 65_536, checkpointPages: 4000 };

/** Past so many milliseconds no more pages are read in a batch. */
const longEnough = 3;

export function openEngine(options: EngineOptions, uptime = () => performance.now()): Engine {
  const sealer = newSealer(options.key);
  let open = openBase(options, sealer);
  let isSuspect = false;

  /** After a fault of the disk the connection is looked at before it is used again. */
  function recover(): void {
    if (!isSuspect) return;
    if (options.file !== ':memory:' && !isWell(open.base.sql)) {
      closeAnyway(open.base.sql);
      open = openBase(options, sealer);
    }
    isSuspect = false;
  }

  return {
    incarnation: open.incarnation,
    perform(batch) {
      try {
        recover();
        return open.base.sql.tx(() => work(open, batch, uptime));
      } catch (failure) {
        open.base.recent.clear();
        if (!(failure instanceof SqliteFault)) return allBugs(batch, failure);
        isSuspect = true;
        return { broken: failure.message };
      }
    },
    close: () => open.base.sql.close(),
  };
}

interface Open {
  readonly base: Base;
  readonly verbs: Sync;
  readonly append: Append;
  readonly incarnation: Bytes;
}

function openBase(options: EngineOptions, sealer: Sealer): Open {
  const { file, key: _, ...sqlite } = options;
  const sql = openSqlite(file, { ...defaults, ...sqlite });
  try {
    migrate(sql, schema);
    const base: Base = { sql, sealer, recent: newRecent() };
    const incarnation = sql.tx(() => establish(base));
    const append = newAppend(base);
    return { base, verbs: newVerbs(base, append), append, incarnation };
  } catch (failure) {
    sql.close();
    throw failure;
  }
}

/** What a database has from its first moment on. */
function establish(base: Base): Bytes {
  const { sql, sealer } = base;
  const meta = (name: string, make: () => Bytes): Bytes => {
    const row = sql.get<{ value: Bytes }>('SELECT value FROM meta WHERE name=?', [name]);
    if (row) return row.value;
    const value = make();
    sql.run('INSERT INTO meta VALUES(?,?)', [name, value]);
    return value;
  };
  const check = meta('key-check', () => sealer.field('key-check', 'pychat'));
  try {
    sealer.openField('key-check', check);
  } catch (cause) {
    throw new SqliteFault('key', sql.file, { cause });
  }
  makeLobby(base);
  return meta('incarnation', () => new Uint8Array(randomBytes(16)));
}

/**
 * For a database that was restored from a copy: all numbers given since the copy are void. Offers that were given away
 * since would be given a second time, and open nothing: the devices make new ones.
 */
export function renewIncarnation(options: EngineOptions): Bytes {
  const { base } = openBase(options, newSealer(options.key));
  const value = new Uint8Array(randomBytes(16));
  base.sql.tx(() => {
    base.sql.run("UPDATE meta SET value=? WHERE name='incarnation'", [value]);
    base.sql.run('UPDATE offers SET package=NULL WHERE is_last=0');
  });
  base.sql.close();
  return value;
}

function work(open: Open, batch: Batch, uptime: () => number): Done {
  const { base } = open;
  const mayRead = newPatience(uptime);
  const answers = batch.asks.map((ask) => (mayRead(ask) ? answer(open, ask) : putOff));
  const { posts } = batch;
  if (!posts) return { answers, placed: undefined };
  const append = (): PlacedCodes => open.append(unpackPosts(posts), batch.at);
  if (answers.length === 0) return { answers, placed: { value: append() } };
  return { answers, placed: apart(base, append) };
}

const putOff: PutOff = { putOff: true };

/** Who commits waits for one page, and not for those of everybody who comes back at the same time. */
function newPatience(uptime: () => number): (ask: Ask) => boolean {
  let until: number | undefined;
  return ([verb]) => {
    if (effects[verb] !== 'pages') return true;
    if (until !== undefined) return uptime() < until;
    until = uptime() + longEnough;
    return true;
  };
}

function answer({ base, verbs }: Open, [verb, args]: Ask): Answer {
  const effect = effects[verb];
  // Which arguments belong to which verb is known where they were asked.
  const act = verbs[verb] as (...args: readonly unknown[]) => unknown;
  if (effect === 'rooms') base.recent.clear();
  const isRead = effect === 'reads' || effect === 'pages' || effect === 'recalls';
  const result = isRead ? caught(() => act(...args)) : apart(base, () => act(...args));
  if (effect === 'rooms') base.recent.clear();
  return result;
}

/** A bug in one of them undoes that one alone. */
function apart<T>(base: Base, act: () => T): Answer<T> {
  const result = caught(() => base.sql.savepoint(act));
  if ('bug' in result) base.recent.clear();
  return result;
}

function caught<T>(act: () => T): Answer<T> {
  try {
    return { value: act() };
  } catch (failure) {
    if (failure instanceof SqliteFault) throw failure;
    return { bug: String(failure) };
  }
}

function allBugs(batch: Batch, failure: unknown): Done {
  const bug = { bug: String(failure) };
  return { answers: batch.asks.map(() => bug), placed: batch.posts && bug };
}

function isWell(sql: Sqlite): boolean {
  try {
    return sql.get('SELECT value FROM meta LIMIT 1') !== undefined;
  } catch {
    return false;
  }
}

function closeAnyway(sql: Sqlite): void {
  try {
    sql.close();
  } catch {
    // The disk said why before; what was committed is in the file and its log.
  }
}
