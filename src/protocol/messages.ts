import {
  bytes,
  type Field,
  type Fields,
  flag,
  type FromFields,
  list,
  oneOf,
  optional,
  record,
  seq,
  since,
  text,
  textLike,
  uint,
} from './fields.ts';
import { largestFile } from './file-size.ts';

/** The versions of the wire that this program speaks. */
export const versions = { min: 1, max: 4 } as const;

const re = uint(0xffff_ffff);
const name = textLike(32, /^[a-z0-9][a-z0-9_.-]*$/, 'a name of a-z 0-9 _ . -');
const anyName = text(128);
const room = bytes(16, 16);
/** Milliseconds since 1970, up to the last that a `Date` can be. */
const time = uint(8_640_000_000_000_000);
const nonce = bytes(32, 32);
const device = uint(0xffff_ffff);
const session = uint(0xffff_ffff);
const opaque = bytes(1, 1024);
const key = bytes(32, 32);
const signature = bytes(64, 64);
const vault = bytes(0, 8192);
const label = text(64);
/** A device's offer to be added to one sealed room; the nuvem cannot read it. */
const keyPackage = bytes(1, 1024);
const op = bytes(16, 16);
const role = oneOf('member', 'admin', 'owner');
const kind = oneOf('dm', 'group', 'channel', 'inbox');
const presence = oneOf('online', 'away', 'offline');
/** The inside of a line: its content (content.ts), sealed or not. */
const body = bytes(1, 192 * 1024);
const gen = uint(0xffff_ffff);
/** SHA-256 of the bytes it names. */
const hash = bytes(32, 32);
/** What is too large for a frame travels in chunks of this size, the last one shorter. */
export const blobChunk = 128 * 1024;
export const largestBlob = 2 * 1024 * 1024;
const blobAt = uint(largestBlob);
const file = bytes(16, 16);
const fileSize = uint(largestFile);
const chunk = bytes(1, blobChunk);
const someDevices = list(device, 200);
const mark = record({ room, seq });
/** The kinds of entries.ts: 0 a line · 1 a notice · 2 a line that was removed · 3 a commit · 4 an invitation. */
const entryKind = uint(255);
const entry = {
  seq,
  kind: entryKind,
  from: name,
  device,
  no: seq,
  at: time,
  body: bytes(0, 192 * 1024),
} as const;

/**
 * The whole vocabulary of the wire, one row per message. `id` and the order of fields are what travels:
 * never change them, only add at the end with a new `since`. `when`: a stranger says `new`, who has
 * logged in says `known`, who came through the nuvem's own control socket says `owner`.
 */
