/** Tokens that come back with time. It may be overdrawn: what is too much is waited for, not dropped. */
export interface Bucket {
  readonly perMs: number;
  readonly burst: number;
  level: number;
  at: number;
}

export const newBucket = (perSecond: number, burst: number, at: number): Bucket => ({
  perMs: perSecond / 1000,
  burst,
  level: burst,
  at,
});

/**
 * Answers how many milliseconds it takes until nothing is owed any more. A clock that jumps back refills nothing; one that jumps ahead fills up to the burst.
 */
export function take(bucket: Bucket, tokens: number, now: number): number {
  const rested = Math.max(0, now - bucket.at) * bucket.perMs;
  bucket.at = now;
  bucket.level = Math.min(bucket.burst, bucket.level + rested) - tokens;
  return bucket.level >= 0 ? 0 : Math.ceil(-bucket.level / bucket.perMs);
}

export const isRested = ({ level, burst }: Bucket): boolean => level >= burst / 2;
