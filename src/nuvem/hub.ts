import type { Frame } from '../protocol/frames.ts';
import type { FromNuvem, Message } from '../protocol/messages.ts';
import type { Device, Entry, Room, RoomOf, User } from '../store/rows.ts';

/** A live session: one device of one person, on one line. */
export interface Session {
  /** Unique on this nuvem since it started. */
  readonly id: number;
  readonly user: User;
  readonly device: Device;
  readonly fence: number;
  readonly since: number;
  away: boolean;
  readonly tell: (message: Message<FromNuvem>) => void;
  readonly send: (frames: Frame | Buffer) => void;
  /** Says why, then closes the line. */
  readonly end: (why: 'moved' | 'ended' | 'revoked' | 'closing' | 'slow') => void;
}

/** Who is here, in which rooms. Knows nothing of sockets, stores or cryptography. */
export interface Hub {
  /** Seats a session; a session of the same device gives up its seat at once. `full` lists who sits. */
  readonly sit: (session: Session) => 'seated' | { readonly full: readonly Session[] };
  readonly leave: (session: Session) => void;
  readonly sessionsOf: (user: number) => readonly Session[];
  readonly sessionOf: (device: number) => Session | undefined;
  readonly stateOf: (user: number) => 'online' | 'away' | 'offline';
  readonly all: () => Iterable<Session>;

  /** A session begins to hear a room, from its cursor on: what is missing comes from the store first. */
  readonly hear: (session: Session, room: RoomOf | Room, after: number) => void;
  /** A session of a user stops hearing a room; entries up to and including `until` still reach it. */
  readonly unhear: (user: number, room: number, until: number) => void;
  /** The room as a session hears it, found by its key; undefined when it is not in it. */
  readonly heard: (session: Session, key: Uint8Array) => HeardRoom | undefined;
  /** An entry was stored: it goes to everybody who hears the room, in order of seq, encoded once. */
  readonly deliver: (room: Room | HeardRoom, entry: Entry) => void;
  /** A frame for everybody who hears a room, outside its log. */
  readonly tellRoom: (room: number, message: Message<FromNuvem>, except?: Session) => void;
  readonly tellUser: (user: number, message: Message<FromNuvem>, except?: Session) => void;
}

/** What the hub keeps of a room while somebody hears it. */
export interface HeardRoom {
  readonly id: number;
  readonly key: Buffer;
  head: number;
  members: number;
}
