import type { Sqlite, SqliteValues } from '../../base/sqlite.ts';
import type { Content } from '../../protocol/content.ts';
import type { Kept } from '../db-port.ts';
import { contentOf } from '../rows.ts';

/*
 * What a line became later stands elsewhere in the log. Which entry concerns which line is kept as two
 * numbers; what it says of it, and whether at all, is sealed like every line.
 */

/** The newest so many entries about one line are looked at, and so many are opened for one page. */
const mostOfLine = 500;
const mostOfPage = 4000;
/** Sealed reactions are shorter; of what is longer only the first of its author can count. */
const longestSign = 256;

type Change = Extract<Content, { kind: 'edit' | 'delete' | 'react' }>;
const kinds: ReadonlySet<string> = new Set(['edit', 'delete', 'react'] satisfies Change['kind'][]);

/** What an entry changes; undefined of one that stands for itself. */
function changeIn(body: Uint8Array): Change | undefined {
  // A list of two begins with its kind: almost every line is told from a change by one byte.
  const kind = body[1] ?? 0;
  if (body[0] !== 0x82 || kind < 3 || kind > 5) return undefined;
  const content = contentOf(body);
  return kinds.has(content.kind) ? (content as Change) : undefined;
}

/** Makes a change findable from the line that it concerns. */
export function noteChange(
  run: (sql: string, values: SqliteValues) => void,
  { room, seq, kind, body }: Pick<Kept, 'room' | 'seq' | 'kind' | 'body'>,
): void {
  const of = kind === 0 ? changeIn(body)?.of : undefined;
  if (of !== undefined && of < seq)
    run('INSERT OR IGNORE INTO changes VALUES (?,?,?)', [room, of, seq]);
}

interface Head {
  readonly seq: number;
  readonly from: string;
  readonly size: number;
}

const headsOf = `SELECT c.seq, l.sender AS "from", length(l.body) AS size
  FROM (SELECT room, seq FROM changes WHERE room=? AND of=? ORDER BY seq DESC LIMIT ${mostOfLine}) AS c
  JOIN lines AS l ON l.room=c.room AND l.seq=c.seq AND l.past=0 AND l.kind=0 ORDER BY c.seq DESC`;

/** Opens the entry in a place of the log. */
type Open = (room: string, seq: number) => Kept | undefined;

/** Lines of one room, each with what became of it, wherever in the log that stands. */
export function withLater(db: Sqlite, open: Open, rows: readonly Kept[]): Kept[] {
  let left = mostOfPage;
  return rows.map((row, at) => {
    // Of a past that the nuvem forgot there may be another line in the same place, in front of this one.
    if (row.kind !== 0 || rows[at + 1]?.seq === row.seq) return row;
    const heads = db.all<Head>(headsOf, [row.room, row.seq]).slice(0, left);
    left -= heads.length;
    const later = heads.length > 0 ? holding(row, heads, open) : [];
    return later.length > 0 ? { ...row, later } : row;
  });
}

/** Of all changes of a line those that hold, oldest first: its author's last word, and everybody's sign. */
function holding(line: Kept, heads: readonly Head[], open: Open): Kept[] {
  const held = new Map<string, Kept>();
  for (const head of heads) {
    const isLong = head.size > longestSign;
    if (isLong && (head.from !== line.from || held.has('edit'))) continue;
    const entry = open(line.room, head.seq);
    const name = entry && nameIn(line, entry);
    if (entry && name !== undefined && !held.has(name)) held.set(name, entry);
  }
  if (held.has('delete')) held.delete('edit');
  return [...held.values()].toReversed();
}

/** What of the line an entry changes; of several that change the same the newest holds. */
function nameIn(line: Kept, { from, body }: Kept): string | undefined {
  const change = changeIn(body);
  if (change?.of !== line.seq) return undefined;
  if (change.kind === 'react') return `${from} ${change.with}`;
  return from === line.from ? change.kind : undefined;
}
