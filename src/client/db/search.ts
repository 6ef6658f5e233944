import type { Sqlite } from '../../base/sqlite.ts';
import type { Content, NewerContent } from '../../protocol/content.ts';
import { Trouble } from '../../words/reason.ts';
import type { Found, Hit, Kept, Wanted } from '../db-port.ts';
import { isIn, type Query, queryOf } from '../query.ts';
import { contentOf } from '../rows.ts';
import type { Bodies } from './body.ts';
import { lineAt } from './queries.ts';

/*
 * The archive lies sealed on the disk, and no index of its words lies beside it. So a search opens what
 * is sealed, newest first, a part at a time: between two parts the worker does what else is to be done.
 */

/** A part ends with so many hits, lines or bytes. */
const mostHits = 50;
const mostLines = 2000;
const mostBytes = 4 * 1024 * 1024;
const shortestPage = 16;
const longestPage = 256;
/** Searches that can be gone on with. */
const mostSearches = 8;
/** Corrections that are remembered until their line comes; behind them, lines are found as first said. */
const mostChanges = 100_000;

export interface Searches {
  readonly search: (wanted: Wanted) => Found;
}

interface Search {
  readonly query: Query;
  /** Where each room is to be read on. */
  readonly places: Place[];
  /** What became of lines that are still to come: `room seq author`. */
  readonly changes: Map<string, Change>;
  left: number;
  bytes: number;
}

interface Place {
  readonly room: string;
  before: number;
  /** The time of the newest line before that. */
  at: number;
  /** Lines that were read, the newest last; only within a part, for what is kept may change. */
  rows: Peek[];
  page: number;
}

/** A line as a search looks at it: unchecked, and without what only a hit needs. */
type Peek = Pick<Kept, 'seq' | 'kind' | 'at' | 'from'> & { body: Uint8Array };

/** Corrected, and by the newest correction it is or is not what is looked for; or taken back. */
type Change = { readonly text: string } | 'other';

/** The searches of one database. */
export function newSearches(db: Sqlite, bodies: Bodies): Searches {
  const running = new Map<string, Search>();
  let next = 1;
  return {
    search(wanted) {
      const { from } = wanted;
      const search = from === undefined ? begun(db, wanted) : running.get(from);
      if (!search) throw new Trouble(['search-over']);
      if (from !== undefined) running.delete(from);
      const hits = part(db, bodies, search);
      if (search.places.length === 0) return { hits };
      const name = String(next++);
      running.set(name, search);
      for (const oldest of running.keys()) if (running.size > mostSearches) running.delete(oldest);
      return { hits, next: name };
    },
  };
}

function begun(db: Sqlite, { text, room }: Wanted): Search {
  const query = queryOf(text);
  const rooms =
    room === undefined
      ? db
          .all<{ key: string }>(`SELECT key FROM rooms WHERE kind<>'inbox' AND request=0`)
          .map(({ key }) => key)
      : [room];
  const end = Number.MAX_SAFE_INTEGER;
  const places = query ? rooms.flatMap((key) => placeIn(db, key, end) ?? []) : [];
  return {
    query: query ?? { terms: [], from: undefined },
    places,
    changes: new Map(),
    left: 0,
    bytes: 0,
  };
}

function placeIn(db: Sqlite, room: string, before: number): Place | undefined {
  const sql = 'SELECT at FROM lines WHERE room=? AND seq<? AND past=0 ORDER BY seq DESC LIMIT 1';
  const newest = db.get<{ at: number }>(sql, [room, before]);
  return newest && { room, before, at: newest.at, rows: [], page: shortestPage };
}

function part(db: Sqlite, bodies: Bodies, search: Search): Hit[] {
  const hits: Hit[] = [];
  search.left = mostLines;
  search.bytes = mostBytes;
  while (
    search.places.length > 0 &&
    search.left > 0 &&
    search.bytes > 0 &&
    hits.length < mostHits
  ) {
    const place = newestOf(search.places);
    readOn(db, bodies, { search, place, hits });
  }
  for (const place of search.places) place.rows = [];
  return hits;
}

