import type { Loaded, Waiting, Write } from './db-port.ts';
import { answerAfter } from './reply.ts';
import { outRow } from './rows.ts';
import type { Room, State } from './state.ts';
import type { Turn } from './turn.ts';

/*
 * A process may end behind the step in which a line failed, and before anybody heard of it. That a line failed is noted
 * in the same step, until it was told.
 */

const place = (id: string): string => `untold ${id}`;

const note = (id: string): Write => ({ do: 'meta', key: place(id), value: '1' });

/** Lines of which nobody was told: those of before, and those that fail as this process begins. */
export function untoldAt({ meta, waiting: before }: Loaded, waiting: readonly Waiting[]) {
  const failed = new Set(before.flatMap(({ id, state }) => (state === 'failed' ? [id] : [])));
  const now = waiting.filter(({ id, state }) => state === 'failed' && !failed.has(id));
  const ids = [...failed].filter((id) => meta.has(place(id)));
  const lines = new Map([...ids, ...now.map(({ id }) => id)].map((id) => [id, 0]));
  return { lines, writes: now.map(({ id }) => note(id)) };
}

/** It is told when the step that grows is on disk. */
export function notTold(turn: Turn, id: string): void {
  turn.state.untold.set(id, turn.state.next.n);
  turn.write(note(id));
}

/** What failed in a step that is on disk was told with it. */
export function wereTold(turn: Turn): void {
  const { untold, done } = turn.state;
  for (const [id, n] of untold) if (n > 0 && n <= done) forget(turn, id);
}

function forget(turn: Turn, id: string): void {
  turn.state.untold.delete(id);
  turn.write({ do: 'meta', key: place(id), value: '' });
}

/** Tells of them, once. */
export function tellUntold(turn: Turn, n: number): void {
  const { state } = turn;
  const rooms = [...state.rooms.values(), ...state.left.values()];
  const before = new Set([...state.untold].flatMap(([id, at]) => (at === 0 ? [id] : [])));
  const rows = before.size === 0 ? [] : rooms.flatMap((room) => failedIn(state, room, before));
  for (const id of before) forget(turn, id);
  answerAfter(turn, n, rows);
}

const failedIn = (state: State, room: Room, ids: ReadonlySet<string>) =>
  room.failed.filter(({ id }) => ids.has(id)).map((line) => outRow(state, room, line));
