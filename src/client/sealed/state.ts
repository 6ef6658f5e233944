import type { Entry } from '../../protocol/messages.ts';
import type { Offered, Pending, Person, SealedRow } from '../seal/port.ts';
import type { Title } from './title.ts';

/** What a sealed group is called. */
export interface Titled {
  readonly title: Title;
}

/** What is known of the sealing of a room. */
export interface Seal {
  /** Where this device stands in it. */
  readonly here: SealedRow | undefined;
  /** Who made the commit that it is at. */
  readonly committer: Person | undefined;
  /** The own commit under way, from the wish to its coming back. */
  readonly commit: Committing | undefined;
  /** The nuvem said that this epoch of this generation is over: nothing more is posted in it. */
  readonly over: Epoch;
  /** Since when this device waits to be let in, and has something to say, while the link is up. */
  readonly waits: number | undefined;
  /** Nobody else can be let in yet: when to ask again. */
  readonly alone: number;
  /** The entry that may begin another generation and is not judged yet, or 0: what follows it waits. */
  readonly turning: number;
  /** The newest commit whose invitation did not let this device in. */
  readonly declined: number;
  /** The nuvem has told of all of a time there that is not read yet: it has to be asked for again. */
  readonly again: boolean;
  /** Devices that offered what does not hold, by their number. */
  readonly bad: ReadonlyMap<number, Bad>;
  /** Something came that was sealed further on than this device can follow. */
  readonly ahead: boolean;
  /** Of what led to where the room is, something is swept. */
  readonly swept: boolean;
  /** Since when a commit that the nuvem says there is does not come, and how often that was told to it. */
  readonly missing: Missing | undefined;
}

export interface Bad {
  readonly times: number;
  /** When it is asked for another offer. */
  readonly until: number;
}

export interface Missing {
  readonly since: number;
  readonly times: number;
  /** How far the log was read then. */
  readonly cursor: number;
}

export interface Epoch {
  readonly gen: number;
  readonly epoch: number;
}

/** A commit of this device: what it is for, and how far it came. */
export interface Committing {
  /**
   * It asks who is to be in, then for their offers; `ready` waits for the fate of the lines that are under way,
   * `planning` for the step that makes it, `sent` for its answer, `stored` for it to come back in the log.
   */
  readonly step: 'devices' | 'offers' | 'ready' | 'planning' | 'sent' | 'stored';
  readonly fresh: boolean;
  /** The generation that the room was in when it was wished for. */
  readonly from: number;
  /** It need not leave it to others. */
  readonly eager: boolean;
  readonly add: readonly Person[];
  readonly remove: readonly number[];
  /** How far the devices that ought to be in were listed, and in how many pages. */
  readonly listed: { readonly device: number; readonly pages: number };
  /** Somebody who ought to be in has to wait at the door. */
  readonly held: boolean;
  readonly offers: readonly Offered[];
  readonly pending: Pending | undefined;
  /** How far the log was read when it was made. */
  readonly read: number;
  /** Who asked for it. */
  readonly ask: number | undefined;
}

/** What the nuvem says of a sealed room. */
export interface Told extends Epoch {
  /** This device is in it. */
  readonly inside: boolean;
  /** The last entry of an earlier time there. */
  readonly until: number;
  readonly joined: number;
  /** Somebody waits to be let in, or has to be taken out. */
  readonly due: boolean;
  /** This person asked to leave: what is to be done there is left to the others. */
  readonly leaving: boolean;
  /** No line is taken before a commit has taken out who leaves. */
  readonly parting: boolean;
}

/** Numbers of devices. */
export interface Announced {
  readonly add: readonly number[];
  readonly remove: readonly number[];
}

/** An entry of a log that cannot be taken before its blob is here: what follows it waits. */
export interface Fetching {
  readonly entry: Entry;
  readonly hash: Uint8Array;
  /** The room that the blob belongs to. */
  readonly of: string;
  readonly chunks: readonly Uint8Array[];
  readonly asked: boolean;
}
