import { type Bucket, newBucket, take } from './bucket.ts';
import { type Buckets, newBuckets } from './pace.ts';
import type { Settings } from './settings.ts';

/** What one account may use, however many sessions it has and however often it comes back. */
export interface Allowance {
  readonly buckets: Buckets;
  /** Takes what is about to be stored; else answers how many milliseconds until there is room again. */
  readonly store: (bytes: number, now: number) => number;
}

export interface Allowances {
  readonly of: (user: number, now: number) => Allowance;
}

const remembered = 20_000;
const dayInSeconds = 86_400;

/** Kept in memory, so that the way of a line costs the store nothing: a restart fills them all. */
export function newAllowances(settings: Settings): Allowances {
  const all = new Map<number, Allowance>();
  return {
    of(user, now) {
      const allowance = all.get(user) ?? newAllowance(settings, now);
      all.delete(user);
      all.set(user, allowance);
      if (all.size > remembered) all.delete(all.keys().next().value ?? user);
      return allowance;
    },
  };
}

function newAllowance(settings: Settings, now: number): Allowance {
  const { bytesPerDay } = settings;
  const stored = newBucket(bytesPerDay / dayInSeconds, bytesPerDay, now);
  return {
    buckets: newBuckets(settings, now),
    store: (bytes, at) => takeIfSome(stored, bytes, at),
  };
}

/** Who has something left may overdraw it with one message; who has nothing left takes nothing. */
function takeIfSome(bucket: Bucket, tokens: number, now: number): number {
  const wait = take(bucket, 0, now);
  if (wait === 0) bucket.level -= tokens;
  return wait;
}
