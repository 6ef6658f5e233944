import { Malformed } from './malformed.ts';

/** A message as it travels: a 4-byte big-endian length, then that many bytes of CBOR. */
export type Frame = Buffer & { readonly [framed]: true };
declare const framed: unique symbol;

export const headSize = 4;
/** The longest body that anybody may send. */
export const longestBody = 256 * 1024;
/** The longest body of a peer that has not logged in. */
export const longestStrangerBody = 16 * 1024;

/** Writes the length into the four bytes that `take(headSize)` left free. */
export function frameOf(taken: Buffer): Frame {
  taken.writeUInt32BE(taken.length - headSize);
  return taken as Frame;
}

export interface Cutter {
  /** Feeds bytes as the network sliced them; each whole body is handed over at once. Throws `Malformed`. */
  readonly feed: (chunk: Buffer) => void;
}

/** Bodies longer than this are refused before a byte of them is kept. */
export interface Bound {
  readonly limit: number;
}

/**
 * Cuts a byte stream into bodies. What is kept of an unfinished body grows with what really came, never
 * with what its header promises. `onBody` may return false to stop: the rest waits for the next `feed`.
 */
export function newCutter(bound: Bound, onBody: (body: Buffer) => boolean): Cutter {
  let kept = nothing;
  let size = 0;

  function keep(chunk: Buffer): void {
    if (size + chunk.length > kept.length) {
      const larger = Buffer.allocUnsafe(Math.max(2 * kept.length, size + chunk.length));
      kept.copy(larger, 0, 0, size);
      kept = larger;
    }
    size += chunk.copy(kept, size);
  }

  /** What is to be cut now: the chunk, with what was kept in front of it. */
  function joined(chunk: Buffer): Buffer {
    if (size === 0) return chunk;
    keep(chunk);
    const whole = kept.subarray(0, size);
    if (size < headSize) return nothing;
    const length = kept.readUInt32BE();
    if (length <= bound.limit && size < headSize + length) return nothing;
    kept = nothing;
    size = 0;
    return whole;
  }

  return {
    feed(chunk) {
      const bytes = joined(chunk);
      let at = 0;
      while (bytes.length - at >= headSize) {
        const length = bytes.readUInt32BE(at);
        if (length > bound.limit) throw new Malformed(`a frame of at most ${bound.limit} bytes`);
        const end = at + headSize + length;
        if (end > bytes.length) break;
        at = end;
        if (!onBody(bytes.subarray(end - length, end))) break;
      }
      if (at < bytes.length) keep(bytes.subarray(at));
    },
  };
}

const nothing = Buffer.alloc(0);
