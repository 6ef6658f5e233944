import { timingSafeEqual } from 'node:crypto';

import { asideIn, asideOf, largestAside } from './aside.ts';
import { chained, digestOf, type Mark } from './body.ts';
import { refuse } from './fault.ts';
import { hmac } from './kdf.ts';
import { exportedKey, type Room } from './room.ts';

/*
 * A Welcome of MLS, and in front of it what its author has for who comes in, under keys that only those in the room
 * have: flags ‖ note ‖ length of the aside, in two bytes ‖ aside. The note tells what its author had read of the log
 * before the commit, so that who comes in knows what the others know: seq ‖ mark ‖ digest of the commit ‖ MAC. The aside
 * is for the rooms' users: whatever they tell each other of it. What an author does not know is left out.
 */
const noteLength = 6 + 32 + 32;
const macLength = 32;
const hasNote = 1;
const hasAside = 2;

export interface Invitation {
  readonly welcome: Uint8Array;
  readonly note: Uint8Array | undefined;
  readonly aside: Uint8Array | undefined;
}

const keyOf = (room: Room): Promise<Uint8Array> =>
  exportedKey(room, 'pychat mark', new Uint8Array(0));

interface Parts {
  readonly welcome: Uint8Array;
  readonly wire: Uint8Array;
  readonly aside?: Uint8Array | undefined;
}

/** `room` is the one that the commit leads to, `before` how far its author has read. */
export async function invitation(
  room: Room,
  { welcome, wire, aside }: Parts,
  before: Mark | undefined,
): Promise<Uint8Array> {
  const flags = Buffer.of((before ? hasNote : 0) | (aside ? hasAside : 0));
  const note = before ? await noteOf(room, wire, before) : Buffer.alloc(0);
  const sealed = aside ? await asideOf(room, aside) : undefined;
  const length = Buffer.alloc(sealed ? 2 : 0);
  if (sealed) length.writeUInt16BE(sealed.length);
  return Buffer.concat([flags, note, length, sealed ?? Buffer.alloc(0), welcome]);
}

async function noteOf(room: Room, wire: Uint8Array, before: Mark): Promise<Buffer> {
  const seq = Buffer.alloc(6);
  seq.writeUIntBE(before.seq, 0, 6);
  const note = Buffer.concat([seq, before.hash, digestOf(wire)]);
  return Buffer.concat([note, hmac(await keyOf(room), note)]);
}

/** Throws a SealFault for what is no invitation; note and aside are not believed yet. */
export function invitationIn(bytes: Uint8Array): Invitation {
  const [flags = 255] = bytes;
  const noteEnd = 1 + (flags & hasNote ? noteLength + macLength : 0);
  const asideAt = noteEnd + (flags & hasAside ? 2 : 0);
  const [high, low] = [...bytes.subarray(noteEnd, asideAt), 0, 0];
  const end = asideAt + high * 256 + low;
  const isOne = flags <= (hasNote | hasAside) && end <= asideAt + largestAside;
  if (!isOne || bytes.length < end) return refuse('welcome', 'It is no invitation');
  return {
    welcome: bytes.subarray(end),
    note: noteEnd > 1 ? bytes.subarray(1, noteEnd) : undefined,
    aside: asideAt > noteEnd ? bytes.subarray(asideAt, end) : undefined,
  };
}

/** What whoever invites tells beside it. Throws when nobody in the room wrote it. */
export const toldIn = async (room: Room, { aside }: Invitation): Promise<Uint8Array | undefined> =>
  aside && (await asideIn(room, aside));

/**
 * The mark at the entry of the commit, which was number `at` of the log. Undefined when there is none, or when the
 * author had not read up to the commit. Throws a SealFault when nobody in the room wrote it.
 */
export async function markAt(
  room: Room,
  { note }: Invitation,
  at: number,
): Promise<Mark | undefined> {
  if (!note) return undefined;
  const said = Buffer.from(note.subarray(0, noteLength));
  if (!timingSafeEqual(hmac(await keyOf(room), said), note.subarray(noteLength)))
    return refuse('welcome', 'Its note is not by who invites');
  const before = said.readUIntBE(0, 6);
  // A log that begins with the commit is read by nobody before it.
  if (before !== 0 && before + 1 !== at) return undefined;
  const digest = new Uint8Array(said.subarray(6 + 32));
  return chained(said.subarray(6, 6 + 32), { seq: at, hash: digest });
}
