/** A queue between who tells of events and one who reads them in a `for await`. */
export interface Queue<T> {
  readonly put: (item: T) => void;
  /** What is in it can still be read; then the reading ends. */
  readonly end: () => void;
  readonly items: AsyncIterable<T>;
}

/** `closed` is called once, when the reader left, the signal aborted, or the queue ended. */
export function newQueue<T>(signal?: AbortSignal, closed?: () => void): Queue<T> {
  const waiting: T[] = [];
  let over = false;
  let wake: (() => void) | undefined;

  function end(): void {
    if (over) return;
    over = true;
    signal?.removeEventListener('abort', end);
    closed?.();
    wake?.();
  }

  async function* read(): AsyncGenerator<T> {
    try {
      for (;;) {
        const item = waiting.shift();
        if (item !== undefined) yield item;
        else if (over) return;
        else await new Promise<void>((woken) => void (wake = woken));
      }
    } finally {
      end();
    }
  }

  if (signal?.aborted) queueMicrotask(end);
  else signal?.addEventListener('abort', end, { once: true });
  return {
    put(item) {
      if (over) return;
      waiting.push(item);
      wake?.();
    },
    end,
    items: read(),
  };
}

/** One who tells, many who read, each at their own pace. */
export interface Broadcast<T> {
  readonly put: (item: T) => void;
  readonly end: () => void;
  /** What is told from now on. */
  readonly items: (signal?: AbortSignal) => AsyncIterable<T>;
}

export function newBroadcast<T>(): Broadcast<T> {
  const queues = new Set<Queue<T>>();
  let over = false;
  return {
    put(item) {
      for (const queue of queues) queue.put(item);
    },
    end() {
      over = true;
      for (const queue of queues) queue.end();
    },
    items(signal) {
      const queue = newQueue<T>(signal, () => queues.delete(queue));
      if (over) queue.end();
      else queues.add(queue);
      return queue.items;
    },
  };
}
