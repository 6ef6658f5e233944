import type { Fingerprint } from '../base/fingerprint.ts';
import type { Entry, FromNuvem, Message } from '../protocol/messages.ts';
import type { Reason } from '../words/reason.ts';
import type { Asked } from './asked.ts';
import type { Refused } from './client-error.ts';
import type { Found, Kept, KeptDraft, KeptMarks, KeptRoom, Waiting, Write } from './db-port.ts';
import type { PlacedFile } from './files/kept.ts';
import type { Missing } from './gap.ts';
import type { LinkState } from './link-state.ts';
import type { Ask, ClientEvent, Stats } from './port.ts';
import type { Question } from './question.ts';
import type { Request } from './request.ts';
import type { Outcome } from './seal/port.ts';
import type { Door } from './sealed/door-state.ts';
import type { KnownPerson, RoomCode } from './sealed/known-port.ts';
import type { Announced, Fetching, Seal, Titled, Told } from './sealed/state.ts';
import type { Keeping } from './sealed/swept.ts';
import type { Seen } from './seen.ts';
import type { Timer } from './timer.ts';

export type { Refused } from './client-error.ts';
export type { Asked } from './asked.ts';
export type { Seen } from './seen.ts';
export type { Timer } from './timer.ts';

/** A line on its way out, with what this process knows of it. */
export interface OutLine extends Waiting {
  /** The commit that makes its present form durable: it is not posted before. */
  readonly batch: number;
  /** Posted, and its fate is not known yet, be it on this connection or the one before. */
  readonly sent: boolean;
  /** Refused for good; it is taken out when the fate of all that was sent behind it is known. */
  readonly refused: string;
  /** Its sealing is part of a step that is not on disk yet. */
  readonly sealing: boolean;
}

export interface Room extends KeptRoom, KeptMarks, Missing, Titled {
  readonly head: number;
  readonly low: number;
  /** The cursor that is on disk, and the one the nuvem was told. */
  readonly durable: number;
  readonly ackTold: number;
  readonly readTold: number;
  /** Answered by the nuvem on this connection: its numbers may be relied on. */
  readonly ready: boolean;
  /** Entries up to here are being fetched; 0 when there is no hole. */
  readonly want: number;
  /** The nuvem went back: where the search for the last common entry stands, and its mark for this device. */
  readonly search: { readonly mark: number } | undefined;
  /** A draft for which `room-open` is on its way. */
  readonly opening: boolean;
  readonly pausedUntil: number;
  /** By their numbers, in their order; stored ones stay until their echo. Written by out.ts. */
  readonly out: ReadonlyMap<number, OutLine>;
  /** The highest number that any line had here, how many lines are `sent`, and how many `refused`. */
  readonly last: number;
  readonly sent: number;
  readonly refused: number;
  readonly failed: readonly OutLine[];
  readonly receipts: ReadonlyMap<string, Seen>;
  /** Newest own lines in the log, oldest first, with their seq, and the level they were told. */
  readonly own: ReadonlyMap<string, number>;
  /** The place of the newest own line, of those that were read too. */
  readonly said: number;
  readonly level: Seen;
  readonly seal: Seal;
  readonly told: Told;
  /** The number of a commit of this device whose fate is not known, or 0: no line gets it. */
  readonly reserved: number;
  /** Up to there the log may hold lines that were sealed here and are not in these files: nothing is sealed before. */
  readonly unsure: number;
}

export interface Batch {
  readonly n: number;
  readonly writes: readonly Write[];
  /** Rooms whose marks go with it. */
  readonly rooms: ReadonlySet<string>;
  /** What may be done once it is on disk. */
  readonly after: readonly Effect[];
  /** Own lines that came back, by id, on their way into the archive. */
  readonly echoes: ReadonlyMap<string, Kept>;
  readonly bytes: number;
}

