import type { Reason } from '../words/reason.ts';
import type { Write } from './db-port.ts';
import { notice } from './notice.ts';
import { roomRow } from './rows.ts';
import type { Effect, Room } from './state.ts';
import type { OpenState, Turn } from './turn.ts';

/** Past this much unwritten, nothing more is read from the nuvem until the disk has followed. */
const holdAbove = 8 * 1024 * 1024;
/** A disk that took nothing is asked again after this long. */
const again = 1000;

export const emptyBatch = (n: number): OpenState['next'] => ({
  n,
  writes: [],
  rooms: new Set(),
  after: [],
  echoes: new Map(),
  bytes: 0,
});

/** Ends a turn: one commit is under way at a time, and what grew meanwhile goes together into the next. */
export function flush(turn: Turn): void {
  if (!turn.state.flying) begin(turn);
  hold(turn);
}

function begin(turn: Turn): void {
  const { state } = turn;
  const batch = state.next;
  if (batch.writes.length === 0 && batch.rooms.size === 0) {
    if (batch.after.length === 0) return;
    state.next = emptyBatch(batch.n);
    for (const effect of batch.after) turn.do(effect);
    return;
  }
  batch.writes.push(...marksOf(turn, batch));
  state.flying = batch;
  state.next = emptyBatch(batch.n + 1);
  turn.do({ type: 'commit', writes: batch.writes });
}

function marksOf({ state }: Turn, batch: OpenState['next']): Write[] {
  const writes: Write[] = [];
  for (const key of batch.rooms) {
    const room = state.rooms.get(key);
    if (!room || room.draft) continue;
    const { cursor, acked, read } = room;
    writes.push({ do: 'marks', marks: { room: key, cursor, acked, read } });
  }
  return writes;
}

/** The batch is on disk: what waited for it is done. Answers the rooms whose cursor is durable now. */
export function committed(turn: Turn): readonly Room[] {
  const { state } = turn;
  const batch = state.flying;
  if (!batch) return [];
  state.flying = undefined;
  state.done = batch.n;
  for (const effect of batch.after) turn.do(asItIs(turn, effect));
  const moved: Room[] = [];
  for (const write of batch.writes) {
    if (write.do !== 'marks') continue;
    const room = turn.room(write.marks.room);
    if (!room || room.durable === write.marks.cursor) continue;
    room.durable = write.marks.cursor;
    moved.push(room);
  }
  return moved;
}

/** How a room is is told as it is now: while the batch was written it may have become another. */
function asItIs({ state }: Turn, effect: Effect): Effect {
  if (effect.type !== 'tell' || effect.event.event !== 'room') return effect;
  const room = state.rooms.get(effect.event.room.key);
  return room ? { type: 'tell', event: { event: 'room', room: roomRow(state, room) } } : effect;
}

/** Nothing of the batch is written; all of it is tried again, and nothing that depends on it happens. */
export function commitFailed(turn: Turn, reason: Reason): void {
  turn.tell(notice(['not-written', { because: reason }]));
  turn.timer('commit', again);
}

export function commitAgain(turn: Turn): void {
  const batch = turn.state.flying;
  if (batch) turn.do({ type: 'commit', writes: batch.writes });
}

function hold(turn: Turn): void {
  const { next, link } = turn.state;
  const on = next.bytes > holdAbove;
  if (on === link.paused) return;
  turn.setLink({ paused: on });
  turn.do({ type: 'hold', on });
}
