import type { Kept } from '../db-port.ts';
import type { Hole } from '../gap.ts';
import type { Suspicion } from '../sealed/suspicion.ts';
import type { Called, NamedWrite, TitleWrite } from '../sealed/title.ts';
import type { Proof } from '../seen.ts';

/*
 * Sealing, as the core sees it: writes of a step, and what came of them. The worker of the database does the work, in
 * the transaction of the step (seal/), so that no key is used twice and no opened line is lost.
 */

/** This device, as it signs in sealed rooms. */
export interface SealSelf extends Person {
  /** The user's identity key, and its signature over the name and the device's key. */
  readonly identity: Uint8Array;
  readonly cert: Uint8Array;
  /** Seed of the device's key. */
  readonly secret: Uint8Array;
}

/** A device of a sealed room. */
export interface Person {
  readonly user: string;
  readonly device: number;
}

/** The key package of a device, and whose the nuvem says it is. */
export interface Offered extends Person {
  readonly package: Uint8Array;
  /** The key that it has to be of, where that is known. */
  readonly key?: Uint8Array | undefined;
}

export type SealWrite =
  /** Makes key packages; `last` also a new one for when those are used up. */
  | { readonly do: 'offers'; readonly count: number; readonly last: boolean }
  /** Seals the waiting line with that id for the epoch that its room is at. Lines of a room in the order of their `no`. */
  | {
      readonly do: 'seal';
      readonly id: string;
      /** Not while there are newcomers to whom nobody here agreed to write. */
      readonly wary?: true;
    }
  /**
   * Prepares a commit; the room stays as it is until it comes back in the log. `fresh` begins a generation with this
   * device and those who are added. With nobody to add or remove it renews the keys of this device.
   */
  | {
      readonly do: 'plan';
      readonly room: string;
      readonly gen: number;
      readonly no: number;
      readonly fresh: boolean;
      readonly add: readonly Offered[];
      /** Numbers of devices. */
      readonly remove: readonly number[];
    }
  /** The nuvem did not take the commit. */
  | { readonly do: 'unplan'; readonly room: string }
  /**
   * An entry of a sealed room's log, in the order of the log; `id` when it is the own waiting line with that id. It is
   * archived: a line with what was in it, a notice as it is, a commit with its `Change` (kind 3), what cannot be read
   * or is not so with its `Unread` (kind 4).
   */
  | { readonly do: 'open'; readonly line: Kept; readonly id?: string; readonly perhaps?: string }
  /** These entries will not come; `fair`: they are so old that the nuvem may have swept them. */
  | ({ readonly do: 'skip'; readonly room: string; readonly fair: boolean } & Hole)
  /** The invitation to a room, whose commit was entry `seq` of its log. */
  | {
      readonly do: 'enter';
      readonly room: string;
      readonly gen: number;
      readonly seq: number;
      readonly welcome: Uint8Array;
    }
  /** What is written in the room from now on may be for those newcomers, too. */
  | { readonly do: 'met'; readonly room: string; readonly devices: readonly number[] }
  | NamedWrite
  | TitleWrite
  /** Forgets the keys of a room. */
  | { readonly do: 'leave'; readonly room: string }
  /** Nothing more is sealed in the generation that the room is in: its log forgot lines of this device. */
  | { readonly do: 'spend'; readonly room: string }
  /** That is this person's identity: after a change, or compared by the two of them. */
  | {
      readonly do: 'pin';
      readonly user: string;
      readonly identity: Uint8Array;
      readonly verified: boolean;
    };

/**
 * Why an entry cannot be read: `not-in` this device was not in the room then, `lost` it has no state of it any more,
 * `ahead` it is of an epoch whose commit never came, `past` of one that is over, `own` this device wrote it and has no
 * copy, `forged` it is not what or by whom the nuvem says (a repetition is that too), `malformed` its author wrote it
 * wrongly, `untrue` the nuvem wrote it by itself, and it is not so.
 */
export type Unread = Broken | 'not-in' | 'lost' | 'ahead' | 'past' | 'own' | 'untrue';
type Broken = 'forged' | 'malformed';

/** An identity that nobody was known by, or that is not the one that somebody was known by. */
export interface Learnt {
  readonly user: string;
  readonly identity: Uint8Array;
  readonly is: 'new' | 'changed';
}

