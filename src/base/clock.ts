import { performance } from 'node:perf_hooks';

/** Time as code takes it by parameter, so that a test brings its own. */
export interface Clock {
  /** Milliseconds since 1970, as the machine believes. */
  readonly now: () => number;
  /** Milliseconds that only go forward, whatever happens to the clock of the machine. */
  readonly uptime: () => number;
  /** Runs something later, once; answers how to cancel it. A wait keeps no process alive. */
  readonly later: (ms: number, run: () => void) => () => void;
}

export const realClock: Clock = {
  now: () => Date.now(),
  uptime: () => performance.now(),
  later(ms, run) {
    const timer = setTimeout(run, ms).unref();
    return () => clearTimeout(timer);
  },
};
