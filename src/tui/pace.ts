import type { Clock } from '../base/clock.ts';

/**
 * When to paint. A key is answered in the turn in which it came; what comes from the network is gathered,
 * so that a flood costs thirty pictures a second and no more.
 */
export interface Pace {
  /** Paint at the end of this turn: somebody is waiting for it. */
  readonly now: () => void;
  /** Paint within a thirtieth of a second. */
  readonly soon: () => void;
  readonly end: () => void;
}

const between = 1000 / 30;

/** `turn` runs something at the end of this turn, as `setImmediate` does. */
export function newPace(
  clock: Clock,
  paint: () => void,
  turn: (run: () => void) => void = setImmediate,
): Pace {
  let painted = Number.NEGATIVE_INFINITY;
  let cancel: (() => void) | undefined;
  let queued = false;
  let ended = false;

  function run(): void {
    cancel?.();
    cancel = undefined;
    queued = false;
    if (ended) return;
    painted = clock.uptime();
    paint();
  }

  return {
    now() {
      if (queued || ended) return;
      queued = true;
      turn(run);
    },
    soon() {
      if (queued || ended || cancel) return;
      const wait = painted + between - clock.uptime();
      if (wait <= 0) this.now();
      else cancel = clock.later(wait, run);
    },
    end() {
      ended = true;
      cancel?.();
      cancel = undefined;
    },
  };
}
