import type { Refusal } from '../protocol/refusals.ts';

export type Bytes = Uint8Array;
export type RoomKind = 'dm' | 'group' | 'channel' | 'inbox';
export type Role = 'member' | 'admin' | 'owner';
export type MemberChange = 'joined' | 'left' | 'added' | 'removed' | 'banned' | 'role';

/** An answer that is a refusal. Whatever else goes wrong in the store is thrown as `StoreBroken`. */
export type Outcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: Refusal };

/** The disk is full, read-only or broken. Nothing of the failed work is stored; asking again later is right. */
export class StoreBroken extends Error {
  override readonly name = 'StoreBroken';
}

export interface User {
  readonly id: number;
  readonly name: string;
  /** The OPAQUE registration record, as text. */
  readonly record: string;
  readonly role: Role;
  readonly identity: Bytes;
  readonly vault: Bytes;
  readonly vaultVersion: number;
  readonly receiptsOff: boolean;
  /** When a device of this person was last here. */
  readonly seen: number;
}

export interface Device {
  readonly id: number;
  readonly user: number;
  readonly key: Bytes;
  readonly cert: Bytes;
  readonly label: string;
  readonly created: number;
  readonly seen: number;
  readonly revoked: boolean;
}

export interface Room {
  readonly id: number;
  /** The 16 random bytes its maker chose. */
  readonly key: Bytes;
  readonly kind: RoomKind;
  /** A channel's name, a group's until groups are sealed; empty for DMs and inboxes. */
  readonly name: string;
  readonly topic: string;
  readonly slow: number;
  readonly readOnly: boolean;
  readonly head: number;
  /** Entries up to here are swept. */
  readonly low: number;
  readonly gen: number;
  readonly epoch: number;
  readonly members: number;
}

/** A room as one device of one member has it. */
export interface RoomOf extends Room {
  readonly role: Role;
  readonly joined: number;
  /** How far this person has read, on any device. */
  readonly read: number;
  /** How far this device has received. */
  readonly acked: number;
  /** The highest `no` stored for this device. */
  readonly mark: number;
  /** The other person of a DM. */
  readonly peer: string;
  /** Asked for and not yet accepted by this member; `from` asked. */
  readonly request: boolean;
  readonly from: string;
  /** In a sealed room: this device is in it. Everywhere else this person is. */
  readonly inside: boolean;
  /** This person asked to leave a sealed room. */
  readonly leaving: boolean;
  /** There are devices to let in or to take out of a sealed room. */
  readonly due: boolean;
  /** The last entry of theirs, for somebody who is in the room no more, or not without a break. */
  readonly until?: number;
}

export interface Member {
  readonly user: number;
  readonly name: string;
  readonly role: Role;
  readonly joined: number;
  readonly request: boolean;
  /**
   * The highest seq that one of this person's devices has acknowledged, and that this person has read. The first
   * is not kept in channels, where nobody is told.
   */
  readonly delivered: number;
  readonly read: number;
  readonly receiptsOff: boolean;
  /** Asked to leave a sealed room. */
  readonly leaving: boolean;
}

export interface Post {
  readonly room: number;
  readonly user: number;
  readonly device: number;
  readonly fence: number;
  readonly no: number;
  readonly gen: number;
  readonly epoch: number;
  readonly body: Bytes;
}

/** What became of a post: its seq, or that it was there already, or why not. */
export type Placed =
  | { readonly seq: number; readonly at: number }
  | { readonly duplicate: true }
  | { readonly refused: Refusal };

/** A commit of a device to a sealed room; `body` is empty when the blob of that hash holds it. */
export interface Commit extends Omit<Post, 'body'> {
  readonly add: readonly number[];
  readonly remove: readonly number[];
  readonly body: Bytes;
  readonly blob?: Bytes | undefined;
  readonly welcome?: Bytes | undefined;
  readonly at: number;
}

/** Where the log of a room stands, and in a sealed room its generation and epoch. */
export type Standing = Pick<Room, 'head' | 'gen' | 'epoch'>;

/** What became of a commit. */
export type Committed =
  | NewEpoch
  | { readonly duplicate: true }
  | { readonly refused: Refusal; readonly standing: Standing | undefined };

export interface NewEpoch {
  readonly room: Room;
  /** The commit itself, and behind it a notice when the room has another owner. */
  readonly entries: readonly Entry[];
  /** Devices that are in now and were not, and devices that are out. */
  readonly inside: readonly number[];
  readonly out: readonly number[];
  /** People who are members now or have another role, and people who are members no more. */
  readonly news: readonly number[];
  readonly gone: readonly number[];
  /** A generation began without a device that ought to be in. */
  readonly lacks: boolean;
  readonly invites: readonly { readonly room: Room; readonly entry: Entry }[];
}

/** A device of a member, and what is to be done about it. */
export interface RoomDevice {
  readonly device: number;
  readonly name: string;
  readonly state: 'in' | 'waiting' | 'leaving';
  /** When it came, to somebody who had another one that had been there within a month; else 0. */
  readonly since: number;
}

/** A part of a blob, with what the whole is to be. */
export interface Chunk {
  readonly room: number;
  readonly user: number;
  readonly device: number;
  readonly hash: Bytes;
  readonly size: number;
  /** Where it begins. */
  readonly start: number;
  readonly body: Bytes;
  readonly at: number;
}

export interface Entry {
  readonly seq: number;
  readonly kind: number;
  readonly from: string;
  readonly device: number;
  readonly no: number;
  readonly at: number;
  readonly body: Bytes;
}

export interface NewDevice {
  readonly key: Bytes;
  readonly cert: Bytes;
  readonly label: string;
}

export interface NewUser {
  readonly name: string;
  readonly record: string;
  readonly identity: Bytes;
  readonly vault: Bytes;
  readonly device: NewDevice;
  readonly invite?: Bytes | undefined;
  readonly at: number;
}

/** A change of members, with the entry that tells of it in the room's log, where the room keeps one. */
export interface Changed {
  readonly room: Room;
  /** The notice in the log, or undefined in channels, which tell only who is there. */
  readonly entry: Entry | undefined;
  /**
   * Whom it concerned, as members after (or, when they left, before) the change; nobody when all was so
   * already. When the last owner goes, the one who follows is among them.
   */
  readonly members: readonly Member[];
}

/** Who has the seat: `fence` grows with every session of a device, and older fences can store nothing more. */
export interface Seated {
  readonly user: Omit<User, 'record' | 'seen'>;
  readonly device: Pick<Device, 'id' | 'label'>;
  readonly fence: number;
  /** This person blocks somebody, or somebody blocks them. */
  readonly blocks: boolean;
}

/** What a device needs to be added to a sealed room. */
export interface Offer {
  readonly device: number;
  readonly package: Bytes;
}

export interface ActivityRow {
  readonly n: number;
  readonly at: number;
  readonly kind: string;
  /** Undefined when it was erased; the commitment stays. */
  readonly detail: string | undefined;
  readonly commitment: Bytes;
  readonly salt: Bytes | undefined;
  readonly hash: Bytes;
}

export interface Keep {
  /** Sealed rooms, groups, DMs: swept when every device has it, or after this. */
  readonly privateMs: number;
  readonly channelMs: number;
}
