import { Malformed } from './malformed.ts';

/** What a sealed message says of itself in the clear (RFC 9420, sections 6 and 6.3). */
export interface SealedHeader {
  readonly kind: 'line' | 'commit';
  readonly room: Uint8Array;
  readonly gen: number;
  readonly epoch: number;
  /** Its authenticated data: readable by everybody, changed by nobody. */
  readonly label: Uint8Array;
}

/** Generations that a nuvem may have forgotten: so many at once a room can leave out. */
export const mostForgotten = 1000;

const version = 1;
const privateMessage = 2;
const kinds: Readonly<Record<number, SealedHeader['kind']>> = { 1: 'line', 3: 'commit' };
const roomLength = 16;
const groupLength = roomLength + 4;

/** The MLS group of a room in a generation: the room's id, then the generation, big-endian. */
export function groupOf(room: Uint8Array, gen: number): Buffer {
  const group = Buffer.alloc(groupLength);
  group.set(room);
  group.writeUInt32BE(gen, roomLength);
  return group;
}

/**
 * The header of an MLS PrivateMessage that is a line or a commit; its length must be right to the last
 * byte. Throws `Malformed` for anything else. The parts are views.
 */
export function sealedHeader(wire: Uint8Array): SealedHeader {
  const bytes = Buffer.from(wire.buffer, wire.byteOffset, wire.byteLength);
  if (bytes.length < 4 || bytes.readUInt16BE(0) !== version) throw new Malformed('MLS 1.0');
  if (bytes.readUInt16BE(2) !== privateMessage) throw new Malformed('a private message');
  const group = vector(bytes, 4);
  if (group.part.length !== groupLength) throw new Malformed('a room and a generation');
  if (bytes.length < group.end + 9) throw new Malformed('an epoch and a kind');
  const epoch = bytes.readBigUInt64BE(group.end);
  if (epoch > Number.MAX_SAFE_INTEGER) throw new Malformed('an epoch below 2^53');
  const kind = kinds[bytes.readUInt8(group.end + 8)];
  if (!kind) throw new Malformed('a line or a commit');
  const label = vector(bytes, group.end + 9);
  const sender = vector(bytes, label.end);
  const sealed = vector(bytes, sender.end);
  if (sealed.end !== bytes.length) throw new Malformed('nothing after the end');
  return {
    kind,
    room: group.part.subarray(0, roomLength),
    gen: group.part.readUInt32BE(roomLength),
    epoch: Number(epoch),
    label: label.part,
  };
}

/** Whether these bytes say of themselves that they are this, made at that place. */
export function isSealedAs(
  wire: Uint8Array,
  kind: SealedHeader['kind'],
  at: { readonly room: Uint8Array; readonly gen: number; readonly epoch: number },
): boolean {
  try {
    const { room, gen, epoch, kind: is } = sealedHeader(wire);
    const isThere = gen === at.gen && epoch === at.epoch && Buffer.compare(room, at.room) === 0;
    return is === kind && isThere;
  } catch (fault) {
    if (fault instanceof Malformed) return false;
    throw fault;
  }
}

/** A vector behind its length, in one, two or four bytes, of which the shortest is the only one. */
function vector(bytes: Buffer, at: number): { readonly part: Buffer; readonly end: number } {
  const first = bytes[at];
  if (first === undefined || first >> 6 === 3) throw new Malformed('a length');
  const size = 1 << (first >> 6);
  if (at + size > bytes.length) throw new Malformed('a whole length');
  const length = bytes.readUIntBE(at, size) % 2 ** (8 * size - 2);
  if (size > 1 && length < 2 ** (4 * size - 2)) throw new Malformed('the shortest length');
  const end = at + size + length;
  if (end > bytes.length) throw new Malformed(`${length} bytes, and the message ends before`);
  return { part: bytes.subarray(at + size, end), end };
}
