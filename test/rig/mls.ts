import { groupOf } from '../../src/protocol/sealed.ts';

/** Where a room stands. */
export interface Place {
  readonly room: Uint8Array;
  readonly gen: number;
  readonly epoch: number;
}

/** Bytes with the header of a sealed line, which is all of it that a nuvem can read. */
export const lineWire = (place: Place, inside = 'sealed'): Buffer => wire(place, 1, inside);

export const commitWire = (place: Place, inside = 'sealed'): Buffer => wire(place, 3, inside);

export const welcomeWire = (inside = 'sealed'): Buffer =>
  Buffer.concat([Buffer.of(0, 1, 0, 3), Buffer.from(inside)]);

function wire({ room, gen, epoch }: Place, type: number, inside: string): Buffer {
  const at = Buffer.alloc(9);
  at.writeBigUInt64BE(BigInt(epoch));
  at.writeUInt8(type, 8);
  return Buffer.concat([
    Buffer.of(0, 1, 0, 2),
    behindLength(groupOf(room, gen)),
    at,
    behindLength(Buffer.from('label')),
    behindLength(Buffer.alloc(28)),
    behindLength(Buffer.from(inside)),
  ]);
}

function behindLength(bytes: Buffer): Buffer {
  const size = [1, 2].find((each) => bytes.length < 2 ** (8 * each - 2)) ?? 4;
  const head = Buffer.alloc(size);
  head.writeUIntBE(bytes.length, 0, size);
  head[0]! |= Math.log2(size) << 6;
  return Buffer.concat([head, bytes]);
}
