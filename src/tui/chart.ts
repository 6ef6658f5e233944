import { type ChartInk, type Row, span, type Span } from './frame.ts';

export interface Chart {
  readonly values: readonly number[];
  readonly width: number;
  readonly height: number;
  readonly ink: ChartInk;
  /** So many values fill it; what is missing was before the beginning. */
  readonly most: number;
}

const eighths = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/** Bars, the newest at the right, as high as the highest of them lets them be. */
export function chartRows({ values, width, height, ink, most }: Chart): readonly Row[] {
  const cells = Math.max(1, Math.floor(width / most));
  const shown = values.slice(-Math.max(1, Math.min(most, Math.floor(width / cells))));
  const top = Math.max(0, ...shown);
  const heights = shown.map((value) => heightOf(value, top, 8 * height));
  const before = Math.max(0, width - shown.length * cells);
  return Array.from({ length: height }, (_, at): Row => {
    const floor = 8 * (height - 1 - at);
    const bars = heights.map((high) => barAt(high - floor).repeat(cells)).join('');
    const ground: Span = span('dim', (at === height - 1 ? '·' : ' ').repeat(before));
    return [ground, span(ink, bars)];
  });
}

const barAt = (eighth: number): string => eighths[Math.max(0, Math.min(8, eighth))] ?? ' ';

/** In eighths of a row. What is there at all is seen. */
const heightOf = (value: number, top: number, room: number): number =>
  value <= 0 ? 0 : Math.max(1, Math.round((value / top) * room));