export const messages = {
  // start: client -> nuvem
  hello: {
    id: 1,
    from: 'client',
    when: 'new',
    since: 1,
    fields: {
      re,
      min: uint(255),
      max: uint(255),
      agent: text(64),
      nonce,
      features: list(text(32), 32),
    },
  },
  'register-1': {
    id: 2,
    from: 'client',
    when: 'new',
    since: 1,
    fields: { re, name: anyName, request: opaque, invite: optional(text(64)) },
  },
  'register-2': {
    id: 3,
    from: 'client',
    when: 'new',
    since: 1,
    fields: {
      re,
      name: anyName,
      record: opaque,
      vault,
      identity: key,
      device: key,
      cert: signature,
      label,
      proof: signature,
      invite: optional(text(64)),
    },
  },
  'login-1': {
    id: 4,
    from: 'client',
    when: 'new',
    since: 1,
    fields: {
      re,
      name: anyName,
      request: opaque,
      device: optional(key),
      proof: optional(signature),
    },
  },
  'login-2': {
    id: 5,
    from: 'client',
    when: 'new',
    since: 1,
    fields: { re, finish: opaque, device: key, label, proof: signature, mac: key },
  },
  /** Identity and cross-signature of a device that has just opened the vault. */
  'device-cert': {
    id: 6,
    from: 'client',
    when: 'known',
    since: 1,
    fields: { re, identity: key, cert: signature },
  },
  /** Log-in without a password: a ticket, and a proof by the device's own key. */
  resume: {
    id: 7,
    from: 'client',
    when: 'new',
    since: 1,
    fields: { re, device, ticket: key, proof: signature },
  },
  /** Answer to `seats-full`: take the place of that session. */
  'seat-take': { id: 8, from: 'client', when: 'new', since: 1, fields: { re, end: session } },
  bye: { id: 9, from: 'client', when: 'new', since: 1, fields: {} },

  // start: nuvem -> client
  greeting: {
    id: 10,
    from: 'nuvem',
    when: 'new',
    since: 1,
    fields: {
      re,
      version: uint(255),
      name: text(64),
      nonce,
      features: list(text(32), 32),
      registration: oneOf('open', 'invite', 'closed'),
      /** What former keys of this nuvem signed, oldest first, the last one for the key it shows. */
      former: since(2, list(record({ key: bytes(1, 1024), signature: bytes(1, 1024) }), 8)),
    },
  },
  'register-reply': {
    id: 11,
    from: 'nuvem',
    when: 'new',
    since: 1,
    fields: { re, response: opaque },
  },
  'login-reply': { id: 12, from: 'nuvem', when: 'new', since: 1, fields: { re, response: opaque } },
  welcome: {
    id: 13,
    from: 'nuvem',
    when: 'known',
    since: 1,
    fields: {
      re,
      name,
      user: device,
      device,
      session,
      seats: uint(1000),
      role,
      incarnation: room,
      ticket: key,
      at: time,
      vault,
      version: uint(0xffff_ffff),
      identity: key,
      /** For how long lines of groups and direct messages stay for who has not received them. */
      keep: since(3, time),
    },
  },
  'seats-full': {
    id: 14,
    from: 'nuvem',
    when: 'new',
    since: 1,
    fields: { re, sessions: list(record({ id: session, device, label, since: time }), 1000) },
  },
  refused: {
    id: 15,
    from: 'nuvem',
    when: 'new',
    since: 1,
    fields: {
      re: optional(re),
      code: text(32),
      text: text(512),
      wait: optional(uint(86_400_000)),
      head: optional(seq),
      /** Where a sealed room stands, behind `stale`. */
      gen: since(2, gen),
      epoch: since(2, seq),
    },
  },
  ok: { id: 16, from: 'nuvem', when: 'new', since: 1, fields: { re } },

  // rooms: client -> nuvem
  /** What the client has of each room; answered by a `room` each, then `synced`, then what is missing. */
  sync: {
    id: 20,
    from: 'client',
    when: 'known',
    since: 1,
    fields: { re, marks: list(mark, 8000) },
  },
  'room-open': {
    id: 21,
    from: 'client',
    when: 'known',
    since: 1,
    fields: {
      re,
      room,
      kind: oneOf('dm', 'group', 'channel'),
      name: optional(text(64)),
      members: list(name, 1000),
    },
  },
  'room-join': { id: 22, from: 'client', when: 'known', since: 1, fields: { re, name } },
  'room-leave': { id: 23, from: 'client', when: 'known', since: 1, fields: { re, room } },
  'room-add': {
    id: 24,
    from: 'client',
    when: 'known',
    since: 1,
    fields: { re, room, members: list(name, 1000) },
  },
  'room-remove': {
    id: 25,
    from: 'client',
    when: 'known',
    since: 1,
    fields: { re, room, member: name },
  },
  'room-role': {
    id: 26,
    from: 'client',
    when: 'known',
    since: 1,
    fields: { re, room, member: name, role },
  },
  /** Topic, slow mode (seconds between two lines of a member, 0 is off), read-only. */
  'room-set': {
    id: 27,
    from: 'client',
    when: 'known',
    since: 1,
    fields: {
      re,
      room,
      topic: optional(text(512, 0)),
      slow: optional(uint(86_400)),
      readOnly: optional(flag),
      name: optional(text(64)),
    },
  },
  /** Silence or shut out a member of a channel; seconds 0 ends it. */
  'room-mute': {
    id: 28,
    from: 'client',
    when: 'known',
    since: 1,
    fields: { re, room, member: name, seconds: uint(31_536_000) },
  },
  'room-ban': {
    id: 29,
    from: 'client',
    when: 'known',
    since: 1,
    fields: { re, room, member: name, on: flag },
  },
  'line-remove': { id: 30, from: 'client', when: 'known', since: 1, fields: { re, room, seq } },
  /** The channels of this nuvem by name, after a name. */
  channels: { id: 31, from: 'client', when: 'known', since: 1, fields: { re, after: text(64, 0) } },
  members: {
    id: 32,
    from: 'client',
    when: 'known',
    since: 1,
    fields: { re, room, after: text(64, 0) },
  },
  block: { id: 33, from: 'client', when: 'known', since: 1, fields: { re, name, on: flag } },
  blocks: { id: 34, from: 'client', when: 'known', since: 1, fields: { re } },
  requests: { id: 35, from: 'client', when: 'known', since: 1, fields: { re } },
  'request-answer': {
    id: 36,
    from: 'client',
    when: 'known',
    since: 1,
    fields: { re, room, answer: oneOf('accept', 'decline', 'block') },
  },

  // rooms: nuvem -> client
  room: {
    id: 40,
    from: 'nuvem',
    when: 'known',
    since: 1,
    fields: {
      re: optional(re),
      room,
      kind,
      name: text(64, 0),
      role,
      members: uint(0xffff_ffff),
      head: seq,
      low: seq,
      joined: seq,
      read: seq,
      mark: seq,
      gen,
      epoch: seq,
      topic: text(512, 0),
      slow: uint(86_400),
      readOnly: flag,
      sealed: flag,
      request: flag,
      from: optional(name),
      /** This device is in the sealed room; a device of a member that is not, waits to be let in. */
      inside: since(2, flag),
      /** The last entry of an earlier time there, which is told as it was then. */
      until: since(2, seq),
      /** Devices wait to be let in, or are to be taken out: `room-devices` tells which. */
      due: since(2, flag),
      /** This person asked to leave, and the next commit carries it out. */
      leaving: since(2, flag),
    },
  },
  /** This room is no longer yours. */
  'room-gone': { id: 41, from: 'nuvem', when: 'known', since: 1, fields: { room } },
  synced: { id: 42, from: 'nuvem', when: 'known', since: 1, fields: { re } },
  /** Somebody came, went, or has another role, told to who is here now. Groups have it in their log too. */
  member: {
    id: 43,
    from: 'nuvem',
    when: 'known',
    since: 1,
    fields: {
      room,
      name,
      change: oneOf('joined', 'left', 'added', 'removed', 'banned', 'role'),
      by: name,
      role,
      at: time,
    },
  },
  'channels-are': {
    id: 44,
    from: 'nuvem',
    when: 'known',
    since: 1,
    fields: {
      re,
      channels: list(record({ name, topic: text(512, 0), members: uint(0xffff_ffff) }), 200),
      more: flag,
    },
  },
  'members-are': {
    id: 45,
    from: 'nuvem',
    when: 'known',
    since: 1,
    fields: {
      re,
      members: list(record({ name, role, state: presence, leaving: since(2, flag) }), 500),
      more: flag,
    },
  },
  'blocks-are': {
    id: 46,
    from: 'nuvem',
    when: 'known',
    since: 1,
    fields: { re, names: list(name, 5000) },
  },
  'requests-are': {
    id: 47,
    from: 'nuvem',
    when: 'known',
    since: 1,
    fields: { re, requests: list(record({ room, kind, from: name, at: time }), 1000) },
  },

  // log
  post: {
    id: 50,
    from: 'client',
    when: 'known',
    since: 1,
    fields: { re, room, no: seq, body, gen: optional(gen), epoch: optional(seq) },
  },
  stored: {
    id: 51,
    from: 'nuvem',
    when: 'known',
    since: 1,
    fields: { re, no: seq, at: time, seq: optional(seq) },
  },
  message: { id: 52, from: 'nuvem', when: 'known', since: 1, fields: { room, ...entry } },
  /** Entries after, or the last ones before, a place in the log. */
  fetch: {
    id: 53,
    from: 'client',
    when: 'known',
    since: 1,
    fields: { re, room, after: optional(seq), before: optional(seq), limit: uint(1000) },
  },
  page: {
    id: 54,
    from: 'nuvem',
    when: 'known',
    since: 1,
    fields: { re, entries: list(record(entry), 1000), low: seq, more: flag },
  },
  ack: { id: 55, from: 'client', when: 'known', since: 1, fields: { marks: list(mark, 1000) } },
  read: { id: 56, from: 'client', when: 'known', since: 1, fields: { marks: list(mark, 1000) } },
  /** How far others have received and read; to the authors of lines in DMs and groups of up to 50. */
  receipt: {
    id: 57,
    from: 'nuvem',
    when: 'known',
    since: 1,
    fields: { rooms: list(record({ room, name, delivered: seq, read: seq }), 1000) },
  },
  /** How far another device of the same person has read. */
  'read-here': {
    id: 58,
    from: 'nuvem',
    when: 'known',
    since: 1,
    fields: { marks: list(mark, 1000) },
  },
  'receipts-off': { id: 59, from: 'client', when: 'known', since: 1, fields: { re, off: flag } },

  // life
  ping: { id: 60, from: 'client', when: 'new', since: 1, fields: { re } },
  pong: { id: 61, from: 'nuvem', when: 'new', since: 1, fields: { re, at: time } },
  away: { id: 62, from: 'client', when: 'known', since: 1, fields: { on: flag } },
  presence: {
    id: 63,
    from: 'nuvem',
    when: 'known',
    since: 1,
    fields: { people: list(record({ name, state: presence, seen: time }), 1000) },
  },
  typing: { id: 64, from: 'client', when: 'known', since: 1, fields: { room } },
  'is-typing': { id: 65, from: 'nuvem', when: 'known', since: 1, fields: { room, name } },
  users: { id: 66, from: 'client', when: 'known', since: 1, fields: { re, after: text(64, 0) } },
  'users-are': {
    id: 67,
    from: 'nuvem',
    when: 'known',
    since: 1,
    fields: {
      re,
      users: list(record({ name, state: presence, seen: time, role }), 500),
      more: flag,
    },
  },
  /** Said once when a session is slowed down, and not again before it was fast. */
  'slow-down': {
    id: 68,
    from: 'nuvem',
    when: 'known',
    since: 1,
    fields: { wait: uint(86_400_000) },
  },
  /** The nuvem is going; reconnect after `wait` milliseconds. */
  going: { id: 69, from: 'nuvem', when: 'new', since: 1, fields: { wait: uint(60_000) } },

  // keys and devices
  'vault-get': { id: 70, from: 'client', when: 'known', since: 1, fields: { re } },
  'vault-put': {
    id: 71,
    from: 'client',
    when: 'known',
    since: 1,
    fields: { re, vault, version: uint(0xffff_ffff) },
  },
  'vault-is': {
    id: 72,
    from: 'nuvem',
    when: 'known',
    since: 1,
    fields: { re, vault, version: uint(0xffff_ffff) },
  },
  'password-1': {
    id: 73,
    from: 'client',
    when: 'known',
    since: 1,
    fields: { re, request: opaque },
  },
  'password-2': {
    id: 74,
    from: 'client',
    when: 'known',
    since: 1,
    fields: { re, record: opaque, vault, version: uint(0xffff_ffff) },
  },
  devices: {
    id: 75,
    from: 'client',
    when: 'known',
    since: 1,
    fields: { re, name: optional(name) },
  },
  'devices-are': {
    id: 76,
    from: 'nuvem',
    when: 'known',
    since: 1,
    fields: {
      re,
      identity: key,
      devices: list(
        record({
          id: device,
          label,
          key,
          cert: signature,
          created: time,
          seen: time,
          revoked: flag,
          online: flag,
          /** It came within the last day, to somebody who had another one then. */
          young: since(2, flag),
        }),
        200,
      ),
    },
  },
  'device-revoke': { id: 77, from: 'client', when: 'known', since: 1, fields: { re, device } },
  sessions: { id: 78, from: 'client', when: 'known', since: 1, fields: { re } },
  'sessions-are': {
    id: 79,
    from: 'nuvem',
    when: 'known',
    since: 1,
    fields: {
      re,
      sessions: list(record({ id: session, device, label, since: time, here: flag }), 1000),
    },
  },
  'session-end': { id: 80, from: 'client', when: 'known', since: 1, fields: { re, session } },
  /** Forgets the ticket of this device: the next log-in needs the password. */
  'ticket-forget': { id: 81, from: 'client', when: 'known', since: 1, fields: { re } },
  /**
   * Offers of this device, each for one room, and one that is given when they are used up. Answered by
   * `keys-left`; without any it only asks how many are left.
   */
  'keys-put': {
    id: 82,
    from: 'client',
    when: 'known',
    since: 2,
    fields: { re, packages: list(keyPackage, 100), last: optional(keyPackage) },
  },
  'keys-left': { id: 83, from: 'nuvem', when: 'known', since: 2, fields: { re, left: uint(1000) } },
  /** Takes one offer of each of these devices, to add them to a room. */
  'keys-claim': {
    id: 84,
    from: 'client',
    when: 'known',
    since: 2,
    fields: { re, op, devices: list(device, 200) },
  },
  keys: {
    id: 85,
    from: 'nuvem',
    when: 'known',
    since: 2,
    fields: { re, keys: list(record({ device, package: keyPackage }), 200) },
  },

  // operator
  'admin.grant': {
    id: 90,
    from: 'client',
    when: 'owner',
    since: 1,
    fields: { re, op, name, role },
  },
  'admin.invite': {
    id: 91,
    from: 'client',
    when: 'known',
    since: 1,
    fields: { re, op, uses: uint(10_000), days: uint(3650) },
  },
  invite: {
    id: 92,
    from: 'nuvem',
    when: 'known',
    since: 1,
    fields: { re, code: text(64), until: time },
  },
  'admin.stop': { id: 93, from: 'client', when: 'owner', since: 1, fields: { re } },
  'admin.reload': { id: 94, from: 'client', when: 'owner', since: 1, fields: { re } },

  // sealed rooms: devices, commits, and what is too large for a frame
  /** The devices of a room's members, and what the next commit has to do about each; after a device's number. */
  'room-devices': {
    id: 86,
    from: 'client',
    when: 'known',
    since: 2,
    fields: { re, room, after: device },
  },
  'room-devices-are': {
    id: 87,
    from: 'nuvem',
    when: 'known',
    since: 2,
    fields: {
      re,
      gen,
      epoch: seq,
      devices: list(
        record({ device, name, state: oneOf('in', 'waiting', 'leaving'), young: since(2, flag) }),
        500,
      ),
      more: flag,
    },
  },
  /** A device of a member can be let in now, or must be taken out; told to who is in the room. */
  device: {
    id: 88,
    from: 'nuvem',
    when: 'known',
    since: 2,
    fields: { room, name, device, change: oneOf('waiting', 'revoked') },
  },
  /**
   * The next epoch of a sealed room, or with a higher `gen` and epoch 0 its next generation. `body` is
   * empty when a blob holds it; `welcome` names the blob for the devices that are added.
   */
  commit: {
    id: 95,
    from: 'client',
    when: 'known',
    since: 2,
    fields: {
      re,
      room,
      gen,
      epoch: seq,
      no: seq,
      add: someDevices,
      remove: someDevices,
      body: bytes(0, blobChunk),
      blob: optional(hash),
      welcome: optional(hash),
    },
  },
  /** A chunk of what a commit will name; `at` is where it begins, a multiple of the size of a chunk. */
  'blob-put': {
    id: 96,
    from: 'client',
    when: 'known',
    since: 2,
    fields: { re, room, hash, size: blobAt, at: blobAt, body: chunk },
  },
  'blob-get': {
    id: 97,
    from: 'client',
    when: 'known',
    since: 2,
    fields: { re, room, hash, at: blobAt },
  },
  /** To another device of the same person, which has to be here: the nuvem keeps nothing of it. */
  'device-say': {
    id: 99,
    from: 'client',
    when: 'known',
    since: 2,
    fields: { re, device, body: bytes(1, 256) },
  },
  'device-says': {
    id: 100,
    from: 'nuvem',
    when: 'known',
    since: 2,
    fields: { device, body: bytes(1, 256) },
  },
  blob: {
    id: 98,
    from: 'nuvem',
    when: 'known',
    since: 2,
    fields: { re, size: blobAt, body: chunk },
  },

  // files: what is said about them here; their bytes travel on connections of their own (file-wire.ts)
  /** A `post` that announces a file, in one transaction with its line. `size` is that of its sealed chunks. */
  'file-new': {
    id: 101,
    from: 'client',
    when: 'known',
    since: 4,
    fields: {
      re,
      room,
      no: seq,
      body,
      file,
      size: fileSize,
      gen: optional(gen),
      epoch: optional(seq),
    },
  },
  /** A token for a connection of files: the announcing device puts, whoever the line was for gets. */
  'file-open': {
    id: 102,
    from: 'client',
    when: 'known',
    since: 4,
    fields: { re, file, how: oneOf('put', 'get') },
  },
  /** `kept`: how many chunks the nuvem has on disk. The token is good for a minute, and once. */
  'file-opened': {
    id: 103,
    from: 'nuvem',
    when: 'known',
    since: 4,
    fields: { re, token: key, size: fileSize, kept: uint(0xffff_ffff), complete: flag },
  },
  /** This device has all of it, however it came. */
  'file-done': { id: 104, from: 'client', when: 'known', since: 4, fields: { re, file } },
  /** Who sent it takes it back. */
  'file-drop': { id: 105, from: 'client', when: 'known', since: 4, fields: { re, file } },
  /** Told to who is here: to the room, but `fetched` (by everybody it is for) to who sent it. */
  file: {
    id: 106,
    from: 'nuvem',
    when: 'known',
    since: 4,
    fields: { file, state: oneOf('complete', 'fetched', 'dropped', 'expired') },
  },
} as const satisfies Record<string, Row>;

export interface Row {
  readonly id: number;
  readonly from: 'client' | 'nuvem';
  readonly when: 'new' | 'known' | 'owner';
  readonly since: number;
  readonly fields: Fields;
}

type Table = typeof messages;
export type Type = keyof Table;
export type Message<T extends Type = Type> = {
  [K in T]: { readonly type: K } & FromFields<Table[K]['fields']>;
}[T];
export type FromClient = { [K in Type]: Table[K]['from'] extends 'client' ? K : never }[Type];
export type FromNuvem = { [K in Type]: Table[K]['from'] extends 'nuvem' ? K : never }[Type];
/** What a client asks and gets an answer to: a message with `re`. */
export type Request = {
  [K in FromClient]: Message<K> extends { re: number } ? K : never;
}[FromClient];
export type Entry = FromFields<typeof entry>;

export const rowOf = (type: Type): Row => messages[type];

/** The field of a user's or channel's name, for whoever checks one outside a message. */
export const nameField: Field<string> = name;
