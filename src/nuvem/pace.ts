import { type Bucket, isRested, newBucket, take } from './bucket.ts';
import type { Settings } from './settings.ts';

/**
 * Token buckets: posts, bytes, and everything else. What is over the limit is not dropped:
 * the line is read again when the buckets allow it.
 */
export interface Pace {
  /** Takes the tokens of one message; answers how many milliseconds the line must rest now. */
  readonly charge: (what: 'post' | 'other', bytes: number, now: number, tokens?: number) => number;
  /** True once for each time that it became too fast. */
  readonly tooFast: () => boolean;
}

/** A bucket of bytes holds at least the largest frame twice, or it would never let one through smoothly. */
const leastBytes = 512 * 1024;

/** What a line takes from: its own until somebody logs in on it, then those of the account. */
export interface Buckets {
  readonly posts: Bucket;
  readonly frames: Bucket;
  readonly bytes: Bucket;
}

export const newBuckets = (settings: Settings, now: number): Buckets => ({
  posts: newBucket(settings.postsPerSecond, settings.postsBurst, now),
  frames: newBucket(settings.framesPerSecond, settings.framesBurst, now),
  bytes: newBucket(settings.bytesPerSecond, Math.max(settings.bytesPerSecond, leastBytes), now),
});

export function newPace({ posts, frames, bytes }: Buckets): Pace {
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
