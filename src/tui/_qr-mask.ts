/** A code while it is drawn: which modules are dark, and which of them no mask may change. */
export interface Grid {
  readonly size: number;
  readonly dark: Uint8Array;
  readonly fixed: Uint8Array;
}

const masks: readonly ((x: number, y: number) => boolean)[] = [
  (x, y) => (x + y) % 2 === 0,
  (_x, y) => y % 2 === 0,
  (x) => x % 3 === 0,
  (x, y) => (x + y) % 3 === 0,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0,
  (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
];

/** The modules under the mask that leaves the fewest shapes on which a reader could stumble. */
export function bestMask(grid: Grid, sign: (grid: Grid, mask: number) => void): Uint8Array {
  let best = grid.dark;
  let least = Number.POSITIVE_INFINITY;
  for (const [at, isFlipped] of masks.entries()) {
    const tried = { ...grid, dark: masked(grid, isFlipped) };
    sign(tried, at);
    const penalty = penaltyOf(tried);
    if (penalty < least) [best, least] = [tried.dark, penalty];
  }
  return best;
}

const masked = (
  { size, dark, fixed }: Grid,
  isFlipped: (x: number, y: number) => boolean,
): Uint8Array =>
  dark.map((value, at) =>
    fixed[at] === 0 && isFlipped(at % size, Math.floor(at / size)) ? 1 - value : value,
  );

function penaltyOf(grid: Grid): number {
  const { size, dark } = grid;
  let penalty = 3 * blocksIn(grid);
  for (let line = 0; line < size; line += 1) {
    const row = Array.from({ length: size }, (_, at) => dark[line * size + at] ?? 0).join('');
    const column = Array.from({ length: size }, (_, at) => dark[at * size + line] ?? 0).join('');
    penalty += penaltyOfLine(row) + penaltyOfLine(column);
  }
  const share = dark.reduce((sum, value) => sum + value, 0) / dark.length;
  return penalty + 10 * Math.floor(Math.abs(share - 0.5) * 20);
}

/** Long runs of one colour, and what looks like a corner. */
function penaltyOfLine(line: string): number {
  let penalty = 0;
  for (const [run] of line.matchAll(/0{5,}|1{5,}/g)) penalty += run.length - 2;
  for (const shape of ['10111010000', '00001011101'])
    for (let at = line.indexOf(shape); at >= 0; at = line.indexOf(shape, at + 1)) penalty += 40;
  return penalty;
}

/** Squares of two by two of one colour. */
function blocksIn({ size, dark }: Grid): number {
  let count = 0;
  for (let y = 0; y + 1 < size; y += 1)
    for (let x = 0; x + 1 < size; x += 1) {
      const at = y * size + x;
      const sum =
        (dark[at] ?? 0) + (dark[at + 1] ?? 0) + (dark[at + size] ?? 0) + (dark[at + size + 1] ?? 0);
      if (sum === 0 || sum === 4) count += 1;
    }
  return count;
}