/** What a client knows. A step uses it up, and gives the next one (turn.ts). */
export interface State {
  readonly name: string;
  readonly nuvem: string;
  readonly device: number;
  readonly user: number;
  readonly addresses: readonly string[];
  readonly agent: string;
  /** Direct messages and groups are sealed. */
  readonly seals: boolean;
  /** Asks its people before it writes to who is new in a room. */
  readonly wary: boolean;
  readonly incarnation: string;
  /** Differs from `incarnation` until every room was compared with what the nuvem still has. */
  readonly newIncarnation: string;
  readonly link: LinkState;
  readonly rooms: ReadonlyMap<string, Room>;
  readonly names: ReadonlyMap<string, Set<string>>;
  /** All lines on their way out, by their id. */
  readonly lines: ReadonlyMap<string, OutLine>;
  /** Where this device stood in rooms that are gone: they may come back. */
  readonly former: ReadonlyMap<string, KeptMarks>;
  /** What is known of those whose lines can still be read. */
  readonly left: ReadonlyMap<string, Room>;
  /** Rooms with lines that may have to be posted. */
  readonly busy: ReadonlySet<string>;
  readonly order: number;
  readonly outBytes: number;
  readonly asks: ReadonlyMap<number, Asked>;
  /** Line id to the asks that wait for its next states. */
  readonly waits: ReadonlyMap<string, readonly number[]>;
  readonly requests: ReadonlyMap<number, Request>;
  readonly nextRe: number;
  readonly inFlight: number;
  /** Was the link ever up since this process started? */
  readonly synced: boolean;
  readonly away: boolean;
  readonly ackAt: number;
  readonly ackRooms: ReadonlySet<string>;
  readonly readRooms: ReadonlySet<string>;
  readonly timers: ReadonlySet<Timer>;
  /** Commits: the last one on disk, the one under way, the one that grows meanwhile. */
  readonly done: number;
  readonly flying: Batch | undefined;
  readonly next: Batch;
  readonly lost: number;
  /** Lines that failed and of which nobody was told yet, with the commit that tells of it. */
  readonly untold: ReadonlyMap<string, number>;
  readonly keeping: Keeping;
  /** When the nuvem's copy was made at the earliest, when it went back. */
  readonly restoredTo: number;
  /** By the key of the room in whose log the entry is. */
  readonly fetching: ReadonlyMap<string, Fetching>;
  /** By the key of the room: the commit, or in the inbox the invitation, at which it is held. */
  readonly early: ReadonlyMap<string, Entry>;
  /** Rooms of whose logs nothing could be taken: they are looked at with each step. */
  readonly stalled: ReadonlySet<string>;
  /** Rooms that rest until their moment. */
  readonly paused: ReadonlySet<string>;
  /** Whom the nuvem says that a commit adds and removes, until it was followed: `room seq`. */
  readonly announced: ReadonlyMap<string, Announced>;
  /**
   * Waiting lines under whose number the log has something else than was sealed here, until it was opened: `room seq`.
   */
  readonly doubted: ReadonlyMap<string, OutLine>;
  /** It was told that these files are an older copy. */
  readonly copied: boolean;
  /** Whose digits were compared, and who are nowhere under another key. */
  readonly verified: ReadonlySet<string>;
  /** The nuvem has offers of this device. */
  readonly offered: boolean;
  /** When the offer for when all are used up was made. */
  readonly lastOffer: number;
  /** Under which other identity somebody was met, in hex: it was told. */
  readonly strangers: ReadonlyMap<string, string>;
  /** When to look after which room: who waits there is let in by one of all who could. */
  readonly tending: ReadonlyMap<string, number>;
  /** Asks for a commit, in a room that is not at rest. */
  readonly held: ReadonlySet<number>;
  readonly door: Door;
}

/** All that can happen, as data. Every event comes with its moment. */
export type Event =
  | { readonly type: 'opened' }
  /** Another connection of this device is about to be made: this one gives way until `opened`. */
  | { readonly type: 'suspended' }
  | {
      readonly type: 'dialled';
      readonly n: number;
      readonly nuvem: string;
      readonly nonce: Uint8Array;
    }
  /** The nuvem has a new key, for which the former one signed. */
  | { readonly type: 'renewed'; readonly n: number; readonly nuvem: Fingerprint }
  | { readonly type: 'ended'; readonly n: number; readonly reason: Reason }
  | {
      readonly type: 'received';
      readonly n: number;
      readonly messages: readonly Message<FromNuvem>[];
    }
  | { readonly type: 'committed'; readonly outcomes: readonly Outcome[] }
  | { readonly type: 'commit-failed'; readonly reason: Reason }
  | { readonly type: 'kept'; readonly n: number }
  | { readonly type: 'chance'; readonly bytes: Uint8Array }
  | { readonly type: 'timer'; readonly timer: Timer }
  | { readonly type: 'ask'; readonly n: number; readonly ask: Ask }
  | { readonly type: 'found'; readonly ask: number; readonly line: Kept | undefined }
  | { readonly type: 'queried'; readonly ask: number; readonly lines: readonly Kept[] }
  | {
      readonly type: 'compared';
      readonly n: number;
      readonly room: string;
      readonly same: number;
      /** When that entry was written. */
      readonly at: number;
      readonly oldest: number;
    }
  | { readonly type: 'lost'; readonly lines: readonly Kept[]; readonly ask: number | undefined }
  | { readonly type: 'searched'; readonly ask: number; readonly found: Found }
  | { readonly type: 'filed'; readonly ask: number; readonly files: readonly PlacedFile[] }
  | { readonly type: 'known'; readonly ask: number; readonly person: KnownPerson }
  | { readonly type: 'coded'; readonly ask: number; readonly code: RoomCode | undefined }
  | { readonly type: 'drafts'; readonly ask: number; readonly drafts: readonly KeptDraft[] };

/** All that is to be done, as data: run.ts does it, tests look at it. */
export type Effect =
  | { readonly type: 'dial'; readonly n: number; readonly address: string }
  | { readonly type: 'hang-up' }
  | { readonly type: 'send'; readonly message: Message }
  /** The proof and the ticket are secrets, so run.ts adds them. */
  | {
      readonly type: 'resume';
      readonly re: number;
      readonly clientNonce: Uint8Array;
      readonly nuvemNonce: Uint8Array;
    }
  | { readonly type: 'hold'; readonly on: boolean }
  | { readonly type: 'commit'; readonly writes: readonly Write[] }
  | {
      readonly type: 'keep';
      readonly n: number;
      readonly ticket: string | undefined;
      readonly address: string;
    }
  | { readonly type: 'forget' }
  | { readonly type: 'nonce'; readonly bytes: number }
  | { readonly type: 'timer'; readonly timer: Timer; readonly ms: number }
  | { readonly type: 'stop-timer'; readonly timer: Timer }
  | { readonly type: 'tell'; readonly event: ClientEvent }
  | { readonly type: 'answer'; readonly ask: number; readonly value: unknown }
  /** What went through the connections is counted where they are. */
  | {
      readonly type: 'stats';
      readonly ask: number;
      readonly stats: Omit<Stats, 'received' | 'sent'>;
    }
  | { readonly type: 'refuse'; readonly ask: number; readonly error: Refused }
  | { readonly type: 'question'; readonly question: Question }
  | { readonly type: 'change'; readonly ask: number; readonly wish: Ask<'password' | 'lock'> };
