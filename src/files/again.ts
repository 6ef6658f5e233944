import type { Clock } from '../base/clock.ts';

/** Full jitter below a ceiling that doubles. */
const shortest = 250;
const longest = 15_000;

export interface Again {
  /** Something came of it: the next time is soon. */
  readonly well: () => void;
  /** Waits, longer each time, or until it is given up. */
  readonly rest: (signal: AbortSignal) => Promise<void>;
}

export function newAgain(clock: Clock, random: () => number): Again {
  let ceiling = shortest;
  return {
    well: () => void (ceiling = shortest),
    rest(signal) {
      const wait = random() * ceiling;
      ceiling = Math.min(longest, ceiling * 2);
      return pause(clock, wait, signal);
    },
  };
}

function pause(clock: Clock, wait: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const over = (): void => {
      cancel();
      signal.removeEventListener('abort', over);
      resolve();
    };
    const cancel = clock.later(wait, over);
    signal.addEventListener('abort', over, { once: true });
  });
}
