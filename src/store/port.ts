import type { FileStore } from './files.ts';
import type {
  ActivityRow,
  Bytes,
  Changed,
  Chunk,
  Commit,
  Committed,
  Device,
  Entry,
  Keep,
  Member,
  MemberChange,
  NewDevice,
  NewUser,
  Offer,
  Outcome,
  Placed,
  Post,
  Role,
  Room,
  RoomDevice,
  RoomKind,
  RoomOf,
  Seated,
  User,
} from './rows.ts';

/**
 * All that the nuvem remembers. Two adapters (SQLite, memory) pass one contract test.
 * Per room, seq is dense (1, 2, 3 …) and given in commit order; who has seen n can read every m < n that
 * is not swept. Whatever has resolved is on disk. Every change is safe to repeat and ends as the first
 * time; membership, fences and numbers are checked in the transaction that changes something.
 */
export interface Store extends FileStore, AsyncDisposable {
  /** Random, new after every restore: cursors and numbers hold only within it. */
  readonly incarnation: Bytes;
  /** Resolves when nothing can be asked any more though nobody closed it; nothing acknowledged is lost. */
  readonly died: Promise<Error>;

  // the log: the hot path
  /** Index-aligned. One commit is in flight at a time; what comes meanwhile goes together into the next. */
  readonly append: (posts: readonly Post[]) => Promise<readonly Placed[]>;
  /** Entries with after < seq, oldest first, at most `limit` of them and about `bytes` together (at least one). */
  readonly read: (
    room: number,
    after: number,
    limit: number,
    bytes: number,
  ) => Promise<readonly Entry[]>;
  /** The last entries with seq < before, oldest first. */
  readonly readBefore: (
    room: number,
    before: number,
    limit: number,
    bytes: number,
  ) => Promise<readonly Entry[]>;
  /** Cumulative and monotonic; a seq past the head counts as the head. */
  readonly ack: (acks: readonly { device: number; room: number; seq: number }[]) => Promise<void>;
  /** Cumulative and monotonic, per person. */
  readonly markRead: (
    marks: readonly { user: number; room: number; seq: number }[],
  ) => Promise<void>;
  /** Blanks one line: its kind becomes `removed`, its body empty; the seq stays. Appends a notice. */
  readonly removeLine: (
    room: number,
    seq: number,
    by: number,
    at: number,
  ) => Promise<Outcome<Changed>>;
  /** Deletes what everybody has, or what is too old, at most `limit` entries; answers how many went. */
  readonly sweep: (at: number, keep: Keep, limit: number) => Promise<number>;

  // accounts
  /** `taken`, `invite`; the same record and device key again answer as before. Joins #lobby, makes the device's inbox. */
  readonly createUser: (user: NewUser) => Promise<Outcome<{ user: User; device: Device }>>;
  readonly userByName: (name: string) => Promise<User | undefined>;
  /** A page of all accounts by name. */
  readonly users: (after: string, limit: number) => Promise<readonly User[]>;
  readonly setRole: (name: string, role: Role) => Promise<Outcome<undefined>>;
  readonly setReceiptsOff: (user: number, off: boolean) => Promise<void>;
  /**
   * `conflict` when the vault has another version. With a record, the password changes in the same
   * transaction, and the tickets of all devices of this person but `device` are forgotten.
   */
  readonly putVault: (
    user: number,
    vault: Bytes,
    version: number,
    record?: string,
    device?: number,
  ) => Promise<Outcome<number>>;
  readonly invite: (op: Bytes, hash: Bytes, uses: number, until: number) => Promise<void>;

  // devices and sessions
  /** A key known for this user is that device; an unknown one is new, its cursors begin at the heads. */
  readonly addDevice: (user: number, device: NewDevice, at: number) => Promise<Outcome<Device>>;
  readonly setCert: (device: number, cert: Bytes) => Promise<void>;
  /** Its public key, the same for ever. */
  readonly deviceKey: (id: number) => Promise<Bytes | undefined>;
  readonly device: (id: number) => Promise<{ device: Device; user: User } | undefined>;
  readonly devices: (user: number) => Promise<readonly Device[]>;
  readonly revokeDevice: (user: number, device: number) => Promise<Outcome<undefined>>;
  /** Seats a device: next fence, and the hash of its next ticket. `ticket` is the hash it came with, if it did. */
  readonly beginSession: (
    device: number,
    next: Bytes,
    at: number,
    ticket?: Bytes,
  ) => Promise<Outcome<Seated>>;
  /** A device that logged in and never came back counts as seen when it left. */
  readonly endSession: (device: number, at: number) => Promise<void>;
  readonly forgetTicket: (device: number) => Promise<void>;

  // offers of devices to be added to sealed rooms; the store cannot read them
  /**
   * Each is given away once; `last` is given when none is left, and replaces the one before. Putting one again changes
   * nothing, even when it was given away meanwhile. `too-many` keeps none. Answers how many of one use are there.
   */
  readonly putOffers: (
    device: number,
    packages: readonly Bytes[],
    last: Bytes | undefined,
    at: number,
  ) => Promise<Outcome<number>>;
  /** One of each device that is there, has one, and whose user does not block who asks. */
  readonly takeOffers: (
    by: number,
    devices: readonly number[],
    at: number,
  ) => Promise<readonly Offer[]>;

