import type { ClientEvent } from './port.ts';

/** One who tells, many who read, each at their own pace. */
export interface Broadcast {
  readonly put: (event: ClientEvent) => void;
  /** What waits can still be read; then the reading ends. */
  readonly end: () => void;
  /** What is told from now on. */
  readonly items: (signal?: AbortSignal) => AsyncIterable<ClientEvent>;
}

export function newBroadcast(): Broadcast {
  const queues = new Set<Queue>();
  let over = false;
  return {
    put(event) {
      for (const queue of queues) queue.put(event);
    },
    end() {
      over = true;
      for (const queue of queues) queue.end();
    },
    items(signal) {
      const queue = newQueue(signal, () => queues.delete(queue));
      if (over) queue.end();
      else queues.add(queue);
      return queue.items;
    },
  };
}

/** More than about this many bytes do not wait for a reader. */
const most = 8 * 1024 * 1024;
/** What an event takes beside its text. */
const each = 400;

interface Queue {
  readonly put: (event: ClientEvent) => void;
  readonly end: () => void;
  readonly items: AsyncIterable<ClientEvent>;
}

/** `closed` is called once, when the reader left, the signal aborted, or the queue ended. */
function newQueue(signal: AbortSignal | undefined, closed: () => void): Queue {
  const waiting = newPile();
  let over = false;
  let wake: (() => void) | undefined;

  function end(): void {
    if (over) return;
    over = true;
    signal?.removeEventListener('abort', end);
    closed();
    wake?.();
  }

  async function* read(): AsyncGenerator<ClientEvent> {
    try {
      for (;;) {
        const events = waiting.take();
        // To yield nothing takes a moment too, in which somebody may put something.
        if (events.length > 0) yield* events;
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
    put(event) {
      if (over) return;
      waiting.put(event);
      wake?.();
    },
    end,
    items: read(),
  };
}

/** What nobody has read yet, up to a size. */
function newPile() {
  let events: ClientEvent[] = [];
  let size = 0;
  return {
    put(event: ClientEvent): void {
      events.push(event);
      size += sizeOf(event);
      if (size <= most) return;
      events = remembered(events);
      size = events.reduce((sum, kept) => sum + sizeOf(kept), 0);
    },
    take(): readonly ClientEvent[] {
      const taken = events;
      events = [];
      size = 0;
      return taken;
    },
  };
}

/** Without this a reader would never learn of it. */
const unasked: ReadonlySet<ClientEvent['event']> = new Set(['notice', 'restored', 'key-changed']);
/** So many of those are remembered. */
const mostUnasked = 100;

/** A reader who is too slow is told to look again instead, and what cannot be looked up. */
function remembered(events: readonly ClientEvent[]): ClientEvent[] {
  const link = events.findLast(({ event }) => event === 'link');
  const kept = events.filter(({ event }) => unasked.has(event)).slice(-mostUnasked);
  return [...kept, ...(link ? [link] : []), { event: 'missed' }];
}

function sizeOf(event: ClientEvent): number {
  if (event.event === 'notice') return each + event.text.length;
  if (event.event === 'file') return each + (event.file.preview?.length ?? 0);
  if (event.event !== 'line') return each;
  const { content } = event.line;
  return each + ('text' in content ? 2 * (content.text?.length ?? 0) : 0);
}
