import type { Reason } from '../words/reason.ts';

/** A way on which the sealed chunks of one file come, in order, from the one asked for on. */
export interface Inflow extends AsyncDisposable {
  readonly by: 'direct' | 'nuvem';
  /** The next one, good until it is asked for another; undefined when none comes on this way any more. */
  readonly next: () => Promise<Buffer | undefined>;
  /** So many, from the first on, are on our disk to stay. */
  readonly kept: (count: number) => void;
}

/** What is asked of a way. */
export interface Wanted {
  /** 16 bytes, and the 32 of the file's key. */
  readonly id: Uint8Array;
  readonly key: Uint8Array;
  /** The device that asks. */
  readonly device: number;
  /** Plain bytes of the whole file. */
  readonly size: number;
  /** The first chunk that is missing. */
  readonly from: number;
  readonly signal: AbortSignal;
  /** Why nothing comes for now; undefined when it goes on. */
  readonly waits: (reason: Reason | undefined) => void;
}

/** A chunk as it goes over a socket: a whole frame. Its bytes are used again once it was given back. */
export interface Frame {
  readonly index: number;
  readonly bytes: Buffer;
  readonly free: () => void;
}

/** The sealed chunks of one file that goes out, in order. Each reader has a flow of its own. */
export interface Outflow extends AsyncDisposable {
  /** Undefined behind the last one. Throws `Changed` when the file is not what it was. */
  readonly next: () => Promise<Frame | undefined>;
}

/** The file that is sent is another one by now. */
export class Changed extends Error {
  override readonly name = 'Changed';
}

/** A file that may be fetched from this machine by those who have its key. */
export interface Offered {
  readonly id: Uint8Array;
  readonly key: Uint8Array;
  /** Plain bytes. */
  readonly size: number;
  readonly flow: (from: number) => Promise<Outflow>;
  /** So many chunks are on the other's disk to stay. */
  readonly kept: (count: number) => void;
  /** Somebody begins to fetch it here, or ends; `isOnly`: nobody else is to have it. */
  readonly served: (count: 1 | -1, isOnly: boolean) => void;
}

/** The direct ways of this machine, both ends of them. */
export interface Direct extends AsyncDisposable {
  /** Answers how to withdraw it. */
  readonly offer: (file: Offered) => () => Promise<void>;
  /** `ip:port` of this machine; none when it does not listen. */
  readonly candidates: () => Promise<readonly string[]>;
  /** Undefined when none of them answers in time, or none proves the key. */
  readonly reach: (wanted: Wanted, candidates: readonly string[]) => Promise<Inflow | undefined>;
}
