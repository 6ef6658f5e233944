import { Reader, Writer } from './cbor.ts';
import { bytes, type Field, list, optional, record, seq, uint } from './fields.ts';
import { blobChunk } from './messages.ts';

const room = bytes(16, 16);
const gen = uint(0xffff_ffff);
const hash = bytes(32, 32);
const devices = list(uint(0xffff_ffff), 200);

/** What an entry of a log is. The body of the first two is content (content.ts), or is sealed; the third has none. */
export const entryKinds = { line: 0, notice: 1, removed: 2, commit: 3, invite: 4 } as const;

/**
 * The body of an entry that is a commit: the room was at (gen, epoch), and is one epoch further behind it.
 * Whom it adds and removes is the nuvem's word, to be compared with what the commit does. `body` is the
 * MLS message, empty when the blob holds it.
 */
const commit = record({
  gen,
  epoch: seq,
  add: devices,
  remove: devices,
  body: bytes(0, blobChunk),
  blob: optional(hash),
});

/**
 * The body of an entry in a newcomer's inbox: the commit `seq` of that room added this device; the blob of
 * the room holds the Welcome, and the log is read from behind that commit.
 */
const invite = record({ room, gen, seq, blob: hash });

export const entryBodies = { commit, invite } as const;

type ValueOf<F> = F extends Field<infer T> ? T : never;
export type CommitEntry = ValueOf<typeof commit>;
export type InviteEntry = ValueOf<typeof invite>;

const writer = new Writer();

export const encodeCommitEntry = (entry: CommitEntry): Buffer => written(commit, entry);
export const encodeInviteEntry = (entry: InviteEntry): Buffer => written(invite, entry);

/** Both throw `Malformed` on what the nuvem does not write. Byte fields are views. */
export const parseCommitEntry = (body: Uint8Array): CommitEntry => read(commit, body);
export const parseInviteEntry = (body: Uint8Array): InviteEntry => read(invite, body);

function written<T>(field: Field<T>, value: T): Buffer {
  try {
    field.write(writer, value);
    return writer.take(0);
  } catch (bug) {
    writer.clear();
    throw bug;
  }
}

function read<T>(field: Field<T>, body: Uint8Array): T {
  const from = new Reader(Buffer.from(body.buffer, body.byteOffset, body.byteLength));
  const value = field.read(from);
  from.end();
  return value;
}
