import type { Clock } from '../base/clock.ts';
import type { FileLine } from '../protocol/file-line.ts';

/** Without a byte in either way for so long, a line is a dead one, whatever its socket believes. */
const lookMs = 60_000;

/**
 * Ends a line on which nothing moves any more: a network that went away says so to nobody who only listens. `patience`
 * answers how many looks in a row may find that, now. Answers how to end this.
 */
export function endSilent(
  line: FileLine,
  later: Clock['later'],
  patience: () => number,
): () => void {
  let silent = 0;
  let before = -1;
  let cancel = later(lookMs, look);

  function look(): void {
    const now = line.received() - line.queued();
    silent = now === before ? silent + 1 : 0;
    before = now;
    if (silent >= patience()) return line.destroy();
    cancel = later(lookMs, look);
  }
  return () => cancel();
}
