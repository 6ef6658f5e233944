import type { Message } from '../protocol/messages.ts';
import type { Kept } from './db-port.ts';
import type { Hole } from './gap.ts';
import type { Ask } from './port.ts';
import { answer } from './reply.ts';
import { entryId, keptRow, plainOf, roomOf } from './rows.ts';
import type { Asked, Room } from './state.ts';
import type { Turn } from './turn.ts';

/** Entries asked for at once. */
const pageSize = 200;

/** Lines before a place: those of the archive first. */
export function older(turn: Turn, n: number, { key }: Room, ask: Ask<'older'>): void {
  const { before } = ask;
  const limit = Math.min(Math.max(1, ask.limit), 1000);
  turn.do({ type: 'question', question: { ask: 'lines', n, room: key, before, limit } });
}

/** What the archive has of them; what a channel had before this device came is fetched, once an ask. */
export function onOlder(turn: Turn, asked: Asked, ask: Ask<'older'>, lines: readonly Kept[]): void {
  const room = roomOf(turn.state, ask.room);
  const hole = holeIn(lines, ask);
  const fetched = asked.fetched;
  const asks = hole && room?.kind === 'channel' && room.ready;
  if (asks && !fetched) return fetch(turn, asked, room, hole);
  // A page may fill only a part of a hole: what is behind the rest comes with the next ask.
  const cut = hole && fetched && !fetched.all ? lines.filter(({ seq }) => seq > hole.to) : lines;
  const whole = isWhole(room, cut, ask, fetched?.all === true);
  answer(turn, asked.n, { lines: cut.map((kept) => keptRow(turn.state, kept)), whole });
}

function isWhole(
  room: Room | undefined,
  lines: readonly Kept[],
  { limit, before }: Ask<'older'>,
  all: boolean,
): boolean {
  if (lines.length >= limit) return false;
  const first = lines[0]?.seq ?? before;
  return first <= 1 || all || room?.kind !== 'channel';
}

/** The newest entries that are missing before a place. */
function holeIn(lines: readonly Kept[], { before, limit }: Ask<'older'>): Hole | undefined {
  let next = before - 1;
  for (const { seq } of lines.toReversed()) {
    if (seq < next) return { from: seq + 1, to: next };
    next = Math.min(next, seq - 1);
  }
  return lines.length < limit && next > 0 ? { from: 1, to: next } : undefined;
}

function fetch(turn: Turn, asked: Asked, { key, low }: Room, hole: Hole): void {
  const { n } = asked;
  turn.state.asks.set(n, { ...asked, fetched: { all: true } });
  if (hole.to <= low) return again(turn, n, key);
  const room = Buffer.from(key, 'hex');
  turn.request(
    { type: 'fetch', room, before: hole.to + 1, limit: pageSize },
    { for: 'older', ask: n, room: key, ...hole },
  );
}

/**
 * They are kept like any other line; the archive is asked again when it has them. A page without the
 * newest that is missing gives no more of this hole: so every ask goes on, whatever a nuvem answers.
 */
export function onOlderPage(
  turn: Turn,
  { ask: n, room, from, to }: Hole & { readonly ask: number; readonly room: string },
  { entries, more }: Message<'page'>,
): void {
  const asked = turn.state.asks.get(n);
  if (asked?.ask.kind !== 'older') return;
  const fresh = entries.filter(({ seq }) => seq >= from && seq <= to);
  for (const entry of fresh) {
    const line = { ...entry, id: entryId(room, entry), room, body: new Uint8Array(entry.body) };
    turn.write({ do: 'archive', line: plainOf(line), own: false });
  }
  const goesOn = fresh.length === entries.length && fresh.some(({ seq }) => seq === to);
  const all = !more || !goesOn;
  turn.state.asks.set(n, { ...asked, fetched: { all } });
  again(turn, n, room);
}

/** It could not be had: what is here is the answer, and the next ask tries anew. */
export function onOlderRefused(turn: Turn, { ask: n }: { readonly ask: number }): void {
  const asked = turn.state.asks.get(n);
  if (asked?.ask.kind === 'older') answer(turn, n, { lines: [], whole: true });
}

function again(turn: Turn, n: number, room: string): void {
  const ask = turn.state.asks.get(n)?.ask;
  if (ask?.kind !== 'older') return;
  const { before } = ask;
  const limit = Math.min(Math.max(1, ask.limit), 1000);
  turn.after({ type: 'question', question: { ask: 'lines', n, room, before, limit } });
}
