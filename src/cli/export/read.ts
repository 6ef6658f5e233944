import { harmlessLine } from '../../base/sanitize.ts';
import type { Client, LineRow, RoomRow } from '../../client/port.ts';
import { isSaying } from '../_words.ts';
import { type Change, type Changes, newChanges } from './changes.ts';

/** What an export tells, one below the other. */
export type Item = Said | Noted | Gap;

/** A line as it reads today. */
export interface Said {
  readonly item: 'said';
  readonly row: LineRow;
  /** Its text as it was corrected last. */
  readonly edited: string | undefined;
  /** By its author, or by somebody who may: nothing of it is told. */
  readonly removed: boolean;
  /** What it answers to; without a text where that was taken back, or is not known. */
  readonly quote: Quote | undefined;
  readonly reactions: readonly Reaction[];
}

interface Quote {
  readonly from: string;
  readonly text: string;
}

export interface Reaction {
  readonly sign: string;
  readonly who: readonly string[];
}

/** What changed in the room, or cannot be read. */
export interface Noted {
  readonly item: 'noted';
  readonly row: LineRow;
}

/** Entries that nobody keeps. */
export interface Gap {
  readonly item: 'gap';
  readonly from: number;
  readonly to: number;
  readonly at: number;
}

export interface Reading {
  readonly client: Client;
  readonly room: RoomRow;
  /** The newest entry that is read. */
  readonly last: number;
  /** How many changed lines are remembered at once. */
  readonly most?: number;
}

const page = 1000;

/**
 * All of a conversation that is kept here, oldest first. However long it is, little of it is in memory: what
 * became of lines later is looked for first, and in parts where very many were changed.
 */
export async function* itemsOf(reading: Reading): AsyncGenerator<Item> {
  const { room, last } = reading;
  // What a room other than a channel had before this person came is not theirs, so it is no gap.
  let before = room.kind === 'channel' ? 0 : undefined;
  for await (const { looking, row, now } of entries(reading)) {
    const { seq = 0, at } = row;
    if (before !== undefined && seq > before + 1) yield gap(before + 1, seq - 1, at);
    before = seq;
    const item = await itemOf(looking, row, now);
    if (item) yield item;
  }
  if (before !== undefined && before < last) yield gap(before + 1, last, Date.now());
  for (const row of await waiting(reading)) yield saidOf(row, {});
}

const gap = (from: number, to: number, at: number): Gap => ({ item: 'gap', from, to, at });

interface Looked {
  readonly looking: Looking;
  readonly row: LineRow;
  /** Of a past that the nuvem forgot there may be another line in the same place. */
  readonly now: boolean;
}

/** Every entry, with what became of the lines around it. */
async function* entries(reading: Reading): AsyncGenerator<Looked> {
  for (let from = 0; from <= reading.last;) {
    const changes = await changesFrom(reading, from);
    const until = Math.min(changes.until(), reading.last + 1);
    for await (const rows of pages(reading, from, until)) {
      const looking = { ...reading, rows, changes, from };
      for (const [at, row] of rows.entries())
        yield { looking, row, now: rows[at + 1]?.seq !== row.seq };
    }
    from = until;
  }
}

async function changesFrom(reading: Reading, from: number): Promise<Changes> {
  const changes = newChanges(from, reading.most);
  for await (const rows of pages(reading, from, reading.last + 1))
    for (const row of rows) changes.take(row);
  return changes;
}

/** Entries of the log from a place to before another; all that have one number are on one page. */
async function* pages(
  { client, room: { key: room } }: Reading,
  from: number,
  until: number,
): AsyncGenerator<readonly LineRow[]> {
  for (let after = from - 1; ;) {
    const rows = await client.ask<'lines'>({ kind: 'lines', room, after, limit: page });
    const kept = rows.filter(isNumbered);
    const end = kept.length < page ? undefined : kept.at(-1)?.seq;
    const whole = kept.filter(({ seq }) => seq < until && (seq !== end || kept[0]?.seq === end));
    if (whole.length > 0) yield whole;
    after = whole.at(-1)?.seq ?? until;
    if (end === undefined || end >= until) return;
  }
}

type Numbered = LineRow & { readonly seq: number };
const isNumbered = (row: LineRow): row is Numbered => row.seq !== undefined;

async function waiting({ client, room: { key: room } }: Reading): Promise<readonly LineRow[]> {
  const rows = await client.ask<'lines'>({ kind: 'lines', room, limit: 1 });
  return rows.filter((row) => !isNumbered(row) && isSaid(row));
}

interface Looking extends Reading {
  readonly rows: readonly LineRow[];
  readonly changes: Changes;
  /** Of lines before that it is not known any more what became of them. */
  readonly from: number;
}

const silent: ReadonlySet<LineRow['content']['kind']> = new Set(['edit', 'delete', 'react']);
const isSaid = ({ content, removed }: LineRow): boolean => removed || !silent.has(content.kind);

async function itemOf(looking: Looking, row: LineRow, now: boolean): Promise<Item | undefined> {
  if (!isSaid(row)) return undefined;
  const { content, seq = 0, from } = row;
  if (!row.removed && !isSaying(row)) return { item: 'noted', row };
  const change = now ? looking.changes.of(seq) : undefined;
  if (isTaken(row, change)) return saidOf(row, { removed: true });
  return saidOf(row, {
    edited: change && (await correction(looking, change, from)),
    quote: content.kind === 'reply' ? await quoteOf(looking, content.to) : undefined,
    reactions: change ? reactionsOf(change) : [],
  });
}

const isTaken = ({ removed, from }: LineRow, change: Change | undefined): boolean =>
  removed || change?.taken.has(from) === true;

/** What its author made of a line last. */
async function correction(
  looking: Looking,
  { edits }: Change,
  from: string,
): Promise<string | undefined> {
  const place = edits.get(from);
  const edit = place === undefined ? undefined : await lineAt(looking, place);
  return edit?.content.kind === 'edit' ? edit.content.text : undefined;
}

const saidOf = (row: LineRow, facts: Partial<Said>): Said => ({
  item: 'said',
  row,
  edited: undefined,
  removed: false,
  quote: undefined,
  reactions: [],
  ...facts,
});

async function lineAt({ client, room, rows }: Looking, seq: number): Promise<LineRow | undefined> {
  const here = rows.findLast((row) => row.seq === seq);
  if (here) return here;
  const ask = { kind: 'lines', room: room.key, before: seq + 1, limit: 1 } as const;
  const [found] = await client.ask<'lines'>(ask);
  return found?.seq === seq ? found : undefined;
}

const longestQuote = 120;

async function quoteOf(looking: Looking, seq: number): Promise<Quote | undefined> {
  const line = await lineAt(looking, seq);
  if (!line) return undefined;
  const change = looking.changes.of(seq);
  const { from, content } = line;
  if (seq < looking.from || isTaken(line, change)) return { from, text: '' };
  const first = 'text' in content ? content.text : undefined;
  const text = (change && (await correction(looking, change, from))) ?? first ?? '';
  return { from, text: harmlessLine(text, longestQuote) };
}

const reactionsOf = ({ signs }: Change): readonly Reaction[] =>
  [...signs].flatMap(([sign, all]) => {
    const who = [...all].flatMap(([name, seq]) => (seq > 0 ? [name] : []));
    return who.length > 0 ? [{ sign, who }] : [];
  });