/** A room as it is once an entry or an invitation was followed. */
export interface Standing {
  readonly gen: number;
  readonly epoch: number;
  readonly roster: readonly Person[];
  /** Members who are not who they were: nothing is sealed until they are accepted or gone. */
  readonly alarm: readonly string[];
  /** Who came since this person last agreed to who is there, and was neither named nor vouched for. */
  readonly newcomers: readonly Person[];
  /** The entry that led there, 0 when unknown; and whether nothing more is sealed in that generation. */
  readonly since: number;
  readonly spent: boolean;
  /** 25 digits. */
  readonly code: string;
}

/** What a commit did. */
export interface Change {
  readonly by: Person;
  readonly added: readonly Person[];
  readonly removed: readonly Person[];
  /** Of those: users none of whose devices were in before, and users of whom none is in any more. */
  readonly came?: readonly string[];
  readonly left?: readonly string[];
  /** The generation of the room that it began. */
  readonly begun?: number;
}

/** What a write came to that nobody could know before, in the order of the writes; most come to nothing of the kind. */
export type Outcome =
  | { readonly of: 'offers'; readonly packages: readonly Uint8Array[]; readonly last?: Uint8Array }
  | {
      readonly of: 'sealed';
      readonly id: string;
      readonly room: string;
      readonly no: number;
      readonly gen: number;
      readonly epoch: number;
      readonly wire: Uint8Array;
      /** The keys of this device are due to be renewed. */
      readonly wear?: Wear | undefined;
    }
  /** `gone`: no such line waits with a number. */
  | {
      readonly of: 'unsealed';
      readonly id: string;
      readonly room: string;
      readonly why: 'not-in' | 'committing' | 'alarm' | 'newcomers' | 'gone';
    }
  | ({
      readonly of: 'planned';
      readonly room: string;
      /** Devices whose offers do not hold. */
      readonly bad: readonly number[];
      /** Of offers: those who are new, and those who are somebody else than before and so among the bad. */
      readonly identities: readonly Learnt[];
    } & Pending)
  /**
   * `nobody`: none of those who were to be added or removed can be; `full`: too many devices, or a commit too large;
   * `past`: that generation was begun before.
   */
  | {
      readonly of: 'unplanned';
      readonly room: string;
      readonly why: 'not-in' | 'nobody' | 'full' | 'past';
      readonly bad: readonly number[];
      readonly identities: readonly Learnt[];
    }
  | {
      readonly of: 'opened';
      readonly room: string;
      readonly seq: number;
      readonly body: Uint8Array;
      readonly suspicions: readonly Suspicion[];
      /** It says what the line says that it may be, so it is that one. */
      readonly isThat?: true;
      readonly again?: true; // It was read here before the nuvem forgot it.
      readonly wear?: Wear | undefined;
      readonly proof?: Proof;
    }
  | {
      readonly of: 'unreadable';
      readonly room: string;
      readonly seq: number;
      readonly why: Unread;
    }
  /** `out`: this device was removed; its standing is that of the epoch before. */
  | ({
      readonly of: 'changed';
      readonly room: string;
      readonly seq: number;
      /** It is the commit that this device had planned. */
      readonly own: boolean;
      readonly out: boolean;
      readonly identities: readonly Learnt[];
    } & Change &
      Standing)
  /** The state of the room is given up: this device has to be let in anew. `newer`: a next generation began without it. */
  | {
      readonly of: 'lost';
      readonly room: string;
      readonly seq: number;
      readonly why: Unread | 'newer' | 'full';
    }
  | ({
      readonly of: 'entered';
      readonly room: string;
      readonly seq: number;
      readonly identities: readonly Learnt[];
    } & Called &
      Standing)
  /** `in`: this device is in that generation already; `no-offer`: it is for none of its offers. */
  | {
      readonly of: 'not-entered';
      readonly room: string;
      readonly seq: number;
      readonly why: 'in' | 'no-offer' | 'full' | 'forged';
    }
  | { readonly of: 'met'; readonly room: string; readonly newcomers: readonly Person[] }
  /** Rooms in which that person is still somebody else. */
  | { readonly of: 'pinned'; readonly user: string; readonly alarm: readonly string[] };

/** A commit that was made, stored, and not yet seen in the log. */
export interface Pending {
  readonly no: number;
  readonly gen: number;
  /** The epoch that it ends. */
  readonly epoch: number;
  readonly wire: Uint8Array;
  readonly welcome?: Uint8Array;
  /** Numbers of devices. */
  readonly add: readonly number[];
  readonly remove: readonly number[];
}

type Wear = 'worn' | 'old';

/** What is kept of a sealed room, apart from its secrets. */
export interface SealedRow extends Omit<Standing, 'code'> {
  readonly room: string;
  readonly state: 'in' | 'lost' | 'out';
  readonly pending?: Pending;
}
