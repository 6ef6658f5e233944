import type { OpenRoom, Turn } from './turn.ts';

/** How long a room rests after a refusal that passes, when the nuvem does not say. */
const rest = 1000;

/** Nothing is said in the room for a while. */
export function pause(turn: Turn, room: OpenRoom, wait = rest): void {
  room.pausedUntil = Math.max(room.pausedUntil, turn.now + wait);
  turn.state.paused.add(room.key);
  wake(turn);
}

/** Rooms whose pause is over are looked at with this step; the others have their time. */
export function endPauses(turn: Turn): void {
  for (const key of turn.state.paused)
    if (endOf(turn, key) <= turn.now) turn.state.paused.delete(key);
  wake(turn);
}

/** One timer is for all of them: it is the next one's. */
function wake(turn: Turn): void {
  const next = Math.min(...[...turn.state.paused].map((key) => endOf(turn, key)));
  if (Number.isFinite(next)) turn.timer('pump', Math.max(0, next - turn.now));
}

const endOf = (turn: Turn, key: string): number => turn.room(key)?.pausedUntil ?? 0;
