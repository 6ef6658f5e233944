import { hash as hashed } from 'node:crypto';

import { refuse } from './fault.ts';

/** The log of a room up to an entry, in one hash: two who have the same one have seen the same. */
export interface Mark {
  readonly seq: number;
  readonly hash: Uint8Array;
}

/** What is sealed: content, and enough to notice what the nuvem dropped, moved or showed to others only. */
export interface Body {
  readonly content: Uint8Array;
  /** Counted 1, 2, 3 … by the device that seals, in this room and generation. */
  readonly count: number;
  /** How far that device had read, and what. Undefined while it does not know a mark yet. */
  readonly mark: Mark | undefined;
}

const version = 1;
const hashLength = 32;
/** version ‖ count ‖ seq of the mark, 0 for none ‖ its hash ‖ length of the content. */
const headLength = 1 + 6 + 6 + hashLength + 4;

/** The next mark: the one before, the place of the entry, and its bytes as the nuvem gave them. */
export const marked = (before: Uint8Array, seq: number, wire: Uint8Array): Mark =>
  chained(before, { seq, hash: digestOf(wire) });

/** The same of an entry whose digest is known. */
export function chained(before: Uint8Array, { seq, hash: entry }: Mark): Mark {
  const all = Buffer.allocUnsafe(2 * hashLength + 8);
  all.set(before);
  all.writeBigUInt64BE(BigInt(seq), hashLength);
  all.set(entry, hashLength + 8);
  return { seq, hash: digestOf(all) };
}

export const digestOf = (bytes: Uint8Array): Uint8Array =>
  new Uint8Array(hashed('sha256', bytes, 'buffer'));

/** The content in its envelope, padded so that its length says little. */
export function bodyBytes({ content, count, mark }: Body): Uint8Array {
  const bytes = Buffer.alloc(padded(headLength + content.length));
  bytes.writeUInt8(version, 0);
  bytes.writeUIntBE(count, 1, 6);
  bytes.writeUIntBE(mark?.seq ?? 0, 7, 6);
  if (mark) bytes.set(mark.hash, 13);
  bytes.writeUInt32BE(content.length, 13 + hashLength);
  bytes.set(content, headLength);
  return bytes;
}

/** Throws a SealFault for what `bodyBytes` does not write. */
export function bodyIn(plain: Uint8Array): Body {
  const bytes = Buffer.from(plain.buffer, plain.byteOffset, plain.length);
  if (bytes.length < headLength || bytes[0] !== version) return refuse('wire', 'It is no body');
  const length = bytes.readUInt32BE(13 + hashLength);
  const end = headLength + length;
  const isWhole = end <= bytes.length && bytes.length === padded(end);
  if (!isWhole || bytes.subarray(end).some((byte) => byte !== 0))
    return refuse('wire', 'Its length is wrong');
  const seq = bytes.readUIntBE(7, 6);
  const hash = new Uint8Array(bytes.subarray(13, 13 + hashLength));
  return {
    content: new Uint8Array(bytes.subarray(headLength, end)),
    count: bytes.readUIntBE(1, 6),
    mark: seq === 0 ? undefined : { seq, hash },
  };
}

const least = 256;

/** Padmé above 256 bytes: at most 12 % more, and only a few lengths that a message can have. */
export function padded(length: number): number {
  if (length <= least) return least;
  const exponent = Math.floor(Math.log2(length));
  const step = 2 ** (exponent - Math.floor(Math.log2(exponent)) - 1);
  return Math.ceil(length / step) * step;
}
