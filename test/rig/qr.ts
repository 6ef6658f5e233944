import assert from 'node:assert/strict';

import type { Code } from '../../src/tui/qr.ts';

/** What the standard has for the lowest level: the 15 bits of each mask, as they are drawn. */
const formats = [0x77c4, 0x72f3, 0x7daa, 0x789d, 0x662f, 0x6318, 0x6c41, 0x6976];
const versions: Readonly<Record<number, number>> = { 7: 0x07c94, 8: 0x085bc, 9: 0x09a99 };
/** Blocks, data words and parity words of each, by version, at the lowest level. */
const shapes: readonly (readonly [number, number, number])[] = [
  [1, 19, 7],
  [1, 34, 10],
  [1, 55, 15],
  [1, 80, 20],
  [1, 108, 26],
  [2, 68, 18],
  [2, 78, 20],
  [2, 97, 24],
  [2, 116, 30],
];
const centres: readonly (readonly number[])[] = [
  [],
  [6, 18],
  [6, 22],
  [6, 26],
  [6, 30],
  [6, 34],
  [6, 22, 38],
  [6, 24, 42],
  [6, 26, 46],
];

/** Reads a code as a camera would that sees every module: it shares nothing with what draws them. */
export function readQr({ size, dark }: Code): string {
  const version = (size - 17) / 4;
  const bit = (x: number, y: number): number => (dark(x, y) ? 1 : 0);
  const mask = maskOf(size, bit);
  if (version >= 7)
    assert.equal(
      numberOf(
        Array.from({ length: 18 }, (_, at) => bit(size - 9 - (at % 3), 5 - Math.floor(at / 3))),
      ),
      versions[version],
    );
  const words = wordsIn(size, (x, y) => bit(x, y) ^ (isMasked(mask, x, y) ? 1 : 0));
  return textIn(dataIn(words, version));
}

const numberOf = (bits: readonly number[]): number => bits.reduce((sum, bit) => sum * 2 + bit, 0);

function maskOf(size: number, bit: (x: number, y: number) => number): number {
  const first = [0, 1, 2, 3, 4, 5, 7, 8]
    .map((x) => bit(x, 8))
    .concat([7, 5, 4, 3, 2, 1, 0].map((y) => bit(8, y)));
  const second = [1, 2, 3, 4, 5, 6, 7]
    .map((back) => bit(8, size - back))
    .concat([8, 7, 6, 5, 4, 3, 2, 1].map((back) => bit(size - back, 8)));
  assert.equal(numberOf(first), numberOf(second));
  assert.equal(bit(8, size - 8), 1);
  const mask = formats.indexOf(numberOf(first));
  assert.ok(mask >= 0, 'the level is the lowest, and the mask one of eight');
  return mask;
}

function isMasked(mask: number, x: number, y: number): boolean {
  const rules = [
    (x + y) % 2,
    y % 2,
    x % 3,
    (x + y) % 3,
    (Math.floor(y / 2) + Math.floor(x / 3)) % 2,
    ((x * y) % 2) + ((x * y) % 3),
    (((x * y) % 2) + ((x * y) % 3)) % 2,
    (((x + y) % 2) + ((x * y) % 3)) % 2,
  ];
  return rules[mask] === 0;
}

function isData(size: number, x: number, y: number): boolean {
  const version = (size - 17) / 4;
  const corner = (across: number, down: number): boolean =>
    (across < 9 && down < 9) ||
    (across >= size - 8 && down < 9) ||
    (across < 9 && down >= size - 8);
  const information =
    version >= 7 &&
    [
      [x, y],
      [y, x],
    ].some(([one, two]) => one! < 6 && two! >= size - 11);
  if (x === 6 || y === 6 || corner(x, y) || information) return false;
  const all = (centres[version - 1] ?? []).flatMap((across, _at, list) =>
    list.map((down) => [across, down] as const),
  );
  return !all.some(
    ([across, down]) =>
      Math.max(Math.abs(across - x), Math.abs(down - y)) <= 2 && !corner(across, down),
  );
}

function wordsIn(size: number, bit: (x: number, y: number) => number): readonly number[] {
  const bits: number[] = [];
  let up = true;
  for (let right = size - 1; right > 0; right -= 2) {
    if (right === 6) right -= 1;
    for (let step = 0; step < size; step += 1) {
      const y = up ? size - 1 - step : step;
      bits.push(...[right, right - 1].filter((x) => isData(size, x, y)).map((x) => bit(x, y)));
    }
    up = !up;
  }
  return Array.from({ length: Math.floor(bits.length / 8) }, (_, at) =>
    numberOf(bits.slice(at * 8, at * 8 + 8)),
  );
}

function dataIn(words: readonly number[], version: number): readonly number[] {
  const [blocks = 0, data = 0, parity = 0] = shapes[version - 1] ?? [];
  assert.equal(words.length, blocks * (data + parity), 'every module has its place');
  const parts = Array.from({ length: blocks }, (_, block) => [
    ...Array.from({ length: data }, (_word, at) => words[at * blocks + block] ?? 0),
    ...Array.from({ length: parity }, (_word, at) => words[(data + at) * blocks + block] ?? 0),
  ]);
  for (const part of parts) assertWhole(part, parity);
  return parts.flatMap((part) => part.slice(0, data));
}

/** Powers of two in the field of the standard. */
const powers: number[] = [];
for (let value = 1; powers.length < 255;) {
  powers.push(value);
  value *= 2;
  if (value > 255) value ^= 0x11d;
}

/** Nothing has to be corrected: as a polynomial, a block is zero at every root. */
function assertWhole(block: readonly number[], parity: number): void {
  for (let root = 0; root < parity; root += 1) {
    const sum = block.reduce((total, word) => {
      const moved = total === 0 ? 0 : powers[(powers.indexOf(total) + root) % 255]!;
      return moved ^ word;
    }, 0);
    assert.equal(sum, 0, `root ${root}`);
  }
}

function textIn(data: readonly number[]): string {
  const bits = data.map((word) => word.toString(2).padStart(8, '0')).join('');
  assert.equal(bits.slice(0, 4), '0100', 'the mode is bytes');
  const length = Number.parseInt(bits.slice(4, 12), 2);
  const bytes = Array.from({ length }, (_, at) =>
    Number.parseInt(bits.slice(12 + 8 * at, 20 + 8 * at), 2),
  );
  assert.match(bits.slice(12 + 8 * length), /^(?:0000(?:1110110000010001)*(?:11101100)?)?$/);
  return Buffer.from(bytes).toString();
}
