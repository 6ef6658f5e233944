import { emptyRoom, asWritten, noSeal } from './room.ts';
import type { Room } from './state.ts';
import type { Turn } from './turn.ts';

/** Rooms that were ours once, and of which is remembered where this device stood. */
export const mostFormer = 8000;

/** The room is this person's no more; when it is again, it goes on where it was left. */
export function becomeLeft(turn: Turn, room: Room): void {
  const { key, cursor, acked, read } = room;
  turn.drop(room);
  keepLeft(turn, room);
  const marks = { room: key, cursor, acked, read };
  turn.state.former.set(key, marks);
  turn.write({ do: 'marks', marks });
  if (turn.state.former.size > mostFormer) forgetOne(turn);
}

/** Its lines stay, and can be read under its name; those that failed, too. */
function keepLeft(turn: Turn, room: Room): void {
  if (room.kind === 'inbox') return turn.write({ do: 'room-gone', room: room.key });
  const { key, kind, name, role, topic, sealed } = room;
  const kept = { key, kind, name, role, members: 0, topic, sealed, request: false, from: '' };
  const seal = { ...noSeal(), here: room.seal.here };
  const { cursor, title, failed } = room;
  const left = { ...emptyRoom({ ...kept, draft: false }), cursor, title, failed };
  turn.write({ do: 'left', room: asWritten(turn.state, { ...kept, draft: false }) });
  turn.state.left.set(key, { ...left, seal });
}

/** The oldest in which nothing was ever written from here, else the oldest: its numbers matter least. */
function forgetOne(turn: Turn): void {
  const { former } = turn.state;
  const [oldest] = former.keys();
  const room = [...former.values()].find(({ acked }) => acked === 0)?.room ?? oldest;
  if (room === undefined) return;
  former.delete(room);
  turn.state.left.delete(room);
  turn.write({ do: 'forget', room });
}
