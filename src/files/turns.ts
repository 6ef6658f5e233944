/** Who comes first is served first, so many at once. */
export interface Turns {
  /** Resolves with how to leave; undefined when it was given up before. */
  readonly enter: (signal: AbortSignal) => Promise<(() => void) | undefined>;
  /** Nobody would have to wait. */
  readonly isFree: () => boolean;
  /** Of one who can do without its turn for now: runs when others need it, unless what this answers is called before. */
  readonly onWanted: (run: () => void) => () => void;
}

export function newTurns(most: number): Turns {
  const waiting = new Set<() => void>();
  const idlers = newIdlers(() => waiting.size > 0);
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
    onWanted: idlers.add,
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
        idlers.ask();
      });
    },
  };
}

/** Those who can do without their turn: the one that has been idle longest goes first. */
function newIdlers(isNeeded: () => boolean): {
  readonly add: Turns['onWanted'];
  readonly ask: () => void;
} {
  const idle = new Set<() => void>();

  function ask(): void {
    const [first] = idle;
    if (!first || !isNeeded()) return;
    idle.delete(first);
    first();
  }
  return {
    ask,
    add(run) {
      const give = (): void => run();
      idle.add(give);
      ask();
      return () => void idle.delete(give);
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
