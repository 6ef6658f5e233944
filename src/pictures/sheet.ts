import { thumbnailSide } from '../base/thumbnail.ts';

/** A picture that is made small while it is read: each small point is the mean of those that fall on it. */
export interface Sheet {
  readonly width: number;
  readonly height: number;
  /** A point of the large picture. What can be seen through is laid on paper. */
  readonly add: (x: number, y: number, colour: Rgba) => void;
  /** Colours as 0xrrggbb, row by row. */
  readonly points: () => Uint32Array;
}

export type Rgba = readonly [red: number, green: number, blue: number, alpha: number];

/** How a camera was held, as EXIF tells: 1 upright, 3 upside down, 6 and 8 on a side, the others mirrored. */
export type Orientation = number;

const paper = 0xec;

export function newSheet(across: number, down: number, orientation: Orientation = 1): Sheet {
  const isTurned = orientation > 4;
  const [wide, high] = isTurned ? [down, across] : [across, down];
  const shrink = Math.max(1, wide / thumbnailSide, high / thumbnailSide);
  const width = Math.max(1, Math.min(thumbnailSide, Math.round(wide / shrink)));
  const height = Math.max(1, Math.min(thumbnailSide, Math.round(high / shrink)));
  const sums = new Float64Array(3 * width * height);
  const counts = new Uint32Array(width * height);
  return {
    width,
    height,
    add(x, y, [red, green, blue, alpha]) {
      const [left, top] = uprightOf([x, y], [across, down], orientation);
      const column = Math.min(width - 1, Math.floor((left * width) / wide));
      const at = Math.min(height - 1, Math.floor((top * height) / high)) * width + column;
      const share = alpha / 255;
      const under = paper * (1 - share);
      sums[3 * at] = (sums[3 * at] ?? 0) + red * share + under;
      sums[3 * at + 1] = (sums[3 * at + 1] ?? 0) + green * share + under;
      sums[3 * at + 2] = (sums[3 * at + 2] ?? 0) + blue * share + under;
      counts[at] = (counts[at] ?? 0) + 1;
    },
    points() {
      const points = new Uint32Array(width * height);
      for (const [at, count] of counts.entries()) {
        const mean = (part: number): number =>
          Math.round((sums[3 * at + part] ?? 0) / Math.max(1, count));
        points[at] = (mean(0) << 16) | (mean(1) << 8) | mean(2);
      }
      return points;
    },
  };
}

type Pair = readonly [number, number];

/** Where a point stands when the picture is upright. */
function uprightOf([x, y]: Pair, [across, down]: Pair, orientation: Orientation): Pair {
  const [right, below] = [across - 1 - x, down - 1 - y];
  const places: readonly Pair[] = [
    [x, y],
    [right, y],
    [right, below],
    [x, below],
    [y, x],
    [below, x],
    [below, right],
    [y, right],
  ];
  return places[orientation - 1] ?? [x, y];
}

/** Every how many points one is looked at: a few for each small one are enough. */
export const stride = (length: number): number =>
  Math.max(1, Math.floor(length / (thumbnailSide * 4)));
