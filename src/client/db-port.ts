import type { KeptFile, PlacedFile, WantedFiles } from './files/kept.ts';
import type { Outcome, SealedRow, SealWrite } from './seal/port.ts';
import type { KnownPerson, RoomCode } from './sealed/known-port.ts';
import type { Title } from './sealed/title.ts';
import type { Seen } from './seen.ts';

/** The client's own database, as the core sees it: it loads once, then commits steps and answers questions. */
export interface Db extends AsyncDisposable {
  readonly load: () => Promise<Loaded>;
  /** All of it or nothing, and on disk when it resolves: what came of it, in the order of the writes. */
  readonly commit: (writes: readonly Write[]) => Promise<readonly Outcome[]>;
  /** The archived line of this device with that id. */
  readonly find: (id: string) => Promise<Kept | undefined>;
  /** Archived lines of a room, oldest first: the last before a seq, or the first after one. */
  readonly lines: (place: Place) => Promise<readonly Kept[]>;
  /** What `listen` has not printed of these rooms (all when none is named), oldest first. */
  readonly unprinted: (wanted: Unprinted) => Promise<readonly Kept[]>;
  /** The highest seq of those entries that is archived exactly like that, or 0. */
  readonly same: (room: string, entries: readonly Fact[]) => Promise<number>;
  /** Own lines that the nuvem once had and lost. */
  readonly lost: () => Promise<readonly Kept[]>;
  /** A bounded part of a search, newest first. */
  readonly search: (wanted: Wanted) => Promise<Found>;
  readonly drafts: () => Promise<readonly KeptDraft[]>;
  readonly files: (wanted: WantedFiles) => Promise<readonly PlacedFile[]>;
  /** What is known of somebody, and the digits to compare with them. */
  readonly person: (user: string) => Promise<KnownPerson>;
  /** Undefined of a room in which this device is not. */
  readonly roomCode: (room: string) => Promise<RoomCode | undefined>;
}

export interface Wanted {
  readonly text: string;
  /** All rooms when none is named. */
  readonly room?: string;
  /** Where an earlier part ended. */
  readonly from?: string;
}

export interface Found {
  readonly hits: readonly Hit[];
  /** Missing when there is no more. */
  readonly next?: string;
}

/** A line that was found, and its text where that was corrected later. */
export interface Hit {
  readonly line: Kept;
  readonly text?: string;
}

/** What is being written: in a room, or for somebody with whom there is none yet (`@bob`). */
export interface KeptDraft {
  readonly room: string;
  readonly text: string;
}

export interface Place {
  readonly room: string;
  readonly before?: number;
  readonly after?: number;
  readonly limit: number;
}

export interface Unprinted {
  readonly rooms: readonly string[];
  readonly since?: number;
  readonly limit: number;
}

/** What tells two entries of a log apart, without their bodies. */
export interface Fact {
  readonly seq: number;
  readonly device: number;
  readonly no: number;
  readonly at: number;
}

/** An archived line, opened. Rooms are the hex of their key. */
export interface Kept extends Fact {
  readonly id: string;
  readonly room: string;
  readonly from: string;
  /** As in the log: 0 a line, 1 a notice, 2 a line that was removed, 3 a commit; 4 what could not be read. */
  readonly kind: number;
  readonly body: Uint8Array;
  /** In a page of lines: the entries by which it reads otherwise today, oldest first. */
  readonly later?: readonly Kept[];
}

/** A line on its way out. */
export interface Waiting {
  readonly id: string;
  readonly room: string;
  /** Its number among this device's lines of the room; 0 when it failed and has none. */
  readonly no: number;
  /** Place among all lines of this device, of all rooms. */
  readonly order: number;
  readonly at: number;
  readonly body: Uint8Array;
  readonly state: 'waiting' | 'stored' | 'failed';
  /** Known of stored lines whose echo has not come yet. */
  readonly seq: number;
  readonly why: string;
  /** As it was sealed, and when: it goes out so, however often. */
  readonly wire?: Uint8Array;
  readonly gen?: number;
  readonly epoch?: number;
}

