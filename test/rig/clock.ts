import type { Clock } from '../../src/base/clock.ts';

/** A clock that stands still until a test moves it. */
export interface TestClock extends Clock {
  /** Moves on, running what falls due on the way, in order. */
  readonly advance: (ms: number) => void;
}

interface Due {
  readonly at: number;
  readonly run: () => void;
}

export function testClock(start = 1_760_000_000_000): TestClock {
  let passed = 0;
  const waiting = new Set<Due>();

  const next = (until: number): Due | undefined =>
    [...waiting].filter(({ at }) => at <= until).toSorted((a, b) => a.at - b.at)[0];

  return {
    now: () => start + passed,
    uptime: () => passed,
    later(ms, run) {
      const due = { at: passed + ms, run };
      waiting.add(due);
      return () => void waiting.delete(due);
    },
    advance(ms) {
      const until = passed + ms;
      for (let due = next(until); due; due = next(until)) {
        waiting.delete(due);
        passed = Math.max(passed, due.at);
        due.run();
      }
      passed = until;
    },
  };
}

/** The machine's clock, which keeps the process alive while something is to come; `end` cancels it all. */
export function heldClock(): Clock & { readonly end: () => void } {
  const timers = new Set<NodeJS.Timeout>();
  return {
    now: () => Date.now(),
    uptime: () => performance.now(),
    later(ms, run) {
      const timer = setTimeout(() => {
        timers.delete(timer);
        run();
      }, ms);
      timers.add(timer);
      return () => {
        clearTimeout(timer);
        timers.delete(timer);
      };
    },
    end() {
      for (const timer of timers) clearTimeout(timer);
    },
  };
}

/** A clock that knows of work for which it stands still. */
export interface EasyClock extends Clock {
  readonly during: <T>(work: Promise<T>) => Promise<T>;
  readonly end: () => void;
}

/** So much passes at once, and no faster than the event loop turns. */
const part = 50;

/**
 * A clock that runs ahead of the machine's while nobody works, and stands still while somebody does: how fast the
 * machine is decides nothing. It keeps the process alive until its end.
 */
export function easyClock(): EasyClock {
  const clock = testClock(Date.now());
  let working = 0;
  const timer = setInterval(() => void setImmediate(() => working > 0 || clock.advance(part)), 2);
  return {
    ...clock,
    async during(work) {
      working += 1;
      try {
        return await work;
      } finally {
        working -= 1;
      }
    },
    end: () => clearInterval(timer),
  };
}
