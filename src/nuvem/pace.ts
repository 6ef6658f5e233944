import type { Settings } from './settings.ts';

/**
 * Token buckets of one line: posts, bytes, and everything else. What is over the limit is not dropped:
 * the line is read again when the buckets allow it.
 */
export interface Pace {
  /** Takes the tokens of one message; answers how many milliseconds the line must rest now. */
  readonly charge: (what: 'post' | 'other', bytes: number, now: number, tokens?: number) => number;
  /** True once for each time that it became too fast. */
  readonly tooFast: () => boolean;
}

interface Bucket {
  readonly perMs: number;
  readonly burst: number;
  level: number;
  at: number;
}

/** A bucket of bytes holds at least the largest frame twice, or it would never let one through smoothly. */
const leastBytes = 512 * 1024;

export function newPace(settings: Settings, now: number): Pace {
  const posts = newBucket(settings.postsPerSecond, settings.postsBurst, now);
  const frames = newBucket(settings.framesPerSecond, settings.framesBurst, now);
  const bytes = newBucket(
    settings.bytesPerSecond,
    Math.max(settings.bytesPerSecond, leastBytes),
    now,
  );
  let said = false;

  return {
    charge(what, size, at, tokens = 1) {
      const first = take(what === 'post' ? posts : frames, tokens, at);
      const wait = Math.max(first, take(bytes, size, at));
      if (wait === 0 && said && isRested(posts) && isRested(frames) && isRested(bytes))
        said = false;
      return wait;
    },
    tooFast() {
      if (said) return false;
      said = true;
      return true;
    },
  };
}

const newBucket = (perSecond: number, burst: number, at: number): Bucket => ({
  perMs: perSecond / 1000,
  burst,
  level: burst,
  at,
});

/** A clock that jumps back refills nothing; one that jumps ahead fills up to the burst. */
function take(bucket: Bucket, tokens: number, now: number): number {
  const rested = Math.max(0, now - bucket.at) * bucket.perMs;
  bucket.at = now;
  bucket.level = Math.min(bucket.burst, bucket.level + rested) - tokens;
  return bucket.level >= 0 ? 0 : Math.ceil(-bucket.level / bucket.perMs);
}

const isRested = ({ level, burst }: Bucket): boolean => level >= burst / 2;