/** What is kept of a room, apart from its lines. */
export interface KeptRoom {
  readonly key: string;
  readonly kind: 'dm' | 'group' | 'channel' | 'inbox';
  /** Name of the channel or group, the other person of a DM. Empty of a sealed group: that has a title. */
  readonly name: string;
  readonly role: 'member' | 'admin' | 'owner';
  readonly members: number;
  readonly topic: string;
  readonly sealed: boolean;
  readonly request: boolean;
  readonly from: string;
  /** Made here for somebody, and not yet known to the nuvem. */
  readonly draft: boolean;
}

export interface KeptMarks {
  readonly room: string;
  /** How far the log was received without a hole; -1 before the first entry. */
  readonly cursor: number;
  /** Highest own number that the nuvem has acknowledged. */
  readonly acked: number;
  /** How far this person has read, as known here. */
  readonly read: number;
}

export interface KeptReceipt extends Seen {
  readonly room: string;
  readonly name: string;
}

export interface Loaded {
  readonly meta: ReadonlyMap<string, string>;
  readonly rooms: readonly KeptRoom[];
  /** Rooms that are not ours any more, and whose lines are kept. */
  readonly left: readonly KeptRoom[];
  readonly marks: readonly KeptMarks[];
  readonly waiting: readonly Waiting[];
  readonly receipts: readonly KeptReceipt[];
  /** Own archived lines, the newest of each room, without bodies: their receipts may still move. */
  readonly own: readonly { readonly id: string; readonly room: string; readonly seq: number }[];
  readonly lost: number;
  readonly sealed: readonly SealedRow[];
  readonly titles: ReadonlyMap<string, Title>;
  /** Whose digits were compared. */
  readonly verified: readonly string[];
}

/** One thing to be written. A step is a list of them, and one transaction. */
export type Write = PlainWrite | SealWrite;

export type PlainWrite =
  /** An empty value forgets it. */
  | { readonly do: 'meta'; readonly key: string; readonly value: string }
  | { readonly do: 'room'; readonly room: KeptRoom }
  /** The room is no longer ours; what was received stays. */
  | { readonly do: 'room-gone'; readonly room: string }
  /** The same, of one whose lines can still be read here under its name. */
  | { readonly do: 'left'; readonly room: KeptRoom }
  /** One of too many rooms that are gone: where this device stood in it is forgotten. */
  | { readonly do: 'forget'; readonly room: string }
  /** An entry of the log; an own one ends the wait of the line with that id. */
  | { readonly do: 'archive'; readonly line: Kept; readonly own: boolean }
  /** The body of an archived line was removed by somebody who may. */
  | { readonly do: 'blank'; readonly room: string; readonly seq: number }
  | { readonly do: 'marks'; readonly marks: KeptMarks }
  | { readonly do: 'receipt'; readonly receipt: KeptReceipt }
  | { readonly do: 'wait'; readonly line: Waiting }
  /** New number, state or room of a waiting line; with another number it has to be sealed anew. */
  | {
      readonly do: 'move';
      readonly id: string;
      readonly room: string;
      readonly no: number;
      readonly state: Waiting['state'];
      readonly seq: number;
      readonly why: string;
    }
  /** A line that failed is given up. */
  | { readonly do: 'given-up'; readonly id: string }
  /** What waits or failed in the room is given up. */
  | { readonly do: 'unsaid'; readonly room: string }
  | { readonly do: 'printed'; readonly room: string; readonly seq: number }
  | { readonly do: 'file'; readonly file: KeptFile }
  /** An empty text forgets it. */
  | { readonly do: 'draft'; readonly draft: KeptDraft }
  /** The nuvem went back: entries after `seq` are of a past that it forgot, own ones with a number past `mark` are lost. */
  | {
      readonly do: 'went-back';
      readonly room: string;
      readonly seq: number;
      readonly mark: number;
      readonly device: number;
    }
  /** The lost lines are sent again (they wait now under the same ids), or given up. */
  | { readonly do: 'found' };
