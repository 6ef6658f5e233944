import type { Ask } from './port.ts';

/** Somebody waits for an answer. */
export interface Asked {
  readonly n: number;
  readonly ask: Ask;
  /** Its request is on this connection. */
  readonly sent: boolean;
  /** What came so far of an answer in pages. */
  readonly pages: readonly unknown[];
  /** The nuvem was asked for what was missing, and whether there is no more of that. */
  readonly fetched?: { readonly all: boolean };
}
