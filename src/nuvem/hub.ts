import type { Frame } from '../protocol/frames.ts';
import { type FromNuvem, type Message, rowOf } from '../protocol/messages.ts';
import type { Refusal } from '../protocol/refusals.ts';
import { encode } from '../protocol/wire.ts';
import type { Device, Entry, Room, RoomKind, RoomOf, User } from '../store/rows.ts';
import { newCatchUp, pump } from './catchup.ts';
import { accept, type Fanout, flush, type Ground, newFanout } from './fanout.ts';
import { closeEar, hear, heard, unhear } from './hearing.ts';
import type { Recent } from './recent.ts';
import { newSeats } from './seats.ts';

/** A live session: one device of one person, on one line. Made by `Caller.sit`, nowhere else. */
export interface Session {
  /** Unique on this nuvem since it started. */
  readonly id: number;
  /** As it was at log-in; whoever changes the account replaces it. */
  user: Pick<User, 'id' | 'name' | 'role' | 'receiptsOff'>;
  readonly device: Pick<Device, 'id' | 'label'>;
  readonly fence: number;
  /** At log-in this person blocked somebody, or was blocked. */
  readonly blocks: boolean;
  /** The version of the wire that its line speaks. */
  readonly version: number;
  readonly since: number;
  away: boolean;
  readonly tell: (message: Message<FromNuvem>) => void;
  /** Frames that are encoded already. */
  readonly send: (frames: Frame | Buffer) => void;
  /** Says no to the request `re`; a fatal no ends the session. */
  readonly refuse: (code: Refusal, re?: number, head?: number) => void;
  /** Bytes on their way to this session, not yet taken by the system. */
  readonly queued: () => number;
  /** Says why, gives the seat back, then closes the line. */
  readonly end: (why: 'moved' | 'ended' | 'revoked' | 'closing' | 'slow') => void;
  /** The hub's own notes. */
  readonly ear: Ear;
}

/** Who is here, in which rooms. Knows nothing of sockets, engines or cryptography. */
export interface Hub {
  /** Seats a session; a session of the same device gives up its seat at once. `full` lists who sits. */
  readonly sit: (session: Session) => 'seated' | { readonly full: readonly Session[] };
  readonly leave: (session: Session) => void;
  readonly sessionsOf: (user: number) => readonly Session[];
  readonly sessionOf: (device: number) => Session | undefined;
  readonly stateOf: (user: number) => 'online' | 'away' | 'offline';
  readonly all: () => Iterable<Session>;
  /** A session is away, or back. */
  readonly setAway: (session: Session, away: boolean) => void;

  /**
   * A session begins to hear a room, after the seq `after`: what is missing comes from the store first.
   * A session that hears the room already goes on from where it is. A room with `until` is heard up to there.
   * `asked` says that the room was asked for since `syncing`.
   */
  readonly hear: (session: Session, room: RoomOf | Room, after: number, asked?: boolean) => void;
  /** The sessions of a user stop hearing a room; entries up to and including `until` still reach them. */
  readonly unhear: (user: number, room: number, until: number) => void;
  /** The same of one device alone. */
  readonly unhearAt: (device: number, room: number, until: number) => void;
  /** The room as a session hears it, found by its key; undefined when it is not in it. */
  readonly heard: (session: Session, key: Uint8Array) => HeardRoom | undefined;
  /** The same, also while it is sent what was written before somebody left. */
  readonly known: (session: Session, key: Uint8Array) => HeardRoom | undefined;
  /** Who is in a room and hears it. */
  readonly hearers: (room: number) => readonly Session[];
  /** An entry was stored: it goes to everybody who hears the room, in order of seq, encoded once. */
  readonly deliver: (room: Room | HeardRoom, entry: Entry) => void;
  /** Members or settings of a room changed; call it with the room as the store answered it. */
  readonly changed: (room: Room) => void;
  /** A frame for everybody who hears a room, outside its log. */
  readonly tellRoom: (room: number, message: Message<FromNuvem>, except?: Session) => void;
  readonly tellUser: (user: number, message: Message<FromNuvem>, except?: Session) => void;
  /** What was delivered in this turn leaves now instead of at the end of the turn. */
  readonly flush: () => void;
  /** The line of a session has room again. */
  readonly drained: (session: Session) => void;
  /** `sync` begins: what it stops hearing until `synced` holds, whatever an older answer of the store says. */
  readonly syncing: (session: Session) => void;
  /** `sync` has its answer; gives what was left meanwhile, with the last seq allowed in each. */
  readonly synced: (session: Session) => ReadonlyMap<number, number>;
}

/** What the hub keeps of a room while somebody hears it. */
export interface HeardRoom {
  readonly id: number;
  readonly key: Buffer;
  readonly kind: RoomKind;
  /** The last seq in order that the hub knows. */
  head: number;
  /** Everything up to here was handed to those who hear it live. */
  flushed: number;
  /** Up to here is swept, as far as the hub knows. */
  low: number;
  members: number;
  /** Of a sealed room, as of the last that the hub was told. */
  gen: number;
  epoch: number;
  /** Seconds between two lines of a member. */
  slow: number;
  readonly ears: Hearing[];
  batch: Buffer[];
  size: number;
  readonly recent: Recent;
  /** Entries that came before the one in front of them. */
  parked: Map<number, Entry> | undefined;
  /** What `receipts` keeps of this room. */
  receipts: object | undefined;
}

