import type { Clock } from '../../base/clock.ts';
import type { Client } from '../port.ts';
import type { FileRow } from '../shown.ts';
import type { Carrier, OpenCarrier } from './carrier-port.ts';
import type { FoundFile, KeptFile, WantedFiles } from './kept.ts';
import type { Happened } from './moves.ts';
import { type Live, fileRow } from './row.ts';
import type { Turns } from './turns.ts';

/** What its people chose. */
export interface FileChoices {
  /** The folder for what is fetched; made when it is needed. */
  readonly downloads: string;
  /** Files of at most so many bytes are fetched without a question; 0 for none. */
  readonly autoGet: number;
  /** Addresses of this machine are offered, and those of others are tried. */
  readonly direct: boolean;
  /** A small picture goes with an offer. */
  readonly previews: boolean;
}

export interface FilePorts {
  /** Called when the first file moves; without it none does. */
  readonly carrier: OpenCarrier | undefined;
  /** As they are now. */
  readonly choices: () => Promise<FileChoices>;
  readonly clock: Clock;
  readonly random: (bytes: number) => Buffer;
}

/** What the parts of the coordinator share. */
export interface Desk {
  readonly client: Client;
  readonly ports: FilePorts;
  readonly signal: AbortSignal;
  /** Opens it when it is first needed. */
  readonly carrier: () => Promise<Carrier>;
  /** How those that have begun move. */
  readonly live: Map<string, Live>;
  /** Lines whose files are on their way to the nuvem, and these. */
  readonly said: Map<string, string>;
  readonly turns: Turns;
  /** Looks at what is new, and tells the nuvem what it has to know. */
  readonly wake: () => void;
  /** Once, unless all ends before. */
  readonly later: (ms: number, run: () => void) => void;
  /** The same as `change`, for whoever does not wait for it. */
  readonly happen: (id: string, what: Happened) => void;
  /** What that makes of the file, once it is on disk; undefined of one that is not known. */
  readonly change: (id: string, what: Happened) => Promise<FoundFile | undefined>;
  readonly find: (wanted: WantedFiles) => Promise<readonly FoundFile[]>;
  /** In the same order as what changes it. */
  readonly inOrder: <T>(id: string, work: () => Promise<T>) => Promise<T>;
}

export const rowOf = ({ live }: Pick<Desk, 'live'>, file: FoundFile): FileRow =>
  fileRow(file, live.get(file.id));

export const keep = ({ client }: Pick<Desk, 'client'>, file: KeptFile): Promise<undefined> =>
  client.ask<'keep-files'>({ kind: 'keep-files', files: [file] });

export const fileOf = async (
  { find }: Pick<Desk, 'find'>,
  id: string,
): Promise<FoundFile | undefined> => (await find({ by: 'id', id, limit: 1 }))[0];

const page = 100;

/** All of a stage, or with debts, the oldest first, a page at a time. */
export async function* each(
  { find }: Pick<Desk, 'find'>,
  wanted: { readonly by: 'stage'; readonly stage: KeptFile['stage'] } | { readonly by: 'debt' },
): AsyncGenerator<FoundFile> {
  let after = 0;
  for (;;) {
    const files = await find({ ...wanted, after, limit: page });
    yield* files;
    const last = files.at(-1);
    if (!last || files.length < page) return;
    after = last.place;
  }
}
