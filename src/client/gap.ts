import type { Kept } from './db-port.ts';
import { take } from './out.ts';
import { watch } from './receipts.ts';
import { toOf } from './rows.ts';
import { skipSealed, suspect } from './sealed/swept.ts';
import type { OutLine } from './state.ts';
import type { OpenRoom, Turn } from './turn.ts';

/** Entries that are missing, both ends included. */
export interface Hole {
  readonly from: number;
  readonly to: number;
}

/** What a room knows of what did not come. */
export interface Missing {
  /** How far the log of a room went at `sync`, and the last hole before that. */
  readonly due: number;
  readonly hole: Hole | undefined;
}

/**
 * Nobody can give these entries any more. It is told once, and the jump in seq stays to be seen. Own lines
 * among them were stored and are still here, so they take their places.
 */
export function skip(turn: Turn, room: OpenRoom, to: number): void {
  if (to <= room.cursor) return;
  let from = room.cursor + 1;
  const hole = { from, to };
  const isFair = skipSealed(turn, room, hole);
  room.cursor = to;
  turn.mark(room.key);
  for (const line of storedIn(room, { from, to })) {
    tell(turn, room, { from, to: line.seq - 1 });
    keep(turn, room, line);
    from = line.seq + 1;
  }
  tell(turn, room, { from, to });
  if (!isFair) suspect(turn, room, hole);
  endStored(turn, room);
}

const storedIn = ({ out }: OpenRoom, { from, to }: Hole): readonly OutLine[] =>
  [...out.values()]
    .filter(({ state, seq }) => state === 'stored' && seq >= from && seq <= to)
    .toSorted((one, other) => one.seq - other.seq);

function tell(turn: Turn, room: OpenRoom, hole: Hole): void {
  if (hole.from > hole.to) return;
  room.hole = hole;
  if (room.kind !== 'inbox')
    turn.tellAfter({ event: 'gap', room: toOf(turn.state, room), ...hole });
}

/** Its echo will not come: the line of the outbox is what is kept of it. */
function keep(turn: Turn, room: OpenRoom, line: OutLine): void {
  const { name: from, device } = turn.state;
  const { id, no, seq, at, body } = line;
  const kept: Kept = { id, room: room.key, seq, kind: 0, from, device, no, at, body };
  take(turn, room, line);
  turn.write({ do: 'archive', line: kept, own: true });
  watch(turn, room, id, seq);
}

/**
 * Own lines that the nuvem has and whose places are not known: when all that was in its log at `sync` has
 * come and they have not, they were in the hole. They get its last places.
 */
export function endStored(turn: Turn, room: OpenRoom): void {
  const { hole } = room;
  if (!hole || room.cursor < room.due) return;
  room.hole = undefined;
  const lines = [...room.out.values()].filter(({ state, seq }) => state === 'stored' && seq === 0);
  const before = hole.to - lines.length;
  if (before < hole.from - 1) return;
  for (const [place, line] of lines.entries())
    keep(turn, room, { ...line, seq: before + 1 + place });
}
