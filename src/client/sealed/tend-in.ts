import type { Room } from '../state.ts';
import type { Turn } from '../turn.ts';

/** Looks after the room in a while, unless that is to be sooner. */
export function tendIn(turn: Turn, { key }: Room, ms: number): void {
  const { tending } = turn.state;
  const at = turn.now + ms;
  if ((tending.get(key) ?? Infinity) <= at) return;
  tending.set(key, at);
  wake(turn);
}

/** When the next of the rooms is to be looked after. */
export function wake(turn: Turn): void {
  const next = Math.min(...turn.state.tending.values());
  if (Number.isFinite(next)) turn.timer('tend', Math.max(0, next - turn.now));
}
