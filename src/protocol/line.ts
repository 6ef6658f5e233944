import type { Frame } from './frames.ts';
import type { Malformed } from './malformed.ts';

/** What a line tells its owner. Each is called from the turn in which it happened. */
export interface LineEvents {
  /** A whole body, not parsed yet. Answer false to have no more until `resume`. */
  readonly body: (body: Buffer) => boolean;
  /** Everything sent so far has left this process. Called each time the queue becomes empty. */
  readonly drain: () => void;
  /** What came in is no frame. The line closes by itself afterwards; a last word may be sent before. */
  readonly malformed?: (fault: Malformed) => void;
  /** Called once, when the line is gone. `why` is for a log, or undefined when the peer left properly. */
  readonly end: (why: string | undefined) => void;
}

/** A connection as both cores see it: frames out, bodies in. `net` makes them of sockets. */
export interface Line {
  /** Where the peer is; behind a trusted proxy, what the proxy said. */
  readonly address: string;
  /** Bodies longer than this end the line. */
  limit: number;
  /** Starts handing over what comes in. */
  readonly start: (events: LineEvents) => void;
  /** Queues frames for this turn; all that was queued in a turn leaves in one write. */
  readonly send: (frames: Buffer | Frame) => void;
  /** Bytes queued and not yet taken by the system. */
  readonly queued: () => number;
  /** Bytes that ever came, whole bodies or not: a peer whose count stands still is silent. */
  readonly received: () => number;
  readonly pause: () => void;
  readonly resume: () => void;
  /** Sends what is queued, then closes. */
  readonly close: () => void;
  /** Closes at once. */
  readonly destroy: () => void;
}
