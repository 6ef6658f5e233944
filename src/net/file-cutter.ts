import { type FileFrame, parseFileFrame } from '../protocol/file-wire.ts';
import { type Bound, headSize } from '../protocol/frames.ts';
import { Malformed } from '../protocol/malformed.ts';

export interface FileCutter {
  /**
   * Takes bytes as the network sliced them, up to the frame at which its owner wants no more; answers how
   * many were taken. Throws `Malformed`. Nothing of these bytes is kept: what it needs of them is copied.
   */
  readonly feed: (bytes: Buffer) => number;
  readonly giveBack: (bytes: Buffer) => void;
}

/** Memory for so many chunks is kept for the next ones. */
const spares = 4;
/** Shorter bodies are not worth it. */
const worthKeeping = 64 * 1024;

/**
 * Cuts a byte stream into frames of files. A chunk is copied once, to where it stays: memory that is used
 * again when its owner gave it back. It is taken when the head of a frame within the bound has come, so that
 * whoever may not send chunks yet is held to a bound without them.
 */
export function newFileCutter(bound: Bound, onFrame: (frame: FileFrame) => boolean): FileCutter {
  const head = Buffer.alloc(headSize);
  const memory = newMemory();
  let target: Buffer = head;
  let size = 0;

  /** The target is full: a head is followed by its body, which is followed by a head. */
  function filled(): boolean {
    const whole = target;
    size = 0;
    target = whole === head ? memory.take(lengthIn(head, bound.limit)) : head;
    return whole === head || onFrame(parseFileFrame(whole));
  }

  return {
    feed(bytes) {
      let at = 0;
      while (at < bytes.length) {
        const copied = bytes.copy(target, size, at);
        at += copied;
        size += copied;
        if (size === target.length && !filled()) break;
      }
      return at;
    },
    giveBack: memory.giveBack,
  };
}

function lengthIn(head: Buffer, limit: number): number {
  const length = head.readUInt32BE();
  if (length === 0 || length > limit) throw new Malformed(`a frame of at most ${limit} bytes`);
  return length;
}

interface Memory {
  readonly take: (length: number) => Buffer;
  readonly giveBack: (bytes: Buffer) => void;
}

function newMemory(): Memory {
  const spare: Buffer[] = [];
  return {
    take(length) {
      const kept = length < worthKeeping ? undefined : spare.pop();
      if (kept && kept.length >= length) return kept.subarray(0, length);
      return Buffer.allocUnsafeSlow(length);
    },
    giveBack({ buffer }) {
      if (spare.length < spares && buffer.byteLength >= worthKeeping)
        spare.push(Buffer.from(buffer as ArrayBuffer));
    },
  };
}
