import type { FileWait } from '../protocol/file-wire.ts';
import type { Reason } from '../words/reason.ts';

/** What a nuvem says of why nothing moves. */
export interface Waits {
  /** False when it says no more than words. */
  readonly heard: (why: FileWait) => boolean;
  /** Something moved. */
  readonly moved: () => void;
}

/** So much is said of it while nothing moves. */
const mostWords = 64;

/** Tells what is new of it, and that is bounded: a nuvem could say it without end. */
export function newWaits(tell: (reason: Reason | undefined) => void): Waits {
  let words = 0;
  let last: FileWait | undefined;
  return {
    heard(why) {
      words += 1;
      if (words > mostWords) return false;
      if (why !== last) tell(reasonOf(why));
      last = why;
      return true;
    },
    moved: () => void (words = 0),
  };
}

function reasonOf(why: FileWait): Reason | undefined {
  if (why === 'going') return undefined;
  return why === 'edge' ? ['file-edge'] : ['file-nuvem-full'];
}
