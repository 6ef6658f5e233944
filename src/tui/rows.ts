import type { LineRow, LineState } from '../client/port.ts';

/** A line of a log, or something told beside it, as the screen keeps it. */
export interface Row {
  readonly id: string;
  readonly seq?: number;
  readonly from: string;
  readonly at: number;
  readonly content: LineRow['content'] | Told;
  readonly removed: boolean;
  readonly state?: LineState;
  readonly why?: string;
  /** Its number was told before the lines in front of it came: a jump before it is no hole yet. */
  readonly early?: boolean;
}

/** Something the program itself says in a conversation; it is in no log. */
export interface Told {
  readonly kind: 'told';
  readonly text: string;
  readonly tone: 'plain' | 'alert';
}

export function rowOf(line: LineRow): Row {
  const { id, seq, from, at, content, removed, state, why } = line;
  return {
    id,
    ...(seq === undefined ? {} : { seq }),
    from,
    at,
    content,
    removed,
    ...(state === undefined ? {} : { state }),
    ...(why === undefined ? {} : { why }),
  };
}

/** Puts lines where they belong: by their number, those that still wait behind all others, each once. */
export function placed(rows: readonly Row[], more: readonly Row[]): readonly Row[] {
  const fresh = more.length > 0 ? withoutKnown(rows, more) : rows;
  const next = [...fresh];
  for (const row of more) insert(next, row);
  return next;
}

function withoutKnown(rows: readonly Row[], more: readonly Row[]): readonly Row[] {
  const ids = new Set(more.map(({ id }) => id));
  const seqs = new Set(more.flatMap(({ seq }) => seq ?? []));
  const known = rows.some(({ id, seq }) => ids.has(id) || (seq !== undefined && seqs.has(seq)));
  if (!known) return rows;
  return rows.filter(({ id, seq }) => !ids.has(id) && (seq === undefined || !seqs.has(seq)));
}

function insert(rows: Row[], row: Row): void {
  let at = rows.length;
  while (at > 0 && isBehind(rows[at - 1], row)) at -= 1;
  rows.splice(at, 0, row);
}

/** Whether one that is here belongs behind a new one. */
function isBehind(here: Row | undefined, row: Row): boolean {
  if (!here || row.seq === undefined) return false;
  if (here.seq !== undefined) return here.seq > row.seq;
  return here.state !== undefined || here.at > row.at;
}

/** An own line moved on; undefined when it is not here. */
export function moved(
  rows: readonly Row[],
  change: {
    readonly id: string;
    readonly seq?: number;
    readonly state: LineState;
    readonly why?: string;
  },
): readonly Row[] | undefined {
  const found = rows.find(({ id }) => id === change.id);
  if (!found) return undefined;
  const { state, why = '' } = change;
  const next: Row = {
    ...found,
    state,
    ...(why === '' ? {} : { why }),
    ...(change.seq === undefined ? {} : { seq: change.seq }),
    ...(found.seq === undefined && change.seq !== undefined ? { early: true } : {}),
  };
  if (next.seq === found.seq) return rows.map((row) => (row === found ? next : row));
  return placed(rows, [next]);
}

/** Whether somebody is called by their name in it. */
export function mentions({ content }: Pick<Row, 'content'>, me: string): boolean {
  const text = 'text' in content && content.kind !== 'notice' ? (content.text ?? '') : '';
  return text.length > 0 && mentionOf(me).test(text.slice(0, 20_000));
}

const known = new Map<string, RegExp>();

/** `@name` as a word of its own. */
export function mentionOf(me: string): RegExp {
  const found = known.get(me);
  if (found) return found;
  const name = me.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  const made = new RegExp(`(?<![\\w.-])@${name}(?![\\w-])`, 'i');
  if (known.size > 10) known.clear();
  known.set(me, made);
  return made;
}
