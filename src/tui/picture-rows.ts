import type { Thumbnail } from '../base/thumbnail.ts';
import { lightOf, threshold } from './dots.ts';
import type { Dots, Row, Size, Span } from './frame.ts';

/** A picture as rows, two points in each cell, no larger than it is and than the box. */
export function pictureRows(picture: Thumbnail, box: Size): readonly Row[] {
  const { width, height } = sizeIn(picture, box);
  const point = (x: number, y: number): number => meanAt(picture, { x, y }, { width, height });
  return Array.from({ length: Math.ceil(height / 2) }, (_, row): Row => {
    const spans: Span[] = [];
    for (let x = 0; x < width; x += 1) {
      const above = point(x, 2 * row);
      const below = point(x, Math.min(height - 1, 2 * row + 1));
      const sign = inSign([above, below], x, row);
      const last = spans.at(-1);
      if (last?.dots?.[0] === above && last.dots[1] === below && last.text.startsWith(sign))
        spans[spans.length - 1] = { ...last, text: last.text + sign };
      else spans.push({ ink: 'normal', text: sign, dots: [above, below] });
    }
    return spans;
  });
}

function sizeIn(picture: Thumbnail, box: Size): Size {
  const shrink = Math.max(1, picture.width / box.width, picture.height / (2 * box.height));
  return {
    width: Math.max(1, Math.floor(picture.width / shrink)),
    height: Math.max(1, Math.floor(picture.height / shrink)),
  };
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** The mean of those points that fall on one of a smaller picture. */
function meanAt({ width, height, colours, points }: Thumbnail, at: Point, small: Size): number {
  const [left, right] = rangeOf(at.x, small.width, width);
  const [top, bottom] = rangeOf(at.y, small.height, height);
  let [red, green, blue] = [0, 0, 0];
  for (let y = top; y < bottom; y += 1)
    for (let x = left; x < right; x += 1) {
      const colour = colours[points[y * width + x] ?? 0] ?? 0;
      red += colour >> 16;
      green += (colour >> 8) & 0xff;
      blue += colour & 0xff;
    }
  const count = (right - left) * (bottom - top);
  const mean = (sum: number): number => Math.round(sum / count);
  return (mean(red) << 16) | (mean(green) << 8) | mean(blue);
}

function rangeOf(at: number, of: number, length: number): readonly [number, number] {
  const from = Math.floor((at * length) / of);
  return [from, Math.max(from + 1, Math.floor(((at + 1) * length) / of))];
}

/** Without colours a cell is light or dark in each half, in a pattern that is as light as the picture. */
function inSign([above, below]: Dots, x: number, row: number): string {
  const [up, down] = [isLight(above, x, 2 * row), isLight(below, x, 2 * row + 1)];
  if (up) return down ? '█' : '▀';
  return down ? '▄' : ' ';
}

const isLight = (colour: number, x: number, y: number): boolean =>
  lightOf(colour) > threshold(x, y);
