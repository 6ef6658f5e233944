/** Who waits, the longest first. One timer for all of them: thousands may come in a second. */
export interface Patience<T> {
  readonly add: (waiting: T) => void;
  readonly delete: (waiting: T) => void;
  readonly all: () => Iterable<T>;
}

/** Whoever is not deleted within so many milliseconds is put out, and `putOut` is told. */
export function newPatience<T>(ms: number, putOut: (waiting: T) => void): Patience<T> {
  const since = new Map<T, number>();
  let timer: NodeJS.Timeout | undefined;

  function look(): void {
    timer = undefined;
    const now = performance.now();
    for (const [waiting, came] of since) {
      const left = came + ms - now;
      if (left > 0) {
        timer = setTimeout(look, left);
        return;
      }
      since.delete(waiting);
      putOut(waiting);
    }
  }

  return {
    add(waiting) {
      since.set(waiting, performance.now());
      timer ??= setTimeout(look, ms);
    },
    delete(waiting) {
      since.delete(waiting);
      if (since.size > 0) return;
      clearTimeout(timer);
      timer = undefined;
    },
    all: () => since.keys(),
  };
}
