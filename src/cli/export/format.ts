import type { Words } from '../../words/words.ts';
import type { Item } from './read.ts';

/** Of what an export tells. */
export interface About {
  readonly room: string;
  readonly topic: string;
  readonly name: string;
  /** Where the nuvem is. */
  readonly where: string;
  readonly at: number;
  readonly words: Words;
  /** Whether the nuvem was asked for everything: what is missing then is nowhere. */
  readonly fetched: boolean;
}

/** A way to write a conversation: piece by piece, as what was written is not held. */
export interface Format {
  readonly head: (about: About) => string;
  readonly item: (about: About, item: Item) => string;
  readonly foot: (about: About) => string;
}

/** How what is missing is told. */
export const missingIn = ({ words: { exported }, fetched }: About, count: number): string =>
  (fetched ? exported.missing : exported.notFetched)(count);
