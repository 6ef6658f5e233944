import { parseContent } from '../../protocol/content.ts';
import { type FileRest, parseFileRest } from '../../protocol/file-rest.ts';
import { largestFile, sealedSize } from '../../protocol/file-size.ts';
import { Malformed } from '../../protocol/malformed.ts';
import type { Reason } from '../../words/reason.ts';
import type { FileState } from '../shown.ts';

/**
 * How far a file has come, as it is kept: what moves waits for its turn again at the next start. `new`: an offer that
 * nobody has looked at; `said`: its line is on its way to the nuvem.
 */
export type Stage = Exclude<FileState, 'moving'> | 'new' | 'said';

/** A file as it is kept here. */
export interface KeptFile {
  /** 32 hex digits, like the id of the line that offers it. */
  readonly id: string;
  readonly line: string;
  /** Hex of the room's key. */
  readonly room: string;
  readonly way: 'out' | 'in';
  readonly stage: Stage;
  /** What the nuvem has still to be told. */
  readonly owes: '' | 'done' | 'drop';
  readonly at: number;
  readonly about: About;
}

/** What nobody reads in the database without the account's key. */
export interface About {
  readonly from: string;
  readonly name: string;
  readonly size: number;
  readonly type: string;
  /** Hex. */
  readonly key: string;
  readonly folder?: true;
  /** Base64. */
  readonly preview?: string;
  /** Where its sender listens for those who are near. */
  readonly direct?: readonly string[];
  /** The place of the line in its log, once it has one. */
  readonly seq?: number;
  /** What is sent, or where it lies. */
  readonly path?: string;
  /** As it was found there. */
  readonly stamp?: string;
  /** The folder or the name to which it comes. */
  readonly into?: string;
  /** How often it was offered anew because it had changed. */
  readonly again?: number;
  readonly bytes: number;
  readonly by?: 'direct' | 'nuvem';
  readonly why?: Reason;
}

/** After these another file is to be sent. What its sender can cure, as a disk that is full, is not among them. */
const forGood: ReadonlySet<Reason[0]> = new Set([
  'file-changing',
  'file-missing',
  'file-device',
  'file-sizeless',
]);

/** Its offer was, or is to be, taken back: it was cancelled, or what was to be sent is there no more. */
export function isTakenBack({ way, stage, about }: KeptFile): boolean {
  if (way === 'in' || stage !== 'failed') return stage === 'cancelled';
  return isForGood(about.why, about.path);
}

/** Whether what lies at the path is not to be sent any more. */
export function isForGood(reason: Reason | undefined, path: string | undefined): boolean {
  const [what, where]: readonly unknown[] = reason ?? [];
  // What is missing in a folder may be there the next time that it is looked at.
  return forGood.has(what as Reason[0]) && (where === undefined || where === path);
}

/** With its place among all files that were ever kept here. */
export interface PlacedFile extends KeptFile {
  readonly place: number;
}

/** With the name by which people call its room. */
export interface FoundFile extends PlacedFile {
  readonly to: string;
}

/** Which files are looked for: of a room or of all the newest first, of a stage or with debts the oldest. */
export type WantedFiles = { readonly limit: number } & (
  | { readonly by: 'id'; readonly id: string }
  | { readonly by: 'line'; readonly line: string }
  | { readonly by: 'room'; readonly room: string }
  | { readonly by: 'all' }
  | { readonly by: 'stage'; readonly stage: Stage; readonly after: number }
  | { readonly by: 'debt'; readonly after: number }
);

/** The kind of a `file` content: a list of two begins with it. */
const kind = 7;

export const isFileLine = (body: Uint8Array): boolean => body[0] === 0x82 && body[1] === kind;

/** What the nuvem is told of the file in a line of ours. */
export function announcedIn(
  body: Uint8Array,
): { readonly file: Uint8Array; readonly size: number } | undefined {
  const content = isFileLine(body) ? parseContent(body) : undefined;
  return content?.kind === 'file'
    ? { file: content.file, size: sealedSize(content.size) }
    : undefined;
}

/** What a line offers, of whom it can be fetched. Undefined of a line that offers nothing that could be opened. */
export function offerIn(
  body: Uint8Array,
): { readonly id: string; readonly about: Omit<About, 'from'> } | undefined {
  if (!isFileLine(body)) return undefined;
  try {
    const content = parseContent(body);
    if (content.kind !== 'file' || !content.rest) return undefined;
    if (sealedSize(content.size) > largestFile) return undefined;
    const { name, size, type } = content;
    const about = { name, size, type, bytes: 0, ...restOf(parseFileRest(content.rest)) };
    return { id: Buffer.from(content.file).toString('hex'), about };
  } catch (fault) {
    if (fault instanceof Malformed) return undefined;
    throw fault;
  }
}

const restOf = ({ key, folder, preview, direct }: FileRest) => ({
  key: Buffer.from(key).toString('hex'),
  ...(folder ? { folder } : {}),
  ...(preview ? { preview: Buffer.from(preview).toString('base64') } : {}),
  ...(direct ? { direct } : {}),
});
