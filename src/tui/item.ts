import type { Later, LineState } from '../client/port.ts';
import type { RosterContent } from '../client/shown.ts';
import type { Row, Told } from './rows.ts';

/** What a conversation shows, one below the other. */
export type Item = Said | Noted | Gap | Beside | Roster | Unreadable;

export interface Said {
  readonly item: 'said';
  readonly id: string;
  readonly seq: number | undefined;
  readonly at: number;
  readonly from: string;
  readonly what: 'text' | 'me' | 'file' | 'call' | 'newer';
  readonly text: string;
  /** Of a file. */
  readonly size?: number;
  readonly mine: boolean;
  readonly mention: boolean;
  readonly state: LineState | undefined;
  /** Everybody has it, by their own sealed word. */
  readonly proved: boolean;
  readonly why: string;
  readonly edited: boolean;
  readonly removed: boolean;
  readonly quote: Quote | undefined;
  /** Whether a line that follows answers it. */
  readonly quoted?: true;
  readonly reactions: readonly Reaction[];
  /** What is known of it from elsewhere in the log. */
  readonly later: readonly Later[] | undefined;
}

/** What a line answers, as that reads today. */
export interface Quote {
  readonly seq: number;
  readonly from: string;
  readonly text: string;
  readonly removed: boolean;
}

export interface Reaction {
  readonly sign: string;
  readonly who: readonly string[];
}

export type Notice = Extract<Row['content'], { kind: 'notice' }>;
export type Change = Notice['change'];

/** What changed in the room; several comings and goings in a row are one item. */
export interface Noted {
  readonly item: 'noted';
  readonly id: string;
  readonly seq: number | undefined;
  readonly at: number;
  readonly changes: readonly {
    readonly change: Change;
    readonly names: readonly string[];
    readonly by: string;
    readonly text: string;
  }[];
}

export interface Gap {
  readonly item: 'gap';
  readonly id: string;
  readonly seq: number | undefined;
  readonly at: number;
  readonly count: number;
}

/** What a commit of a sealed room did. */
export interface Roster {
  readonly item: 'roster';
  readonly id: string;
  readonly seq: number | undefined;
  readonly at: number;
  readonly content: RosterContent;
}

/** A place in the log that cannot be read. */
export interface Unreadable {
  readonly item: 'unreadable';
  readonly id: string;
  readonly seq: number | undefined;
  readonly at: number;
  readonly from: string;
  readonly why: string;
}

export interface Beside {
  readonly item: 'beside';
  readonly id: string;
  readonly seq: undefined;
  readonly at: number;
  readonly text: string;
  readonly tone: Told['tone'];
}