/** One session in one room. */
export interface Hearing {
  readonly session: Session;
  readonly room: HeardRoom;
  /** Live: gets what is delivered. Otherwise `given` says how far it has got; `paged`, how far it read on by itself. */
  live: boolean;
  given: number;
  paged: number;
  /** It may be that the store has more than the hub knows of. */
  unsure: boolean;
  /** The last entry it may still have, when it is no member any more. */
  until: number | undefined;
  /** Writes in slow and read-only rooms as it likes. */
  moderates: boolean;
  /** Nothing up to here may be fetched. */
  readonly floor: number;
  /** Its user left while it was heard, so nothing else is to follow. */
  left: boolean;
  /** What waits until everything up to `until` is sent. */
  readonly later: Array<() => void>;
  /** Not accepted yet: shows whoever asked neither presence nor typing. */
  request: boolean;
  acked: number;
  read: number;
  ackDue: boolean;
}

export interface Ear {
  readonly hears: Map<number, Hearing>;
  /** Hearings that are not live. */
  readonly behind: Set<Hearing>;
  reading: boolean;
  closed: boolean;
  /** Rooms that were left, and the last seq that was sent of each. */
  readonly past: Map<number, number>;
  /** Rooms that were left while `sync` waited for the store, with the last seq allowed. */
  left: Map<number, number> | undefined;
  /** What is to be told of rooms behind the answer to `sync`; undefined once that was told. */
  news: Map<number, () => void> | undefined;
}

/** A session with no room for what it must be told, this many times past its limit, is ended. */
const hopeless = 4;

export function newHub(
  ground: Ground,
  seatsPerPerson: number,
  onState: (session: Session) => void,
): Hub {
  const pages = newCatchUp(ground);
  const catchUp = (session: Session): void => pump(pages, all, session);
  const all = newFanout(ground, catchUp);
  const seats = newSeats(seatsPerPerson, onState);

  return {
    ...seats,
    leave(session) {
      seats.leave(session);
      closeEar(all, session);
    },
    hear: (session, room, after, asked) => hear(all, session, { room, after, asked }),
    unhear: (user, room, until) => {
      for (const session of seats.sessionsOf(user)) unhear(all, session, room, until);
    },
    unhearAt: (device, room, until) => {
      const session = seats.sessionOf(device);
      if (session) unhear(all, session, room, until);
    },
    heard: (session, key) => heard(all, session, key, isIn),
    known: (session, key) => heard(all, session, key, () => true),
    hearers: (room) => hearersOf(all, room),
    deliver: (room, entry) => deliver(all, room, entry),
    changed: (room) => changed(all.rooms.get(room.id), room),
    tellRoom: (room, message, except) => tell(ground, hearersOf(all, room), message, except),
    tellUser: (user, message, except) => tell(ground, seats.sessionsOf(user), message, except),
    flush: () => flush(all),
    drained: catchUp,
    syncing: ({ ear }) => syncing(all, ear),
    synced: ({ ear }) => synced(all, ear),
  };
}

function syncing(all: Fanout, ear: Ear): void {
  ear.left ??= new Map();
  ear.news ??= new Map();
  if (all.syncing.size === 0) all.unheard.clear();
  if (!ear.closed) all.syncing.add(ear);
}

function synced(all: Fanout, ear: Ear): ReadonlyMap<number, number> {
  const left = ear.left ?? new Map<number, number>();
  ear.left = undefined;
  all.syncing.delete(ear);
  return left;
}

const hearersOf = (all: Fanout, room: number): readonly Session[] =>
  all.rooms
    .get(room)
    ?.ears.filter(isIn)
    .map(({ session }) => session) ?? [];

/** In the room now, and not only on the way out with what was written before. */
export const isIn = ({ until }: Hearing): boolean => until === undefined;

function deliver(all: Fanout, to: Room | HeardRoom, entry: Entry): void {
  const room = all.rooms.get(to.id);
  if (!room) {
    if (all.syncing.size > 0)
      all.unheard.set(to.id, Math.max(entry.seq, all.unheard.get(to.id) ?? 0));
    return;
  }
  if (room !== to) changed(room, to);
  accept(all, room, entry);
}

function changed(room: HeardRoom | undefined, now: Room | HeardRoom): void {
  if (!room) return;
  room.members = now.members;
  room.slow = now.slow;
  room.gen = now.gen;
  room.epoch = now.epoch;
  room.receipts = undefined;
}

function tell(
  ground: Ground,
  sessions: readonly Session[],
  message: Message<FromNuvem>,
  except: Session | undefined,
): void {
  if (sessions.length === 0) return;
  const frame = encode(message);
  const { since } = rowOf(message.type);
  for (const session of sessions) {
    if (session === except || session.version < since) continue;
    if (session.queued() > hopeless * ground.outgoing) session.end('slow');
    else session.send(frame);
  }
}
