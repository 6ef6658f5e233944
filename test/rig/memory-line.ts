import { longestBody, newCutter } from '../../src/protocol/frames.ts';
import type { Line, LineEvents } from '../../src/protocol/line.ts';
import { Malformed } from '../../src/protocol/malformed.ts';

/** One end of a line in memory, as the other end sees it. */
interface End {
  readonly line: Line;
  readonly take: (bytes: Buffer) => void;
  readonly stopped: () => boolean;
  readonly flush: () => void;
  readonly over: () => void;
}

/** When what was sent arrives, and how much of it at once. */
export interface Way {
  readonly turn: (what: 'bytes' | 'end', run: () => void) => void;
  /** Of so many bytes, from 1 to all. */
  readonly part: (bytes: number) => number;
}

const straight: Way = { turn: (_what, run) => void setImmediate(run), part: (bytes) => bytes };

/**
 * A connection without a network: real frames, sent once a turn, cut as a socket's are. An end that stops
 * reading leaves everything in the other end's queue.
 */
export function memoryLines(address: string, way = straight): readonly [Line, Line] {
  const ends: End[] = [];
  const one = newEnd(address, () => ends[1], way);
  const other = newEnd('nuvem', () => ends[0], way);
  ends.push(one, other);
  return [one.line, other.line];
}

function newEnd(address: string, peer: () => End | undefined, { turn, part }: Way): End {
  const state = { queued: 0, received: 0, due: false, paused: false, closing: false, over: false };
  let pieces: Buffer[] = [];
  let events: LineEvents | undefined;
  let feeding = false;

  const bound = { limit: longestBody };
  const cutter = newCutter(bound, (body) => {
    if (state.over || events?.body(body) === false) state.paused = true;
    return !state.paused;
  });

  function feed(bytes: Buffer): void {
    feeding = true;
    try {
      cutter.feed(bytes);
    } catch (fault) {
      if (!(fault instanceof Malformed)) throw fault;
      events?.malformed?.(fault);
      close();
    } finally {
      feeding = false;
    }
  }

  function take(bytes: Buffer): void {
    state.received += bytes.length;
    if (!state.closing) feed(bytes);
  }

  function flush(): void {
    state.due = false;
    if (state.over || peer()?.stopped()) return;
    if (pieces.length > 0) leave(Buffer.concat(pieces));
    if (state.closing && pieces.length === 0) destroy();
  }

  function leave(all: Buffer): void {
    const size = part(all.length);
    pieces = size < all.length ? [all.subarray(size)] : [];
    state.queued = all.length - size;
    if (state.queued > 0) schedule();
    peer()?.take(all.subarray(0, size));
    if (state.queued === 0) events?.drain();
  }

  function schedule(): void {
    if (state.due) return;
    state.due = true;
    turn('bytes', flush);
  }

  function close(): void {
    state.closing = true;
    schedule();
  }

  function destroy(): void {
    over();
    turn('end', () => peer()?.over());
  }

  function over(): void {
    if (state.over) return;
    state.over = true;
    turn('end', () => events?.end(undefined));
  }

  const line: Line = {
    address,
    get limit() {
      return bound.limit;
    },
    set limit(bytes) {
      bound.limit = bytes;
    },
    start(given) {
      events = given;
      state.paused = false;
      peer()?.flush();
    },
    send(frames) {
      if (state.over || state.closing) return;
      pieces.push(frames);
      state.queued += frames.length;
      schedule();
    },
    queued: () => state.queued,
    received: () => state.received,
    pause: () => void (state.paused = true),
    resume() {
      if (!state.paused || state.over) return;
      state.paused = false;
      if (!feeding) feed(Buffer.alloc(0));
      if (!state.paused) turn('bytes', () => peer()?.flush());
    },
    close,
    destroy,
  };
  return { line, take, flush, over, stopped: () => !events || (state.paused && !state.closing) };
}
