import type { Message } from '../../protocol/messages.ts';
import type { Hole } from '../gap.ts';
import { notice } from '../notice.ts';
import { toOf } from '../rows.ts';
import type { Room, State } from '../state.ts';
import type { OpenRoom, Turn } from '../turn.ts';

/** What is known of how long the nuvem keeps lines, and of how long this device was away. */
export interface Keeping {
  /** For how long, by its own rule; 0 while it told of none. */
  readonly keep: number;
  /** When this device had all that there was in its sealed rooms, by its own clock; 0 when nobody knows. */
  readonly caughtUp: number;
}

const hour = 3_600_000;
const day = 24 * hour;
/** No nuvem keeps things for a shorter time than that. */
const shortest = day;
const places = { keep: 'keep', caughtUp: 'caught-up' } as const;

export const keepingIn = (meta: ReadonlyMap<string, string>, same: boolean): Keeping => ({
  keep: Number(meta.get(places.keep) ?? 0),
  caughtUp: same ? Number(meta.get(places.caughtUp) ?? 0) : 0,
});

/**
 * The nuvem tells its rule. That it keeps things for a shorter time than it said before is told; one that tells of no
 * rule any more is held to the last.
 */
export function onKeep(turn: Turn, { keep: rule = 0 }: Message<'welcome'>): void {
  if (rule === 0) return;
  const before = turn.state.keeping.keep;
  const keep = Math.max(shortest, rule);
  if (keep === before) return;
  turn.state.keeping = { ...turn.state.keeping, keep };
  turn.write({ do: 'meta', key: places.keep, value: String(keep) });
  if (keep < before) turn.tell(notice(['keep-shorter', inDays(keep), inDays(before)]));
}

const inDays = (ms: number): number => Math.round(ms / day);

/** In no sealed room yet, this device can have missed nothing there. */
export function nothingMissed(turn: Turn): void {
  if (turn.state.keeping.caughtUp > 0) return;
  for (const room of turn.state.rooms.values()) if (isIn(room)) return;
  caughtUpNow(turn);
}

function caughtUpNow(turn: Turn): void {
  turn.state.keeping = { ...turn.state.keeping, caughtUp: turn.wall };
  turn.write({ do: 'meta', key: places.caughtUp, value: String(turn.wall) });
}

/** Notes now and then that nothing is missing: what is missing later was said later. */
export function noteCaughtUp(turn: Turn): void {
  const { rooms, keeping, link } = turn.state;
  if (link.phase !== 'up' || turn.wall - keeping.caughtUp < hour) return;
  for (const room of rooms.values()) if (isBehind(room)) return;
  caughtUpNow(turn);
}

const isIn = ({ seal }: Room): boolean => seal.here?.state === 'in';
const isBehind = (room: Room): boolean =>
  isIn(room) && (room.want > room.cursor || room.durable < room.head);

/**
 * Entries of a sealed room will not come. What was said since this device last had everything may be swept once it is
 * older than the nuvem's rule; what its members say next shows whether more is missing than was swept. Answers whether
 * it may be so.
 */
export function skipSealed(turn: Turn, room: OpenRoom, hole: Hole): boolean {
  if (!isIn(room)) return true;
  const fair = isFair(turn.state, turn.wall);
  turn.write({ do: 'skip', room: room.key, ...hole, fair });
  if (fair) room.seal = { ...room.seal, swept: true };
  // Of older nuvems nobody knows the rule.
  return fair || turn.state.keeping.keep === 0;
}

const isFair = ({ keeping: { keep, caughtUp } }: State, wall: number): boolean =>
  keep > 0 && wall - caughtUp > keep - hour;

/** They are too young for that. */
export function suspect(turn: Turn, room: OpenRoom, { from: seq }: Hole): void {
  const told = { room: toOf(turn.state, room), seq, from: '' };
  turn.tellAfter({ event: 'suspicion', ...told, suspicion: { kind: 'swept' } });
}
