import type { Reason, Why } from '../words/reason.ts';
import type { ErrorCode } from './client-error.ts';
import type { FileRow, LineRow, LineState, RoomRow, Seat, Suspected } from './shown.ts';

export interface Link extends Partial<Why> {
  readonly state: 'up' | 'down';
  /** Milliseconds until the next try. */
  readonly retryIn?: number;
  readonly latency?: number;
  /** What `why` is; without `retryIn` nothing is tried again before somebody does something. */
  readonly code?: ErrorCode;
  /** All seats are taken: who sits there. `end-session` ends one of them. */
  readonly seats?: readonly Seat[];
}

export type ClientEvent =
  | { readonly event: 'line'; readonly line: LineRow }
  /** An own line moved on, or failed. */
  | ({
      readonly event: 'state';
      readonly room: string;
      readonly id: string;
      readonly seq?: number;
      readonly state: LineState;
    } & Partial<Why>)
  /** An own line that failed is kept no longer. */
  | { readonly event: 'given-up'; readonly room: string; readonly id: string }
  | {
      readonly event: 'receipt';
      readonly room: string;
      readonly user: string;
      readonly delivered: number;
      readonly read: number;
      /** In a sealed room: so far by that person's own sealed word; the rest is the nuvem's. */
      readonly proved?: number;
    }
  /** Everybody in a sealed room has the own lines behind `after`, up to `upTo`, by their own sealed word. */
  | {
      readonly event: 'proved';
      readonly room: string;
      readonly after: number;
      readonly upTo: number;
    }
  | {
      readonly event: 'member';
      readonly room: string;
      readonly user: string;
      readonly change: string;
      readonly by: string;
      readonly at: number;
    }
  /** A file moves: told at every change of its state, and else a few times a second. */
  | { readonly event: 'file'; readonly file: FileRow }
  /** The nuvem has all of a file, all have fetched it, or nobody does any more: for what carries files here. */
  | {
      readonly event: 'file-fate';
      readonly file: string;
      readonly fate: 'complete' | 'fetched' | 'dropped' | 'expired';
    }
  | { readonly event: 'room'; readonly room: RoomRow }
  | { readonly event: 'room-gone'; readonly room: string }
  | {
      readonly event: 'presence';
      readonly user: string;
      readonly state: 'online' | 'away' | 'offline';
      readonly at: number;
    }
  | { readonly event: 'typing'; readonly room: string; readonly user: string }
  | { readonly event: 'link'; readonly link: Link }
  /** The link is up, and the nuvem answers faster or slower than it did. */
  | { readonly event: 'latency'; readonly latency: number }
  | { readonly event: 'gap'; readonly room: string; readonly from: number; readonly to: number }
  | { readonly event: 'key-changed'; readonly user: string }
  /** Their digits were compared, until a `key-changed` of theirs. */
  | { readonly event: 'verified'; readonly user: string }
  /** A new device of this person's waits to be confirmed; at `until` it is let in without that. */
  | {
      readonly event: 'knock';
      readonly device: number;
      readonly label: string;
      readonly until: number;
    }
  /** Nothing is asked about that device any more: it was confirmed, here or on another one, or revoked. */
  | { readonly event: 'knock-over'; readonly device: number }
  /** This device is new, and that one asks for the digits. */
  | { readonly event: 'digits'; readonly device: number; readonly digits: string }
  /** The nuvem shows another log of a sealed room than others were shown, or one that was changed. */
  | ({ readonly event: 'suspicion' } & Suspected)
  /** The nuvem lost lines: it has what it had at `at`, as far as known here. `lines` own ones can be sent again. */
  | { readonly event: 'restored'; readonly at: number; readonly lines: number }
  /** More happened than was read, or another process took over: look again at what is shown. */
  | { readonly event: 'missed' }
  | { readonly event: 'notice'; readonly text: string; readonly reason: Reason };
