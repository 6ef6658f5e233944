import type { Clock } from '../../base/clock.ts';

/** What the disk of files has left above what is to stay free. */
export interface Space {
  /** Whether so many bytes may be written now; if so they count as written. */
  readonly take: (bytes: number) => Promise<boolean>;
  /** The disk did not take what there seemed to be room for. */
  readonly full: () => void;
  /** Resolves when it is worth to ask again, or at once when the signal aborts. */
  readonly again: (signal: AbortSignal) => Promise<void>;
}

/** Others write to the same disk: after so much it is looked at again. */
const trusted = 64 * 1024 * 1024;
const pause = 1000;

export function newSpace(free: () => Promise<number>, floor: number, later: Clock['later']): Space {
  let left = 0;
  let looking: Promise<void> | undefined;

  async function look(): Promise<void> {
    try {
      left = Math.min(trusted, (await free()) - floor);
    } finally {
      looking = undefined;
    }
  }

  return {
    async take(bytes) {
      if (left < bytes) await (looking ??= look());
      if (left < bytes) return false;
      left -= bytes;
      return true;
    },
    full: () => void (left = 0),
    again: (signal) =>
      new Promise((resolve) => {
        if (signal.aborted) return resolve();
        const cancel = later(pause, () => {
          signal.removeEventListener('abort', stop);
          resolve();
        });
        function stop(): void {
          cancel();
          resolve();
        }
        signal.addEventListener('abort', stop, { once: true });
      }),
  };
}
