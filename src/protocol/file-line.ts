import type { FileFrame } from './file-wire.ts';
import type { Malformed } from './malformed.ts';

/** What a file line tells its owner. Each is called from the turn in which it happened. */
export interface FileLineEvents {
  /** Answer false to have no more until `resume`. The bytes of a chunk are the owner's: see `giveBack`. */
  readonly frame: (frame: FileFrame) => boolean;
  /** What came in is no frame. Nothing more is read; a last word may be said. */
  readonly malformed: (fault: Malformed) => void;
  /** Called once, when the line is gone. `why` is for a log, or undefined when the peer left properly. */
  readonly end: (why: string | undefined) => void;
}

/**
 * A connection that carries the bytes of files, as nuvem and client see it. It keeps the chunk that is just
 * coming in, and what was sent and is not taken yet, and nothing else.
 */
export interface FileLine {
  readonly address: string;
  /** Frames with a longer body end the line. */
  limit: number;
  readonly start: (events: FileLineEvents) => void;
  /**
   * Sends a frame; `sent` is called when the system has taken it, and its memory may be used again. Wait for
   * it before more is sent than may be in memory. It is not called when the line ends before.
   */
  readonly send: (frame: Buffer, sent?: () => void) => void;
  /** Bytes sent and not yet taken by the system. */
  readonly queued: () => number;
  /** Bytes that ever came. */
  readonly received: () => number;
  /** The bytes of a chunk are not looked at any more: what comes next may lie where they were. */
  readonly giveBack: (bytes: Buffer) => void;
  readonly pause: () => void;
  readonly resume: () => void;
  /** Sends what is queued, then closes. */
  readonly close: () => void;
  /** Closes at once. */
  readonly destroy: () => void;
}
