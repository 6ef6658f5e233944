import type { Result } from '../base/result.ts';

/** Why bytes were not taken: no space, or a disk that fails. Nothing of them counts. */
export type ShelfFault = 'full' | 'broken';
export type Shelving = Promise<Result<undefined, ShelfFault>>;

/** Where the bytes of files lie, in order, under a name for each; what they mean is not known here. */
export interface Shelf {
  /** Everything that was appended before it was opened lies there, what was not synced as well: no power was lost since. */
  readonly survived: boolean;
  /** Opens what lies there, or begins it. Throws what the system says when that is impossible. */
  readonly open: (name: string) => Promise<Shelved>;
  /** Nobody has it open. What is not there is removed already. */
  readonly remove: (name: string) => Promise<void>;
  /** What lies there, and nobody wrote to since that time. */
  readonly names: (since: number) => Promise<readonly string[]>;
  /** Bytes that still fit. */
  readonly free: () => Promise<number>;
}

/** Something on the shelf, opened: one appends, many read. */
export interface Shelved {
  /** Bytes that lie there, and are on the disk once `sync` says so. */
  readonly size: () => number;
  /** All of them or none. One append at a time. */
  readonly append: (pieces: readonly Buffer[]) => Shelving;
  /** Whatever lay there when it was called is on the disk to stay. */
  readonly sync: () => Shelving;
  /** Fills `into` with what begins there; all of that lies there. */
  readonly read: (at: number, into: Buffer) => Shelving;
  readonly truncate: (size: number) => Shelving;
  readonly close: () => Promise<void>;
}
