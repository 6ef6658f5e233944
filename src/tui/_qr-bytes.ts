/** How much of a code of one version, at the lowest level of correction, is data and how much is parity. */
export interface Kind {
  readonly version: number;
  readonly data: number;
  /** Of each block. */
  readonly parity: number;
  readonly blocks: number;
}

/** Up to the version whose blocks are all of one length and whose length field is one byte. */
const kinds: readonly Kind[] = [
  { version: 1, data: 19, parity: 7, blocks: 1 },
  { version: 2, data: 34, parity: 10, blocks: 1 },
  { version: 3, data: 55, parity: 15, blocks: 1 },
  { version: 4, data: 80, parity: 20, blocks: 1 },
  { version: 5, data: 108, parity: 26, blocks: 1 },
  { version: 6, data: 136, parity: 18, blocks: 2 },
  { version: 7, data: 156, parity: 20, blocks: 2 },
  { version: 8, data: 194, parity: 24, blocks: 2 },
  { version: 9, data: 232, parity: 30, blocks: 2 },
];

/** Mode and length take a byte and a half; the end half a byte, which may be missing. */
export const kindFor = (length: number): Kind | undefined =>
  kinds.find(({ data }) => length + 2 <= data);

/** Everything that a code holds, in the order in which it is drawn: blocks are interleaved. */
export function codewords(bytes: Uint8Array, { data, parity, blocks }: Kind): Uint8Array {
  const words = padded(bytes, data);
  const length = data / blocks;
  const parts = Array.from({ length: blocks }, (_, at) =>
    words.subarray(at * length, (at + 1) * length),
  );
  const checks = parts.map((part) => remainder(part, parity));
  return Uint8Array.from([...interleaved(parts, length), ...interleaved(checks, parity)]);
}

const interleaved = (parts: readonly Uint8Array[], length: number): number[] =>
  Array.from({ length }, (_, at) => parts.map((part) => part[at] ?? 0)).flat();

/** Mode "bytes", how many, they themselves, and what fills the rest: all moved by half a byte. */
function padded(bytes: Uint8Array, length: number): Uint8Array {
  const words = new Uint8Array(length);
  words[0] = 0x40 | (bytes.length >> 4);
  const moved = [bytes.length, ...bytes, 0];
  for (let at = 0; at + 1 < moved.length; at += 1)
    words[at + 1] = (((moved[at] ?? 0) & 15) << 4) | ((moved[at + 1] ?? 0) >> 4);
  for (let at = bytes.length + 2; at < length; at += 1)
    words[at] = (at - bytes.length) % 2 === 0 ? 0xec : 0x11;
  return words;
}

/** Reed and Solomon's remainder, over the field of 256 whose polynomial is 0x11d. */
function remainder(data: Uint8Array, parity: number): Uint8Array {
  const divisor = divisorOf(parity);
  const rest = new Uint8Array(parity);
  for (const byte of data) {
    const factor = byte ^ (rest[0] ?? 0);
    rest.copyWithin(0, 1);
    rest[parity - 1] = 0;
    for (const [at, by] of divisor.entries()) rest[at] = (rest[at] ?? 0) ^ product(by, factor);
  }
  return rest;
}

/** The product of (x - 2^0) to (x - 2^(degree-1)), without its leading 1. */
function divisorOf(degree: number): Uint8Array {
  const divisor = new Uint8Array(degree);
  divisor[degree - 1] = 1;
  let root = 1;
  for (let step = 0; step < degree; step += 1) {
    for (const [at, by] of divisor.entries())
      divisor[at] = product(by, root) ^ (divisor[at + 1] ?? 0);
    root = product(root, 2);
  }
  return divisor;
}

function product(one: number, other: number): number {
  let sum = 0;
  for (let bit = 7; bit >= 0; bit -= 1) {
    sum = (sum << 1) ^ ((sum >> 7) * 0x11d);
    sum ^= ((other >> bit) & 1) * one;
  }
  return sum;
}
