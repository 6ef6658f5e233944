/** Who comes first is served first, so many at once. */
export interface Turns {
  /** Resolves with how to leave; undefined when it was given up before. */
  readonly enter: (signal: AbortSignal) => Promise<(() => void) | undefined>;
  /** Nobody would have to wait. */
  readonly isFree: () => boolean;
}

export function newTurns(most: number): Turns {
  const waiting = new Set<() => void>();
  let inside = 0;

  function leave(): void {
    inside -= 1;
    const [first] = waiting;
    if (!first) return;
    waiting.delete(first);
    inside += 1;
    first();
  }

  return {
    isFree: () => inside < most,
    enter(signal) {
      if (signal.aborted) return Promise.resolve(undefined);
      if (inside < most) {
        inside += 1;
        return Promise.resolve(once(leave));
      }
      return new Promise((resolve) => {
        const giveUp = (): void => {
          waiting.delete(come);
          resolve(undefined);
        };
        const come = (): void => {
          signal.removeEventListener('abort', giveUp);
          resolve(once(leave));
        };
        signal.addEventListener('abort', giveUp, { once: true });
        waiting.add(come);
      });
    },
  };
}

function once(act: () => void): () => void {
  let done = false;
  return () => {
    if (!done) act();
    done = true;
  };
}
