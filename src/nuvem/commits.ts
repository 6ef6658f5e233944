import { type Bucket, newBucket, take } from './bucket.ts';
import type { Settings } from './settings.ts';

/**
 * How often one device may move one room on: who commits without end lets nobody else speak there. Kept
 * in memory only.
 */
export interface Commits {
  /** 0: go on, and the commit counts; else the milliseconds to wait. */
  readonly next: (device: number, room: number) => number;
}

const remembered = 20_000;

export function newCommits(
  { commits, commitsPerMinute }: Pick<Settings, 'commits' | 'commitsPerMinute'>,
  now: () => number,
): Commits {
  const buckets = new Map<string, Bucket>();

  return {
    next(device, room) {
      const key = `${device} ${room}`;
      const bucket = buckets.get(key) ?? newBucket(commitsPerMinute / 60, commits, now());
      buckets.delete(key);
      buckets.set(key, bucket);
      if (buckets.size > remembered) buckets.delete(buckets.keys().next().value ?? key);
      const wait = take(bucket, 1, now());
      // What has to wait did not happen.
      if (wait > 0) bucket.level += 1;
      return wait;
    },
  };
}
