import type { Settings } from './settings.ts';
import { longestWait } from './wait.ts';

/**
 * Slows guessing down, and who logs in again and again. What it answers are milliseconds to wait, said to the peer at once: nothing is
 * held while somebody waits. A place is an address prefix, or a device that proved itself: what others
 * do from elsewhere never delays it, so nobody can lock somebody else out.
 */
export interface Throttle {
  /** 0: go on, and this try counts as failed until `loggedIn` says otherwise. */
  readonly login: (name: string, place: string) => number;
  readonly loggedIn: (name: string, place: string) => void;
  /** 0: go on; `take` counts it as an account made. */
  readonly registration: (place: string, take: boolean) => number;
  /** Whether a failed log-in is still worth a row of the activity log, and how many were not since the last. */
  readonly worthTelling: () => { readonly skipped: number } | undefined;
}

const shortest = 1000;
const forgotten = 15 * 60_000;
const hour = 3_600_000;
const remembered = 20_000;
const told = { atOnce: 100, every: 10_000 };

interface Tries {
  failed: number;
  last: number;
}

export function newThrottle(
  limits: Pick<Settings, 'freeLogins' | 'logins' | 'registrations'>,
  now: () => number,
): Throttle {
  return {
    ...newTries(limits, now),
    registration: newBuckets(limits.registrations, now),
    worthTelling: newTelling(now),
  };
}

function newTries(
  { freeLogins, logins }: Pick<Settings, 'freeLogins' | 'logins'>,
  now: () => number,
): Pick<Throttle, 'login' | 'loggedIn'> {
  // Only who knows the password takes from these, so nobody else empties them.
  const right = newBuckets(logins, now);
  const tries = new Map<string, Tries>();
  return {
    login(name, place) {
      const at = now();
      const key = `${name} ${place}`;
      const before = tries.get(key);
      const known = before && at - before.last < forgotten ? before : { failed: 0, last: at };
      // A clock that was set back must not lengthen the wait.
      known.last = Math.min(known.last, at);
      const wait = known.last + delay(known.failed - freeLogins) - at;
      if (wait > 0) return wait;
      const often = right(key, false);
      if (often === 0) touch(tries, key, { failed: known.failed + 1, last: at });
      return often;
    },
    loggedIn(name, place) {
      tries.delete(`${name} ${place}`);
      right(`${name} ${place}`, true);
    },
  };
}

/** 0: go on; `take` counts it. So many at once, and then per hour. */
function newBuckets(perHour: number, now: () => number): Throttle['registration'] {
  const made = new Map<string, Bucket>();
  return (place, take) => {
    const at = now();
    const bucket = made.get(place) ?? newBucket(perHour, hour / perHour, at);
    const wait = bucket.wait(at);
    if (wait === 0 && take) {
      bucket.take();
      touch(made, place, bucket);
    }
    return wait;
  };
}

function newTelling(now: () => number): Throttle['worthTelling'] {
  const bucket = newBucket(told.atOnce, told.every, now());
  let skipped = 0;
  return () => {
    if (bucket.wait(now()) > 0) {
      skipped += 1;
      return undefined;
    }
    bucket.take();
    const answer = { skipped };
    skipped = 0;
    return answer;
  };
}

const delay = (over: number): number =>
  over < 0 ? 0 : Math.min(shortest * 2 ** over, longestWait);

interface Bucket {
  /** Fills up to now; 0, or how long until there is one more. */
  readonly wait: (at: number) => number;
  readonly take: () => void;
}

function newBucket(size: number, every: number, start: number): Bucket {
  let left = size;
  let filled = start;
  return {
    wait(at) {
      // A clock set back must not stop the filling for as long as it was set back.
      const passed = Math.max(0, at - filled);
      left = Math.min(size, left + passed / every);
      filled = at;
      return left >= 1 ? 0 : Math.ceil((1 - left) * every);
    },
    take: () => void (left -= 1),
  };
}

/** Last touched is last forgotten; never more than `remembered`. */
function touch<T>(map: Map<string, T>, key: string, value: T): void {
  map.delete(key);
  map.set(key, value);
  if (map.size <= remembered) return;
  for (const oldest of map.keys()) {
    map.delete(oldest);
    return;
  }
}
