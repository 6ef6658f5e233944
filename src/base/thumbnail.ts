/**
 * A picture of at most 64 by 64 points that travels beside a file's name:
 *
 *   version(1) = 1 | width(1) | height(1) | colours(1) - 1 | colours × rgb(3) | points, row by row,
 *   each as few bits as tell the colours apart, the last byte filled with zeros
 *
 * It has one encoding and no compression: what a stranger sends is looked at, never decoded.
 */
export interface Thumbnail {
  readonly width: number;
  readonly height: number;
  /** Each as 0xrrggbb. */
  readonly colours: readonly number[];
  /** Row by row, the place of each point's colour. */
  readonly points: Uint8Array;
}

export const thumbnailSide = 64;
export const mostColours = 64;
export const longestThumbnail = 3072;

const version = 1;
const head = 4;

const bitsFor = (colours: number): number => Math.max(1, Math.ceil(Math.log2(colours)));

/** How many bytes such a picture takes. */
export const thumbnailSize = (points: number, colours: number): number =>
  head + 3 * colours + Math.ceil((points * bitsFor(colours)) / 8);

export function encodeThumbnail({ width, height, colours, points }: Thumbnail): Uint8Array {
  const bytes = new Uint8Array(thumbnailSize(points.length, colours.length));
  bytes.set([version, width, height, colours.length - 1]);
  for (const [at, colour] of colours.entries())
    bytes.set([colour >> 16, (colour >> 8) & 0xff, colour & 0xff], head + 3 * at);
  const bits = bitsFor(colours.length);
  const from = 8 * (head + 3 * colours.length);
  for (const [at, point] of points.entries())
    for (let bit = 0; bit < bits; bit += 1) {
      const place = from + at * bits + bit;
      if ((point >> (bits - 1 - bit)) & 1)
        bytes[place >> 3] = (bytes[place >> 3] ?? 0) | (0x80 >> (place & 7));
    }
  return bytes;
}

/** Undefined for whatever is no such picture. */
export function parseThumbnail(bytes: Uint8Array): Thumbnail | undefined {
  if (bytes.length < head || bytes.length > longestThumbnail) return undefined;
  const [kind, width, height, last] = Buffer.from(bytes.subarray(0, head)) as unknown as Head;
  const count = last + 1;
  if (kind !== version || !isSide(width) || !isSide(height) || count > mostColours)
    return undefined;
  if (bytes.length !== thumbnailSize(width * height, count)) return undefined;
  const points = pointsIn(bytes, width * height, count);
  if (!points.every((point) => point < count)) return undefined;
  return { width, height, colours: coloursIn(bytes, count), points };
}

type Head = readonly [kind: number, width: number, height: number, last: number];

const coloursIn = (bytes: Uint8Array, count: number): readonly number[] =>
  Array.from({ length: count }, (_, at) =>
    Buffer.from(bytes.subarray(head + 3 * at, head + 3 * at + 3)).readUIntBE(0, 3),
  );

const isSide = (length: number): boolean => length >= 1 && length <= thumbnailSide;

function pointsIn(bytes: Uint8Array, length: number, colours: number): Uint8Array {
  const bits = bitsFor(colours);
  const from = 8 * (head + 3 * colours);
  const points = new Uint8Array(length);
  for (let at = 0; at < length; at += 1) {
    let point = 0;
    for (let bit = 0; bit < bits; bit += 1) {
      const place = from + at * bits + bit;
      point = (point << 1) | (((bytes[place >> 3] ?? 0) >> (7 - (place & 7))) & 1);
    }
    points[at] = point;
  }
  return points;
}