const newestOf = ([first, ...others]: readonly Place[]): Place => {
  if (!first) throw new Error('There is no place to read on');
  let newest = first;
  for (const place of others) if (place.at > newest.at) newest = place;
  return newest;
};

interface Reading {
  readonly search: Search;
  readonly place: Place;
  readonly hits: Hit[];
}

/** Reads a room as long as it has the newest line. */
function readOn(db: Sqlite, bodies: Bodies, { search, place, hits }: Reading): void {
  const until = search.places.reduce((at, one) => (one === place ? at : Math.max(at, one.at)), 0);
  for (;;) {
    const row = place.rows.pop() ?? nextRow(db, bodies, place);
    if (!row) {
      search.places.splice(search.places.indexOf(place), 1);
      return;
    }
    place.at = row.at;
    if (row.at < until || hits.length >= mostHits || search.left <= 0 || search.bytes <= 0) {
      place.rows.push(row);
      return;
    }
    place.before = row.seq;
    search.left -= 1;
    search.bytes -= row.body.length;
    const hit = look({ db, bodies, search, room: place.room }, row);
    if (hit) hits.push(hit);
  }
}

const before = `SELECT seq, kind, at, sender AS "from", body FROM lines
  WHERE room=? AND seq<? AND past=0 ORDER BY seq DESC LIMIT ?`;

/** Few lines first: of many rooms most are left after some. */
function nextRow(db: Sqlite, bodies: Bodies, place: Place): Peek | undefined {
  const rows = db.all<Peek>(before, [place.room, place.before, place.page]);
  const plain = bodies.peek(rows.map(({ body }) => body));
  for (const [at, row] of rows.entries()) row.body = plain[at] ?? row.body;
  place.rows = rows.toReversed();
  place.page = Math.min(2 * place.page, longestPage);
  return place.rows.pop();
}

interface Looking {
  readonly db: Sqlite;
  readonly bodies: Bodies;
  readonly search: Search;
  readonly room: string;
}

function look(looking: Looking, row: Peek): Hit | undefined {
  // 1 is a notice of the room, 2 a line that was removed.
  if (row.kind !== 0) return undefined;
  const { db, bodies, search, room } = looking;
  const { query, changes } = search;
  const content = contentOf(row.body);
  if (content.kind === 'edit' || content.kind === 'delete') {
    note(looking, row, content);
    return undefined;
  }
  if (!isBy(query, row)) return undefined;
  const change = changes.get(nameOf(room, row.seq, row.from));
  if (change === 'other' || (!change && !isSaid(query, content))) return undefined;
  const line = lineAt(db, bodies, room, row.seq);
  return line && { line, ...(change ? { text: change.text } : {}) };
}

/** Newest first: the first change that is met is the one that holds. */
function note(
  { db, bodies, search: { query, changes }, room }: Looking,
  { seq, from }: Peek,
  content: Extract<Content, { kind: 'edit' | 'delete' }>,
): void {
  const name = nameOf(room, content.of, from);
  if (changes.has(name) || changes.size >= mostChanges) return;
  const fits = content.kind === 'edit' && isIn(query, content.text);
  // What is shown is opened, not only looked into.
  const line = fits ? lineAt(db, bodies, room, seq) : undefined;
  const said = line && contentOf(line.body);
  changes.set(name, said?.kind === 'edit' ? { text: said.text } : 'other');
}

/** Only its author changes a line. */
const nameOf = (room: string, seq: number, from: string): string => `${room} ${seq} ${from}`;

const isBy = ({ from }: Query, row: Peek): boolean => from === undefined || row.from === from;

function isSaid(query: Query, content: Content | NewerContent): boolean {
  if (content.kind === 'file') return isIn(query, content.name);
  return (
    (content.kind === 'text' || content.kind === 'reply' || content.kind === 'me') &&
    isIn(query, content.text)
  );
}
