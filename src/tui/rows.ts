import type { Later, LineRow, LineState } from '../client/port.ts';
import { type Reasons, inWords } from '../words/reason.ts';
import { lastUpTo } from './places.ts';
import { type Roll, rollOf } from './roll.ts';

/** A line of a log, or something told beside it, as the screen keeps it. */
export interface Row {
  readonly id: string;
  readonly seq?: number;
  readonly from: string;
  readonly at: number;
  readonly content: LineRow['content'] | Told;
  readonly removed: boolean;
  readonly state?: LineState;
  /** Its arrival is not the nuvem's word alone. */
  readonly proved?: true;
  readonly why?: string;
  /** Its number was told before the lines in front of it came: a jump before it is no hole yet. */
  readonly early?: boolean;
  /** What it became by lines that may lie elsewhere. */
  readonly later?: readonly Later[];
}

/** Something the program itself says in a conversation; it is in no log. */
export interface Told {
  readonly kind: 'told';
  readonly text: string;
  /** `framed` stands in a frame; so does `grave`, which nobody may overlook. */
  readonly tone: 'plain' | 'alert' | 'framed' | 'grave';
  /** What it is about: it goes once that is over. */
  readonly about?: string | undefined;
}

/** Whether only this person sees it, and nobody keeps it. */
export const isTold = ({ content }: Row): boolean => content.kind === 'told';

export function rowOf(line: LineRow, reasons: Reasons): Row {
  const { id, seq, from, at, content, removed, state, proved, reason, later } = line;
  // Almost all lines, and by far the cheapest to make.
  if (seq !== undefined && state === undefined && reason === undefined && later === undefined)
    return { id, seq, from, at, content, removed };
  return {
    id,
    ...(seq === undefined ? {} : { seq }),
    from,
    at,
    content,
    removed,
    ...(state === undefined ? {} : { state }),
    ...(proved ? { proved } : {}),
    ...(reason === undefined ? {} : { why: inWords(reasons, reason) }),
    ...(later === undefined ? {} : { later }),
  };
}

/** Puts lines where they belong: by their number, those that still wait behind all others, each once. */
export function placed(rows: Roll<Row>, told: readonly Row[]): Roll<Row> {
  const more = eachOnce(told);
  const next = more.length > 0 ? withoutKnown(rows, more) : rows.slice();
  const [first] = more;
  if (first && isPage(next, more)) next.splice(spotFor(next, first), 0, ...more);
  else for (const row of more) next.splice(spotFor(next, row), 0, row);
  return rollOf(next);
}

/** What was told last of each line. */
function eachOnce(rows: readonly Row[]): readonly Row[] {
  const seqs = new Map(rows.map((row) => [row.seq ?? row.id, row]));
  const ids = new Map(rows.map((row) => [row.id, row]));
  return rows.filter((row) => seqs.get(row.seq ?? row.id) === row && ids.get(row.id) === row);
}

function withoutKnown(rows: Roll<Row>, more: readonly Row[]): Row[] {
  const ids = new Set(more.map(({ id }) => id));
  const seqs = new Set(more.flatMap(({ seq }) => seq ?? []));
  return rows
    .slice()
    .filter(({ id, seq }) => !ids.has(id) && (seq === undefined || !seqs.has(seq)));
}

/** Lines of a log one behind the other, with nothing that is here between them. */
function isPage(rows: readonly Row[], more: readonly Row[]): boolean {
  const ordered = more.every(
    ({ seq }, at) => seq !== undefined && seq > (more[at - 1]?.seq ?? Number.NEGATIVE_INFINITY),
  );
  const [first, last] = [more[0], more.at(-1)];
  return ordered && first !== undefined && last !== undefined && isOneSpot(rows, first, last);
}

const isOneSpot = (rows: readonly Row[], first: Row, last: Row): boolean =>
  spotFor(rows, first) === spotFor(rows, last);

/** Where a line belongs: in front of the first with a higher number, and of what was said beside it later. */
const spotFor = (rows: readonly Row[], row: Row): number =>
  row.seq === undefined ? rows.length : besideSpot(rows, numberedAbove(rows, row.seq), row);

/** The place of the first line with a number above that one; the end when there is none. */
function numberedAbove(rows: readonly Row[], seq: number): number {
  let at = lastUpTo(rows, seq) + 1;
  while (at < rows.length && rows[at]?.seq === undefined) at += 1;
  return at;
}

interface Listed {
  readonly at: (index: number) => Row | undefined;
}

/** In front of that place: where those without a number begin that stay behind a line with one. */
export function besideSpot(rows: Listed, before: number, { at: time }: Row): number {
  let spot = before;
  for (let at = before - 1; at >= 0; at -= 1) {
    const here = rows.at(at);
    if (!here || here.seq !== undefined) break;
    if (here.state !== undefined || here.at > time) spot = at;
  }
  return spot;
}

/** Whether somebody is called by their name in it. */
export function mentions({ content }: Pick<Row, 'content'>, me: string): boolean {
  const text = 'text' in content && content.kind !== 'notice' ? (content.text ?? '') : '';
  return text.includes('@') && mentionOf(me).test(text.slice(0, 20_000));
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
