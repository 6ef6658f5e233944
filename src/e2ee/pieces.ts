import { refuse } from './fault.ts';

/** Bytes after their length, as MLS writes it (RFC 9420, 2.1.2). */
export const long = (bytes: Uint8Array): Buffer => longOf([bytes]);

/** Several together, as one. */
export function longOf(parts: readonly Uint8Array[]): Buffer {
  let length = 0;
  for (const part of parts) length += part.length;
  const head = headOf(length);
  const all = Buffer.allocUnsafe(head.length + length);
  all.set(head);
  let at = head.length;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function headOf(length: number): readonly number[] {
  if (length < 64) return [length];
  if (length < 0x40_00) return [0x40 | (length >> 8), length & 255];
  return [0x80 | (length >>> 24), (length >> 16) & 255, (length >> 8) & 255, length & 255];
}

export const u32 = (value: number): Buffer => {
  const bytes = Buffer.allocUnsafe(4);
  bytes.writeUInt32BE(value);
  return bytes;
};

export const u64 = (value: bigint): Buffer => {
  const bytes = Buffer.allocUnsafe(8);
  bytes.writeBigUInt64BE(value);
  return bytes;
};

/** Reads one piece after the other of what others wrote; refuses what is not there. */
export interface Pieces {
  /** The next so many. */
  readonly take: (length: number) => Uint8Array;
  /** The next ones after their length, which is written as short as it can be. */
  readonly long: () => Uint8Array;
  readonly at: () => number;
}

export function piecesOf(bytes: Uint8Array): Pieces {
  let at = 0;
  const take = (length: number): Uint8Array => {
    if (at + length > bytes.length) return refuse('wire', 'It is cut off');
    at += length;
    return bytes.subarray(at - length, at);
  };
  return {
    take,
    at: () => at,
    long() {
      const first = take(1)[0] ?? 0;
      const wide = first >> 6;
      if (wide === 3) return refuse('wire', 'It is longer than anything');
      const more = take(2 ** wide - 1);
      let length = first & 63;
      for (let n = 0; n < more.length; n += 1) length = length * 256 + (more[n] ?? 0);
      if (wide > 0 && headOf(length).length !== 2 ** wide)
        return refuse('wire', 'A length is written long');
      return take(length);
    },
  };
}
