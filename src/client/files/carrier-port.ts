import type { Reason } from '../../words/reason.ts';

/** A file to be carried. Keys are hex. */
export type Job =
  | {
      readonly way: 'out';
      readonly id: string;
      readonly key: string;
      readonly path: string;
      readonly size: number;
      /** As `look` found it: what differs is another file. */
      readonly stamp: string;
      /** Who is near may fetch it here. */
      readonly direct: boolean;
    }
  | {
      readonly way: 'in';
      readonly id: string;
      readonly key: string;
      /** A folder, or how it is to be called. */
      readonly to: string;
      readonly name: string;
      readonly size: number;
      readonly direct: readonly string[];
      /** Who fetches it, as those are told who are near. */
      readonly device: number;
    };

/** What becomes of a job. `bytes` are plain ones, and safe: on the other side when it goes out, here when it comes in. */
export type Told = { readonly id: string } & (
  | {
      readonly told: 'moving';
      readonly bytes: number;
      readonly rate: number;
      readonly by: 'direct' | 'nuvem';
    }
  /** A disk is full, the link is down: it goes on by itself. */
  | { readonly told: 'waiting'; readonly reason: Reason }
  /** What is sent is another file by now: this one ends. */
  | { readonly told: 'changed' }
  | { readonly told: 'done'; readonly path: string }
  | { readonly told: 'failed'; readonly reason: Reason }
);

/** What is to be sent, as it lies there. */
export interface Looked {
  readonly name: string;
  readonly size: number;
  readonly type: string;
  readonly folder: boolean;
  readonly stamp: string;
  readonly preview?: Uint8Array;
  /** What of it stays behind. */
  readonly note?: Reason;
}

/** With it the nuvem lets in a connection for one file. */
export interface Token {
  readonly token: Uint8Array;
  /** Chunks that the nuvem has on its disk. */
  readonly kept: number;
  /** Where the nuvem is, and `sha256:…` of its key. */
  readonly addresses: readonly string[];
  readonly nuvem: string;
}

/** Whether a device may fetch a file from this machine; `only`: nobody else is to have it. */
export type Welcome = 'no' | 'yes' | 'only';

/** What a carrier needs of who uses it. */
export interface CarrierHost {
  /** Waits as long as the link is down; refused is a `Trouble`. */
  readonly token: (id: string, how: 'put' | 'get') => Promise<Token>;
  readonly told: (told: Told) => void;
  /** Of who has the key of a file that goes out, and says that it is this device. */
  readonly mayServe: (id: string, device: number) => Promise<Welcome>;
}

/** Carries files between this disk and others: the disk and the sockets of it, and what is sealed. */
export interface Carrier extends AsyncDisposable {
  /** Throws `Trouble` of what cannot be sent. */
  readonly look: (path: string) => Promise<Looked>;
  /** Begins, or goes on where it ended, whenever that was. */
  readonly start: (job: Job) => void;
  /** Nothing is told of it afterwards; what it has is on disk. */
  readonly stop: (id: string) => Promise<void>;
  /** Nothing is left of it but the file, if it was done. */
  readonly forget: (id: string) => Promise<void>;
  /** Where this machine can be reached by those who are near: `ip:port`. */
  readonly candidates: () => Promise<readonly string[]>;
}

export type OpenCarrier = (host: CarrierHost) => Promise<Carrier>;