  // rooms
  /** `exists` for a channel's name; a DM that is there already is answered instead. Same key, same answer. */
  readonly openRoom: (room: {
    readonly key: Bytes;
    readonly kind: 'dm' | 'group' | 'channel';
    readonly name: string;
    readonly maker: number;
    readonly members: readonly string[];
    readonly at: number;
    /** Channels and groups that this maker may make; else `too-many-rooms`. */
    readonly mostMade?: number;
  }) => Promise<Outcome<Changed & { readonly fresh: boolean }>>;
  readonly joinChannel: (name: string, user: number, at: number) => Promise<Outcome<Changed>>;
  /** add, remove, leave and role, by somebody who may. Leaving or adding twice is the same as once. */
  readonly changeMembers: (change: {
    readonly room: number;
    readonly by: number;
    readonly what: MemberChange;
    readonly names: readonly string[];
    readonly role?: Role | undefined;
    readonly at: number;
  }) => Promise<Outcome<Changed>>;
  readonly setRoom: (change: {
    readonly room: number;
    readonly by: number;
    readonly topic?: string | undefined;
    readonly name?: string | undefined;
    readonly slow?: number | undefined;
    readonly readOnly?: boolean | undefined;
    readonly at: number;
  }) => Promise<Outcome<Changed>>;
  readonly mute: (
    room: number,
    by: number,
    name: string,
    until: number,
  ) => Promise<Outcome<Changed>>;
  readonly ban: (
    room: number,
    by: number,
    name: string,
    on: boolean,
    at: number,
  ) => Promise<Outcome<Changed>>;
  /**
   * All rooms of a device, its inbox among them. A room this person is out of, or was out of meanwhile, is
   * told as it was until then (`joined`, `until`) as long as the device has not received all of that.
   */
  readonly roomsOf: (user: number, device: number) => Promise<readonly RoomOf[]>;
  /** What follows there for a device that has everything up to `after`: an earlier stay, or the present one. */
  readonly nextStay: (
    room: number,
    user: number,
    device: number,
    after: number,
  ) => Promise<RoomOf | undefined>;
  /** As its member has it now. */
  readonly roomOf: (room: number, user: number, device: number) => Promise<RoomOf | undefined>;
  readonly roomByKey: (key: Bytes) => Promise<Room | undefined>;
  readonly members: (room: number, after: string, limit: number) => Promise<readonly Member[]>;
  readonly channels: (after: string, limit: number) => Promise<readonly Room[]>;
  readonly answerRequest: (
    room: number,
    user: number,
    answer: 'accept' | 'decline' | 'block',
    at: number,
  ) => Promise<Outcome<Changed>>;
  readonly requests: (
    user: number,
  ) => Promise<readonly { room: Bytes; kind: RoomKind; from: string; at: number }[]>;
  readonly block: (user: number, name: string, on: boolean) => Promise<Outcome<undefined>>;
  readonly blocks: (user: number) => Promise<readonly string[]>;
  /** Who blocks this person. */
  readonly blockers: (user: number) => Promise<readonly string[]>;

  // sealed rooms: which devices are in, and since which commit
  /**
   * The next epoch of a room, with its members and the invitations of those who are let in. A repetition is
   * known first; then who may, then whether the room is still where the commit says.
   */
  readonly commit: (commit: Commit) => Promise<Committed>;
  /** The devices of a room's members after a number, as a member may know them. */
  readonly roomDevices: (
    room: number,
    user: number,
    after: number,
    limit: number,
  ) => Promise<Outcome<{ readonly room: Room; readonly devices: readonly RoomDevice[] }>>;
  /** The rooms that this device is to be let into, once they are sealed, or taken out of. */
  readonly dueRooms: (device: number) => Promise<readonly Room[]>;
  /** `bad` when all is there and is not what the hash says; then nothing of it is kept. */
  readonly putChunk: (chunk: Chunk) => Promise<Outcome<undefined>>;
  /** For devices that were in the room at the commit that names the blob. */
  readonly chunk: (
    room: number,
    device: number,
    hash: Bytes,
    start: number,
  ) => Promise<Outcome<{ readonly size: number; readonly body: Bytes }>>;

  // inbox: for one device alone (Welcomes, notices), with the same log and cursor as any room
  readonly deliver: (
    device: number,
    body: Bytes,
    at: number,
  ) => Promise<Outcome<{ room: Room; entry: Entry }>>;

  // operation ids, remembered for a day, with what was answered
  readonly answered: (op: Bytes) => Promise<Bytes | undefined>;
  readonly remember: (op: Bytes, answer: Bytes, at: number) => Promise<void>;

  // small secrets of the nuvem itself (the OPAQUE set-up), sealed at rest
  readonly secret: (name: string, make: () => Bytes) => Promise<Bytes>;

  // activity: hash-chained
  readonly log: (at: number, kind: string, detail: string) => Promise<void>;
  readonly activity: (after: number, limit: number) => Promise<readonly ActivityRow[]>;
}
