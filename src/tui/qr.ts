import { codewords, kindFor } from './_qr-bytes.ts';
import { bestMask, type Grid } from './_qr-mask.ts';

/** A QR code: a square of modules, without the quiet zone around it. */
export interface Code {
  readonly size: number;
  readonly dark: (x: number, y: number) => boolean;
}

/** The code of a text, as small as it gets; undefined for more than 230 bytes. */
export function qrOf(text: string): Code | undefined {
  const bytes = new TextEncoder().encode(text);
  const kind = kindFor(bytes.length);
  if (!kind) return undefined;
  const size = 17 + 4 * kind.version;
  const grid = newGrid(size);
  drawPatterns(grid, kind.version);
  drawData(grid, codewords(bytes, kind));
  const dark = bestMask(grid, drawFormat);
  return { size, dark: (x, y) => dark[y * size + x] === 1 };
}

const newGrid = (size: number): Grid => ({
  size,
  dark: new Uint8Array(size * size),
  fixed: new Uint8Array(size * size),
});

function fix({ size, dark, fixed }: Grid, x: number, y: number, isDark: boolean): void {
  if (x < 0 || y < 0 || x >= size || y >= size) return;
  dark[y * size + x] = isDark ? 1 : 0;
  fixed[y * size + x] = 1;
}

function drawPatterns(grid: Grid, version: number): void {
  const { size } = grid;
  for (let at = 0; at < size; at += 1) {
    fix(grid, 6, at, at % 2 === 0);
    fix(grid, at, 6, at % 2 === 0);
  }
  for (const [x, y] of [
    [3, 3],
    [size - 4, 3],
    [3, size - 4],
  ] as const)
    drawRings(grid, x, y, 4);
  const places = alignments(version, size);
  for (const x of places)
    for (const y of places) if (!isCorner(x, y, size)) drawRings(grid, x, y, 2);
  drawFormat(grid, 0);
  drawVersion(grid, version);
}

/** Squares in each other: the light ring is the one of distance 2, and 4 where there is one. */
function drawRings(grid: Grid, x: number, y: number, reach: number): void {
  for (let down = -reach; down <= reach; down += 1)
    for (let across = -reach; across <= reach; across += 1) {
      const ring = Math.max(Math.abs(down), Math.abs(across));
      const isDark = reach === 4 ? ring !== 2 && ring !== 4 : ring !== 1;
      fix(grid, x + across, y + down, isDark);
    }
}

function alignments(version: number, size: number): readonly number[] {
  if (version === 1) return [];
  return version < 7 ? [6, size - 7] : [6, (size - 1) / 2, size - 7];
}

const isCorner = (x: number, y: number, size: number): boolean =>
  (x === 6 && y === 6) || (x === 6 && y === size - 7) || (x === size - 7 && y === 6);

/** Level and mask, twice, with what corrects them. */
function drawFormat(grid: Grid, mask: number): void {
  const { size } = grid;
  const lowestLevel = 1;
  const value = (lowestLevel << 3) | mask;
  const bits = ((value << 10) | checkOf(value, 10, 0x537)) ^ 0x5412;
  const bit = (at: number): boolean => ((bits >> at) & 1) === 1;
  for (let at = 0; at < 15; at += 1) {
    const near = at < 6 ? at : at + (at < 8 ? 1 : 0);
    if (at < 8) fix(grid, 8, near, bit(at));
    else fix(grid, at === 8 ? 7 : 14 - at, 8, bit(at));
    if (at < 8) fix(grid, size - 1 - at, 8, bit(at));
    else fix(grid, 8, size - 15 + at, bit(at));
  }
  fix(grid, 8, size - 8, true);
}

function drawVersion(grid: Grid, version: number): void {
  if (version < 7) return;
  const bits = (version << 12) | checkOf(version, 12, 0x1f25);
  for (let at = 0; at < 18; at += 1) {
    const isDark = ((bits >> at) & 1) === 1;
    const [far, near] = [grid.size - 11 + (at % 3), Math.floor(at / 3)];
    fix(grid, far, near, isDark);
    fix(grid, near, far, isDark);
  }
}

/** What is left when a number, moved by so many bits, is divided by a polynomial. */
function checkOf(value: number, bits: number, polynomial: number): number {
  let rest = value;
  for (let at = 0; at < bits; at += 1) rest = (rest << 1) ^ ((rest >> (bits - 1)) * polynomial);
  return rest;
}

/** Two columns at a time from the right, up and down in turn, past everything that stands there. */
function drawData({ size, dark, fixed }: Grid, words: Uint8Array): void {
  let at = 0;
  for (const place of columns(size).flatMap((right, turn) => upOrDown(size, right, turn))) {
    if (fixed[place] === 1) continue;
    dark[place] = ((words[at >> 3] ?? 0) >> (7 - (at & 7))) & 1;
    at += 1;
  }
}

const upOrDown = (size: number, right: number, turn: number): readonly number[] =>
  Array.from({ length: size }, (_, step) => (turn % 2 === 0 ? size - 1 - step : step)).flatMap(
    (y) => [y * size + right, y * size + right - 1],
  );

/** The right one of each pair; the column of the timing pattern belongs to none. */
const columns = (size: number): readonly number[] =>
  Array.from({ length: (size - 1) / 2 }, (_, at) => size - 1 - 2 * at).map((x) =>
    x <= 6 ? x - 1 : x,
  );
