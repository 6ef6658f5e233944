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
  /** Paint within a fifth of a second: for figures that change all the time. */
  readonly calm: () => void;
  readonly end: () => void;
}

const between = 1000 / 30;
const calmly = 200;

/** `turn` runs something at the end of this turn, as `setImmediate` does. */
export function newPace(
  clock: Clock,
  paint: () => void,
  turn: (run: () => void) => void = setImmediate,
): Pace {
  let painted = Number.NEGATIVE_INFINITY;
  let cancel: (() => void) | undefined;
  let due = Number.POSITIVE_INFINITY;
  let queued = false;
  let ended = false;

  function run(): void {
    cancel?.();
    cancel = undefined;
    due = Number.POSITIVE_INFINITY;
    queued = false;
    if (ended) return;
    painted = clock.uptime();
    paint();
  }

  function now(): void {
    if (queued || ended) return;
    queued = true;
    turn(run);
  }

  /** Not before so long after the last picture; what is due earlier stays so. */
  function after(rest: number): void {
    const at = painted + rest;
    if (queued || ended || due <= at) return;
    const wait = at - clock.uptime();
    if (wait <= 0) return now();
    cancel?.();
    due = at;
    cancel = clock.later(wait, run);
  }

  return {
    now,
    soon: () => after(between),
    calm: () => after(calmly),
    end() {
      ended = true;
      cancel?.();
      cancel = undefined;
    },
  };
}
