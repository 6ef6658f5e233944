import { timingSafeEqual } from 'node:crypto';

import { chained, digestOf, type Mark } from './body.ts';
import { refuse } from './fault.ts';
import { hmac } from './kdf.ts';
import { exportedKey, type Room } from './room.ts';

/*
 * A Welcome of MLS, and in front of it what its author had read of the log before the commit, so that who comes in
 * knows what the others know: seq ‖ mark ‖ digest of the commit, under a key that only those in the room have. An author
 * who knows no mark says nothing.
 */
const noteLength = 6 + 32 + 32;
const macLength = 32;

export interface Invitation {
  readonly welcome: Uint8Array;
  readonly note: Uint8Array | undefined;
}

const keyOf = (room: Room): Promise<Uint8Array> =>
  exportedKey(room, 'pychat mark', new Uint8Array(0));

/** `room` is the one that the commit leads to, `before` how far its author has read. */
export async function invitation(
  room: Room,
  { welcome, wire }: { readonly welcome: Uint8Array; readonly wire: Uint8Array },
  before: Mark | undefined,
): Promise<Uint8Array> {
  if (!before) return Buffer.concat([Buffer.of(0), welcome]);
  const seq = Buffer.alloc(6);
  seq.writeUIntBE(before.seq, 0, 6);
  const note = Buffer.concat([seq, before.hash, digestOf(wire)]);
  return Buffer.concat([Buffer.of(1), note, hmac(await keyOf(room), note), welcome]);
}

/** Throws a SealFault for what is no invitation; the note is not believed yet. */
export function invitationIn(bytes: Uint8Array): Invitation {
  const start = bytes[0] === 1 ? 1 + noteLength + macLength : 1;
  if (bytes[0] === undefined || bytes[0] > 1 || bytes.length < start)
    return refuse('welcome', 'It is no invitation');
  return {
    welcome: bytes.subarray(start),
    note: start > 1 ? bytes.subarray(1, start) : undefined,
  };
}

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
