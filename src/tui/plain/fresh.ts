import { harmlessLine } from '../../base/sanitize.ts';
import { type Chat, counted } from '../chat.ts';
import { chatAt, withChat } from '../chats.ts';
import { ask } from '../effects.ts';
import { isComing } from '../noted.ts';
import type { Row } from '../rows.ts';
import type { Event } from '../state.ts';
import { withOwn } from './own.ts';
import { tellRows } from './rows.ts';
import { happened, printed, printedOf, type Telling } from './telling.ts';

/** So many lines of before are read aloud unasked. */
const mostUnasked = 20;
/** What is older than that was said while one was away. */
const recentMs = 60_000;

/**
 * Prints what was not printed yet, and marks it as read. Of what was said while one was away only the end is
 * read aloud: it is gathered until the next tick.
 */
export function tellNew(telling: Telling, chat: Chat, event: Event): void {
  const { parts, base, unloaded } = freshOf(chat, printedOf(telling, chat).upto);
  const rows = parts.flat();
  const [first] = rows;
  if (!first) return;
  const old = telling.transcript.aloud ? oldIn(telling, rows) : 0;
  if (old === rows.length && comesAlone.has(event.type)) return;
  const left = Math.max(0, old - mostUnasked);
  if (left + unloaded > 0) tellLeft(telling, chat, rows[left] ?? first, left + unloaded);
  let last = left > 0 ? seqOf(rows[left - 1] ?? first) : base + unloaded;
  for (const part of parts) last = tellPart(telling, chat, part, last);
  seenUpTo(telling, chat, last);
}

/** What others of the same time may follow in a moment. */
const comesAlone: ReadonlySet<Event['type']> = new Set(['client', 'lines']);

const oldIn = ({ state }: Telling, rows: readonly Row[]): number =>
  rows.filter(({ at }) => state.now - at > recentMs).length;

/** Lines that are not printed now: from here back they can be asked for. */
function tellLeft(telling: Telling, chat: Chat, next: Row, count: number): void {
  happened(telling, chat, next.at, telling.state.words.plain.earlier(count));
  printed(telling, chat.key, { ...printedOf(telling, chat), from: seqOf(next) });
}

const seqOf = ({ seq = 0 }: Row): number => seq;

interface Fresh {
  /** Lines that follow each other, and between the parts a hole. */
  readonly parts: readonly (readonly Row[])[];
  /** The number up to which everything was printed. */
  readonly base: number;
  /** So many lines between that and the first part were never looked at here. */
  readonly unloaded: number;
}

function freshOf({ rows }: Chat, upto: number): Fresh {
  let at = rows.length;
  const isNew = (row: Row | undefined): boolean => row?.seq === undefined || row.seq > upto;
  while (at > 0 && isNew(rows.at(at - 1))) at -= 1;
  const base = at > 0 ? Math.max(upto, rows.at(at - 1)?.seq ?? 0) : upto;
  const parts = partsOf(
    rows.slice(at).filter(({ seq }) => seq !== undefined),
    base,
  );
  const first = parts[0]?.[0];
  return { parts, base, unloaded: at === 0 && first ? seqOf(first) - base - 1 : 0 };
}

/** What came early, before lines in front of it, is not told yet. */
function partsOf(rows: readonly Row[], base: number): readonly (readonly Row[])[] {
  const parts: Row[][] = [];
  let last = base;
  for (const row of rows) {
    const follows = seqOf(row) <= last + 1;
    if (!follows && row.early) return parts;
    const part = follows ? parts.at(-1) : undefined;
    if (part) part.push(row);
    else parts.push([row]);
    last = seqOf(row);
  }
  return parts;
}

/** Answers up to which line everything is printed with it. */
function tellPart(telling: Telling, chat: Chat, part: readonly Row[], last: number): number {
  const rows = part.filter((row) => seqOf(row) > last);
  const [first] = rows;
  if (!first) return last;
  tellGap(telling, chat, last, first);
  tellRows(telling, chat, rows);
  for (const { id, state } of rows) if (state !== undefined) withOwn(telling, id, state);
  const before = printedOf(telling, chat);
  const spoke = new Set(rows.map(({ from }) => harmlessLine(from, 32)));
  const upto = seqOf(rows.at(-1) ?? first);
  printed(telling, chat.key, {
    ...before,
    upto,
    typing: new Set([...before.typing].filter((name) => !spoke.has(name))),
  });
  return upto;
}

function tellGap(telling: Telling, chat: Chat, last: number, row: Row): void {
  const count = seqOf(row) - last - 1;
  if (count <= 0 || comes(telling, chat, last)) return;
  const before = printedOf(telling, chat);
  const gap = [last + 1, seqOf(row) - 1] as const;
  printed(telling, chat.key, { ...before, gaps: [...before.gaps, gap].slice(-mostGaps) });
  const text = telling.state.words.missing(count);
  happened(telling, chat, row.at, telling.transcript.aloud ? text : `! ${text}`);
}

const mostGaps = 20;

/** What was printed is read. */
function seenUpTo(telling: Telling, { to, request }: Chat, seq: number): void {
  const now = chatAt(telling.state, to);
  if (!now || request || seq <= now.read) return;
  telling.state = withChat(telling.state, to, (chat) =>
    counted({ ...chat, read: seq }, telling.state.me.name),
  );
  telling.effects.push(ask<'read'>({ kind: 'read', room: to, seq }));
}

function comes({ state }: Telling, { rows }: Chat, seq: number): boolean {
  const content = rows.findLast((row) => row.seq === seq)?.content;
  return content?.kind === 'notice' && isComing(content, state.me.name);
}
