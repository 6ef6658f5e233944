import type { Socket } from 'node:net';

export interface Outgoing {
  readonly send: (frames: Buffer) => void;
  /** Bytes sent and not yet taken by the system. */
  readonly queued: () => number;
  /** Writes what is left, says goodbye, and takes no more. */
  readonly close: () => void;
}

/** How long a peer may take to fetch the last bytes of a socket that was closed. */
const farewellMs = 5000;

/**
 * Collects what one turn sends to a socket and writes it once: a write of TLS costs the same for one
 * frame as for a hundred. What comes while the system has not taken the last write is collected too.
 * `drained` is called each time everything has been taken by the system.
 */
export function newOutgoing(socket: Socket, drained: () => void): Outgoing {
  const pieces: Buffer[] = [];
  let waiting = 0;
  let closed = false;
  const slices = newSlices(socket, () => {
    if (waiting > 0) flush(newJoiner());
    else if (closed) socket.end();
    else drained();
  });

  function flush(joiner: Joiner): void {
    if (slices.isBusy() || waiting === 0) return;
    const { batch, size } = takeWrite(pieces, slices.most());
    waiting -= size;
    slices.write(joiner(batch, size));
  }

  return {
    send(frames) {
      if (closed || frames.length === 0) return;
      if (waiting === 0) atEndOfTurn(flush);
      waiting += frames.length;
      pieces.push(frames);
    },
    queued: () => waiting + slices.left(),
    close() {
      if (closed) return;
      closed = true;
      flush(newJoiner());
      if (!slices.isBusy()) socket.end();
      const timer = setTimeout(() => socket.destroy(), farewellMs);
      socket.once('close', () => clearTimeout(timer));
    },
  };
}

interface Slices {
  /** Only when it is not busy. */
  readonly write: (bytes: Buffer) => void;
  /** How much one write should be now. */
  readonly most: () => number;
  readonly isBusy: () => boolean;
  readonly left: () => number;
}

/**
 * TLS in Node keeps, as long as the socket lives, a buffer as large as the largest write it has seen. So
 * nothing is written at a time that is much larger than what this peer has taken before: one that is told
 * a lot once keeps little, one that is told a lot always gets it in large pieces.
 */
const largest = { atFirst: 8 * 1024, ever: 32 * 1024, part: 8 } as const;

/**
 * The pieces of the next write, at least one. What waits longer stays as it came: others wait for the same
 * pieces, and a join of all of them would be a copy for each.
 */
function takeWrite(
  pieces: Buffer[],
  most: number,
): { readonly batch: readonly Buffer[]; readonly size: number } {
  let count = 0;
  let size = 0;
  for (const { length } of pieces) {
    if (count > 0 && size + length > most) break;
    size += length;
    count += 1;
  }
  return { batch: pieces.splice(0, count), size };
}

function newSlices(socket: Socket, drained: () => void): Slices {
  let rest: Buffer = nothing;
  let busy = false;
  let taken = 0;
  const most = (): number =>
    Math.max(largest.atFirst, Math.min(largest.ever, Math.floor(taken / largest.part)));

  function write(bytes: Buffer): void {
    if (!socket.writable) return;
    const size = Math.min(bytes.length, most());
    rest = size === bytes.length ? nothing : bytes.subarray(size);
    busy = true;
    taken += size;
    socket.write(size === bytes.length ? bytes : bytes.subarray(0, size), written);
  }

  function written(fault?: Error | null): void {
    busy = false;
    if (fault) rest = nothing;
    else if (rest.length > 0) write(rest);
    else drained();
  }

  return { write, most, isBusy: () => busy, left: () => rest.length + socket.writableLength };
}

const nothing = Buffer.alloc(0);

type Joiner = (pieces: readonly Buffer[], size: number) => Buffer;
type Flush = (joiner: Joiner) => void;

/** One list and one wake-up for all sockets of the process: a wake-up per socket would cost more than it does. */
const dirty: Flush[] = [];

function atEndOfTurn(flush: Flush): void {
  if (dirty.push(flush) === 1) setImmediate(flushAll);
}

function flushAll(): void {
  const joiner = newJoiner();
  for (const flush of dirty.splice(0)) flush(joiner);
}

/** Many sockets often get the same frames in the same turn, so the last join is remembered within it. */
function newJoiner(): Joiner {
  let last: readonly Buffer[] = [];
  let whole: Buffer | undefined;
  return (pieces, size) => {
    const [only] = pieces;
    if (only && pieces.length === 1) return only;
    if (whole && same(pieces, last)) return whole;
    last = pieces;
    return (whole = Buffer.concat(pieces, size));
  };
}

const same = (some: readonly Buffer[], others: readonly Buffer[]): boolean =>
  some.length === others.length && some.every((piece, at) => piece === others[at]);
