import type { Message } from '../protocol/messages.ts';
import type { Kept } from './db-port.ts';
import { fetchUpTo } from './fetching.ts';
import { put } from './out.ts';
import { enqueue, highest, moveOf, renumber, settle } from './outbox.ts';
import { levelOf } from './receipts.ts';
import { nothingTold } from './room.ts';
import { roomRow } from './rows.ts';
import { resend } from './sealed/commit-fate.ts';
import { forgetAhead } from './sealed/sync.ts';
import type { Event, State } from './state.ts';
import type { OpenRoom, Turn } from './turn.ts';

/** Entries compared at a time, from the newest back. */
const pageSize = 100;

/**
 * The nuvem went back to an older state. Its log and ours are the same up to some entry: that one is
 * searched for from the end, and from there on the nuvem's word is received anew.
 */
export function searchBack(turn: Turn, room: OpenRoom, mark: number, head: number): void {
  const { state } = turn;
  if (![...state.rooms.values()].some(({ search }) => search)) state.restoredTo = 0;
  room.search = { mark };
  room.want = 0;
  look(turn, room, Math.min(room.cursor, head) + 1);
}

function look(turn: Turn, room: OpenRoom, before: number): void {
  if (before <= 1) return meet(turn, room, 0);
  turn.request(
    { type: 'fetch', room: Buffer.from(room.key, 'hex'), before, limit: pageSize },
    { for: 'search', room: room.key, before },
  );
}

/** Each page lies before the one compared last, so the search ends, whatever a nuvem answers. */
export function onSearchPage(
  turn: Turn,
  { room: key, before }: { readonly room: string; readonly before: number },
  page: Message<'page'>,
): void {
  const room = turn.room(key);
  if (!room?.search) return;
  const entries = page.entries.filter(({ seq }) => seq < before);
  const oldest = entries[0]?.seq;
  // Nothing older is kept there: what is here and older cannot be compared any more, and stays.
  if (oldest === undefined) return meet(turn, room, Math.max(0, room.low));
  const facts = entries.map(({ seq, device, no, at }) => ({ seq, device, no, at }));
  // What was received just before counts as well, so it is on disk first.
  turn.after({
    type: 'question',
    question: { ask: 'same', n: turn.state.link.n, room: key, facts, oldest },
  });
}

/** The newest entry that is common tells how far the nuvem's copy reached at least. */
export function onCompared(
  turn: Turn,
  { room: key, same, at, oldest }: Omit<Extract<Event, { type: 'compared' }>, 'type' | 'n'>,
): void {
  const room = turn.room(key);
  if (!room?.search) return;
  turn.state.restoredTo = Math.max(turn.state.restoredTo, at);
  if (same > 0) meet(turn, room, same);
  else look(turn, room, oldest);
}

/** The last common entry is found. */
function meet(turn: Turn, room: OpenRoom, seq: number): void {
  const { state } = turn;
  goBack(turn, room, { seq, mark: room.search?.mark ?? 0 });
  state.busy.add(room.key);
  if (state.link.phase === 'up') resend(turn, room);
  if (room.head > seq) fetchUpTo(turn, room, room.head);
  finishSearch(turn);
}

/**
 * A conversation with somebody that is younger than the nuvem's backup: under the same key it is opened anew by who has
 * something to say next, and what was said there lies before that.
 */
export function becomeDraft(turn: Turn, room: OpenRoom): void {
  const { state } = turn;
  const { key, kind, name, role, topic, members, sealed } = room;
  state.fetching.delete(key);
  state.early.delete(key);
  room.head = room.low = room.want = 0;
  room.told = nothingTold;
  goBack(turn, room, { seq: 0, mark: 0 });
  const same = { key, kind, name, role, topic, members, sealed };
  turn.become(room, { ...same, request: false, from: '', draft: true });
  turn.write({ do: 'room', room: { ...same, request: false, from: '', draft: true } });
  turn.tellAfter({ event: 'room', room: roomRow(state, room) });
}

interface Met {
  readonly seq: number;
  readonly mark: number;
}

/** What waits gets numbers from the nuvem's mark on; what it lost is offered. */
function goBack(turn: Turn, room: OpenRoom, { seq, mark }: Met): void {
  const { state } = turn;
  const isOther = mark > highest(room);
  room.search = undefined;
  turn.write({ do: 'went-back', room: room.key, seq, mark, device: state.device });
  forgetAhead(turn, room, { seq, mark });
  room.cursor = seq;
  room.due = room.head;
  room.hole = undefined;
  // What was to be read before anything is sealed is read, or forgotten.
  room.unsure = Math.min(room.unsure, room.head);
  room.durable = Math.min(room.durable, seq);
  room.ackTold = Math.min(room.ackTold, seq);
  for (const [id, own] of room.own) if (own > seq) room.own.delete(id);
  room.said = Math.min(room.said, seq);
  room.acked = mark;
  // The nuvem may have a line whose echo was not here yet: it comes again, with its number, and ends the wait.
  for (const line of room.out.values()) {
    const is = line.no <= mark && !isOther ? 'stored' : 'waiting';
    put(turn, room, { ...line, sent: false, seq: 0, state: is });
    turn.write(moveOf({ ...line, seq: 0, state: is }));
  }
  room.read = Math.min(room.read, seq);
  room.receipts = new Map(
    [...room.receipts].map(([name, seen]) => [
      name,
      { delivered: Math.min(seen.delivered, seq), read: Math.min(seen.read, seq) },
    ]),
  );
  room.level = levelOf(room);
  turn.mark(room.key);
  settle(turn, room);
  renumber(turn, room);
}

/** Another incarnation than the one that was compared with last: the nuvem was restored from a backup. */
export const isRestored = ({
  incarnation,
  newIncarnation,
}: Pick<State, 'incarnation' | 'newIncarnation'>): boolean =>
  newIncarnation !== incarnation && incarnation !== '';

/**
 * When every room was told, and has met: the new incarnation holds, and the own lines that are missing are counted.
 * Before, those to come would not be compared.
 */
export function finishSearch(turn: Turn): void {
  const { state } = turn;
  const isOther = isRestored(state);
  if (isOther && state.link.phase !== 'up') return;
  for (const room of state.rooms.values()) if (room.search) return;
  if (isOther) {
    state.incarnation = state.newIncarnation;
    turn.write({ do: 'meta', key: 'incarnation', value: state.incarnation });
  }
  turn.write({ do: 'meta', key: restoredTo, value: String(state.restoredTo) });
  turn.after({ type: 'question', question: { ask: 'lost', n: undefined } });
}

/** Where it is kept for as long as lines are offered. */
export const restoredTo = 'restored-to';

/** The own lines that the nuvem lost: told, or sent again when somebody said so. */
export function onLost(turn: Turn, lines: readonly Kept[], ask: number | undefined): void {
  turn.state.lost = lines.length;
  if (ask === undefined) {
    const at = turn.state.restoredTo > 0 ? turn.state.restoredTo : turn.wall;
    turn.tell({ event: 'restored', at, lines: lines.length });
    return;
  }
  turn.write({ do: 'found' });
  turn.state.lost = 0;
  for (const { id, room: key, body } of lines) {
    const room = turn.room(key);
    if (room && !turn.state.lines.has(id)) enqueue(turn, room, { id, at: turn.wall, body });
  }
  turn.state.asks.delete(ask);
  turn.after({ type: 'answer', ask, value: undefined });
}
