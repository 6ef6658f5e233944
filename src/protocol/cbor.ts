import { isUtf8 } from 'node:buffer';

import { Malformed } from './malformed.ts';

/*
 * The strict part of CBOR (RFC 8949) that the wire speaks: unsigned integers below 2^53, text, bytes,
 * booleans, arrays and maps, each of definite length and in its shortest form. No tags, no floats, no
 * negative numbers: what cannot be said cannot be an attack. Reader and Writer are classes because they
 * are the hottest objects of the relay.
 */
const major = { uint: 0, bytes: 2, text: 3, array: 4, map: 5 } as const;
const falseByte = 0xf4;
const trueByte = 0xf5;
const two32 = 0x1_0000_0000;

export class Reader {
  private readonly from: Buffer;
  private at = 0;

  constructor(from: Buffer) {
    this.from = from;
  }

  uint(max: number): number {
    const value = this.head(major.uint, 'a whole number');
    if (value > max) throw new Malformed(`a number of at most ${max}`);
    return value;
  }

  /** Text of `min` to `max` bytes of valid UTF-8. */
  text(min: number, max: number): string {
    const end = this.open(major.text, 'text', min, max);
    const value = this.from.toString('utf8', this.at, end);
    // What is no UTF-8 is read as this sign; or somebody wrote it.
    if (value.includes('\uFFFD') && !isUtf8(this.from.subarray(this.at, end)))
      throw new Malformed('valid UTF-8');
    this.at = end;
    return value;
  }

  /** A view into the frame, not a copy: who keeps it longer than the turn must copy it. */
  bytes(min: number, max: number): Buffer {
    const end = this.open(major.bytes, 'bytes', min, max);
    const found = this.from.subarray(this.at, end);
    this.at = end;
    return found;
  }

  flag(): boolean {
    const byte = this.from[this.at];
    if (byte !== falseByte && byte !== trueByte) throw new Malformed('true or false');
    this.at += 1;
    return byte === trueByte;
  }

  array(max: number): number {
    const length = this.head(major.array, 'a list');
    if (length > max) throw new Malformed(`a list of at most ${max}`);
    return length;
  }

  map(max: number): number {
    const length = this.head(major.map, 'a map');
    if (length > max) throw new Malformed(`a map of at most ${max}`);
    return length;
  }

  end(): void {
    if (this.at !== this.from.length) throw new Malformed('nothing after the end');
  }

  /** Reads the head of a text or of bytes; answers where they end. */
  private open(kind: number, what: string, min: number, max: number): number {
    const length = this.head(kind, what);
    if (length < min || length > max) throw new Malformed(`${what} of ${min} to ${max} bytes`);
    const end = this.at + length;
    if (end > this.from.length) throw new Malformed(`${length} bytes, and the frame ends before`);
    return end;
  }

  private head(kind: number, what: string): number {
    const first = this.from[this.at];
    if (first === undefined || first >> 5 !== kind) throw new Malformed(what);
    const short = first & 31;
    if (short < 24) {
      this.at += 1;
      return short;
    }
    if (short > 27) throw new Malformed('a definite length');
    const size = 1 << (short - 24);
    if (this.at + 1 + size > this.from.length) throw new Malformed('more bytes');
    const value = this.argument(size);
    this.at += 1 + size;
    return value;
  }

  /** The number behind the first byte; a longer form than needed is refused, so that each message has one encoding. */
  private argument(size: number): number {
    const at = this.at + 1;
    if (size < 8) {
      const value = this.number(at, size);
      if (value < (size === 1 ? 24 : 2 ** (4 * size))) throw new Malformed('the shortest form');
      return value;
    }
    const high = this.number(at, 4);
    if (high === 0) throw new Malformed('the shortest form');
    if (high > 0x1f_ffff) throw new Malformed('a number below 2^53');
    return high * two32 + this.number(at + 4, 4);
  }

  /** Of 1, 2 or 4 bytes, which are there. */
  private number(at: number, size: number): number {
    let value = 0;
    for (let byte = at; byte < at + size; byte += 1) value = value * 256 + (this.from[byte] ?? 0);
    return value;
  }
}

export class Writer {
  private to = Buffer.allocUnsafe(4096);
  private at = 0;

  uint(value: number): void {
    if (!Number.isSafeInteger(value) || value < 0)
      throw new RangeError(`Expected a whole number from 0 to 2^53 - 1, got ${value}`);
    this.head(major.uint, value);
  }

  text(value: string): void {
    const length = Buffer.byteLength(value);
    this.head(major.text, length);
    this.room(length);
    this.to.write(value, this.at);
    this.at += length;
  }

  bytes(value: Uint8Array): void {
    this.head(major.bytes, value.length);
    this.room(value.length);
    this.to.set(value, this.at);
    this.at += value.length;
  }

  flag(value: boolean): void {
    this.room(1);
    this.to[this.at++] = value ? trueByte : falseByte;
  }

  array(length: number): void {
    this.head(major.array, length);
  }

  map(length: number): void {
    this.head(major.map, length);
  }

  /** What was written since the last `take`, behind `space` bytes left free for a header. */
  take(space: number): Buffer {
    const taken = Buffer.allocUnsafe(space + this.at);
    this.to.copy(taken, space, 0, this.at);
    this.at = 0;
    return taken;
  }

  /** Forgets a message that could not be finished. */
  clear(): void {
    this.at = 0;
  }

  private head(kind: number, value: number): void {
    this.room(9);
    const first = kind << 5;
    if (value < 24) this.to[this.at++] = first | value;
    else if (value < 0x100) {
      this.to[this.at++] = first | 24;
      this.to[this.at++] = value;
    } else if (value < 0x1_0000) {
      this.to[this.at] = first | 25;
      this.at = this.to.writeUInt16BE(value, this.at + 1);
    } else this.longHead(first, value);
  }

  private longHead(first: number, value: number): void {
    if (value < two32) {
      this.to[this.at] = first | 26;
      this.at = this.to.writeUInt32BE(value, this.at + 1);
      return;
    }
    this.to[this.at] = first | 27;
    this.to.writeUInt32BE(Math.floor(value / two32), this.at + 1);
    this.at = this.to.writeUInt32BE(value % two32, this.at + 5);
  }

  private room(more: number): void {
    if (this.at + more <= this.to.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.to.length * 2, this.at + more));
    this.to.copy(larger, 0, 0, this.at);
    this.to = larger;
  }
}
