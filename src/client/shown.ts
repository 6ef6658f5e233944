import type { Content, NewerContent } from '../protocol/content.ts';
import type { Why } from '../words/reason.ts';
import type { Change } from './seal/port.ts';
import type { Suspicion } from './sealed/suspicion.ts';

export interface Me {
  readonly name: string;
  /** `sha256:…` of the nuvem's key: who the nuvem is. */
  readonly nuvem: string;
  /** Where it was last reached. */
  readonly address: string;
  readonly device: number;
  /** Direct messages and groups leave this device sealed. */
  readonly seals: boolean;
  /** Another process of this home has the account open, and this one speaks through it. */
  readonly attached?: boolean;
}

/** How far an own line has come. */
export type LineState = 'waiting' | 'stored' | 'delivered' | 'read' | 'failed';

/** That the nuvem shows another log than it took, noticed at an entry of `from`. */
export interface Suspected {
  readonly room: string;
  readonly seq: number;
  readonly from: string;
  /**
   * `roster`: it told of other devices that come and go than the commit names; `swept`: it does not give what it has to
   * keep, whoever said it.
   */
  readonly suspicion: Suspicion | { readonly kind: 'roster' | 'swept' };
}

/** What a commit of a sealed room did, made of the commit itself. */
export interface RosterContent extends Change {
  readonly kind: 'roster';
}

/** An entry of a sealed room that could not be opened; its place in the log is shown. */
export interface UnreadableContent {
  readonly kind: 'unreadable';
  readonly why: string;
}

/** What a group is called is shown as the notice of a change. */
export type SaidContent = Exclude<Content, { readonly kind: 'about' }>;

/** A line as it is kept here. `seq` is missing while it waits. */
export interface LineRow extends Partial<Why> {
  /** 32 hex digits, made by the sender's device: room, device and number in one. */
  readonly id: string;
  /** As in events: what people type, `@bob`. Asks that name a room take that, or the hex of its key. */
  readonly room: string;
  readonly seq?: number;
  readonly from: string;
  readonly device: number;
  readonly at: number;
  readonly content: SaidContent | NewerContent | RosterContent | UnreadableContent;
  readonly sealed: boolean;
  readonly removed: boolean;
  /** Of own lines only. */
  readonly state?: LineState;
  /** Of own lines of a sealed room: everybody has it, by their own sealed word. Else how far it came is the nuvem's. */
  readonly proved?: true;
  /** Of a line that was asked for: the entries by which it reads otherwise today, oldest first. */
  readonly later?: readonly Later[];
}

/** An entry of the log that changes a line before it. */
export interface Later {
  readonly seq: number;
  readonly from: string;
  readonly content: Extract<Content, { kind: 'edit' | 'delete' | 'react' }>;
}

/** Somebody, as this device knows them. */
export interface PersonRow {
  readonly name: string;
  /** The 60 digits were compared. */
  readonly verified: boolean;
  /** When their key was first seen here, or accepted; missing when it never was. */
  readonly since?: number;
  /** 60 digits. */
  readonly safety?: string;
  /** The digits are of another key than the one they were known by, and nobody here said yet that it is theirs. */
  readonly changed: boolean;
}

export interface Seat {
  readonly id: number;
  readonly label: string;
  readonly since: number;
}

interface Traffic {
  readonly frames: number;
  readonly bytes: number;
}

/** The link in numbers, since this client was opened. */
export interface Stats {
  /** For how many milliseconds it has been up; missing while it is down. */
  readonly upFor?: number;
  /** How often it came back after it was lost. */
  readonly reconnects: number;
  /** Milliseconds until the nuvem answered, of the last times, newest last. */
  readonly latencies: readonly number[];
  /** Own lines that are not on the nuvem yet. */
  readonly waiting: number;
  readonly received: Traffic;
  readonly sent: Traffic;
}

export interface RoomRow {
  /** What people type: `@bob`, `+lab`, `#lobby`; two groups alike get `+lab~3f2a`. */
  readonly to: string;
  /** Hex of the room's key. */
  readonly key: string;
  readonly kind: 'dm' | 'group' | 'channel';
  readonly role: 'member' | 'admin' | 'owner';
  readonly members: number;
  readonly topic: string;
  readonly head: number;
  /** How far its log was received here, or is known to be gone. */
  readonly received: number;
  readonly read: number;
  readonly sealed: boolean;
  /** Who in it is not who they were: nothing of this device is sent there until they are accepted or gone. */
  readonly alarm: readonly string[];
  /** Of a direct message: its person's digits were compared, and their key is that one. */
  readonly verified?: true;
  /** Who came since this person last wrote there: what is written waits until `meet` lets it go to them. */
  readonly newcomers?: Newcomers;
  /** Nothing is sealed for it yet: this device has to be let in, another one of this person's has to confirm it first, or the next line begins it. */
  readonly waiting?: 'let-in' | 'confirm' | 'line';
  readonly request: boolean;
  readonly from?: string;
  /** It is not ours any more, or will not be as soon as one of those who stay took us out. */
  readonly left?: boolean;
}

/** A file that travels, or did. */
export interface FileRow extends Partial<Why> {
  /** 32 hex digits. */
  readonly id: string;
  readonly way: 'out' | 'in';
  readonly room: string;
  /** The id of the line that offers it. */
  readonly line: string;
  readonly from: string;
  /** Safe on every system. */
  readonly name: string;
  readonly size: number;
  readonly type: string;
  /** It is the archive of a folder. */
  readonly folder?: true;
  readonly at: number;
  /** `offered`: to us, and not asked for. `waiting`: for the link, its room, space or its turn. */
  readonly state: FileState;
  /** So many are safe: on the other side when it goes out, here when it comes in. */
  readonly bytes: number;
  /** Bytes a second, while it moves. */
  readonly rate?: number;
  readonly by?: 'direct' | 'nuvem';
  /** What is sent, or where it lies. */
  readonly path?: string;
  /** A small picture of it. */
  readonly preview?: Uint8Array;
}

/** `gone`: the nuvem has it no more, or its sender took it back. */
export type FileState =
  | 'offered'
  | 'waiting'
  | 'moving'
  | 'paused'
  | 'done'
  | 'failed'
  | 'cancelled'
  | 'gone';

/** Who came into a sealed room, and was neither named by this person nor vouched for by another device of theirs. */
export interface Newcomers {
  /** Names this set of them: `meet` is for who is shown, and for nobody who came later. */
  readonly mark: string;
  /** Those of whom no other device is in, the first of them. */
  readonly people: readonly string[];
  /** Those of whom a further device is in, the first of them. */
  readonly devices: readonly string[];
  /** How many there are beside those. */
  readonly more: number;
}
