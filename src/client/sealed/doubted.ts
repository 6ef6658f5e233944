import { notice } from '../notice.ts';
import { fail } from '../outbox.ts';
import { watch } from '../receipts.ts';
import type { OpenRoom, Turn } from '../turn.ts';
import { placeOf } from './log.ts';

/** A newer copy of these files sealed it. */
export function wasOldCopy(turn: Turn): void {
  if (turn.state.copied) return;
  turn.state.copied = true;
  turn.tell(notice(['was-old-copy']));
}

/** The log has what waited, though it was sealed by a newer copy of these files, or it has something else. */
export function settleDoubt(
  turn: Turn,
  room: OpenRoom,
  outcome: { readonly room: string; readonly seq: number; readonly isThat?: true },
): void {
  const place = placeOf(outcome);
  const line = turn.state.doubted.get(place);
  if (!line) return;
  turn.state.doubted.delete(place);
  if (outcome.isThat) watch(turn, room, line.id, outcome.seq);
  else fail(turn, room, line, 'not-in-log');
}
