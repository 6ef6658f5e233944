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
  let queued = false;
  let ended = false;
  const due = newDue(clock, run);

  function run(): void {
    due.drop();
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
  /** Not before so long after the last picture. */
  function after(rest: number): void {
    if (queued || ended) return;
    if (painted + rest <= clock.uptime()) now();
    else due.by(painted + rest);
  }

  return {
    now,
    soon: () => after(between),
    calm: () => after(calmly),
    end() {
      ended = true;
      due.drop();
    },
  };
}

/** Something that is done once, at the earliest of the times at which it is wanted. */
function newDue({ later, uptime }: Clock, run: () => void) {
  let cancel = (): void => {};
  let due = Number.POSITIVE_INFINITY;
  const drop = (): void => {
    cancel();
    due = Number.POSITIVE_INFINITY;
  };
  return {
    drop,
    by(at: number): void {
      if (due <= at) return;
      drop();
      due = at;
      cancel = later(at - uptime(), run);
    },
  };
}
