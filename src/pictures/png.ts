import { createInflate } from 'node:zlib';

import type { Rgba, Sheet } from './sheet.ts';
import { newSheet, stride } from './sheet.ts';

/** The head of a PNG, and what its points are made of. */
interface Head {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly kind: number;
  readonly isInterlaced: boolean;
  palette: Uint8Array;
  /** How far the colours of the palette, or the one colour, can be seen through. */
  clear: Uint8Array;
}

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

export const isPng = (bytes: Uint8Array): boolean =>
  signature.equals(Buffer.from(bytes.subarray(0, signature.length)));

/** So many points are looked at; larger pictures have no small one. */
const mostPoints = 40_000_000;
const longestSide = 32_768;
const samples: Readonly<Record<number, number | undefined>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/** The small picture of a PNG, read once from its beginning with two rows of it in memory; undefined when it is none. */
export async function smallPng(bytes: Uint8Array): Promise<Sheet | undefined> {
  const chunks = [...chunksOf(bytes)];
  const head = headOf(chunks);
  if (!head) return undefined;
  const sheet = newSheet(head.width, head.height);
  const rows = newRows(head, sheet);
  const inflate = createInflate();
  for (const { kind, data } of chunks) if (kind === 'IDAT') inflate.write(data);
  inflate.end();
  try {
    for await (const part of inflate) if (rows.take(part as Buffer)) break;
  } catch (fault) {
    // Cut off or spoiled: what was read of it is shown, if that is most of it.
    if (!(fault instanceof Error) || rows.share() < 0.5) return undefined;
  } finally {
    inflate.destroy();
  }
  return rows.share() < 0.5 ? undefined : sheet;
}

interface Chunk {
  readonly kind: string;
  readonly data: Uint8Array;
}

function* chunksOf(bytes: Uint8Array): Generator<Chunk> {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 8; at + 12 <= view.length;) {
    const length = view.readUInt32BE(at);
    const end = Math.min(view.length, at + 8 + length);
    yield { kind: view.toString('latin1', at + 4, at + 8), data: view.subarray(at + 8, end) };
    at += 12 + length;
  }
}

function headOf([first, ...rest]: readonly Chunk[]): Head | undefined {
  if (first?.kind !== 'IHDR' || first.data.length !== 13) return undefined;
  const data = Buffer.from(first.data);
  const [depth = 0, kind = -1, , , interlace = 2] = data.subarray(8);
  const part = (name: string): Uint8Array =>
    rest.find((chunk) => chunk.kind === name)?.data ?? new Uint8Array();
  const head: Head = {
    width: data.readUInt32BE(0),
    height: data.readUInt32BE(4),
    depth,
    kind,
    isInterlaced: interlace === 1,
    palette: part('PLTE'),
    clear: part('tRNS'),
  };
  return interlace < 2 && isSound(head) ? head : undefined;
}

const depths: Readonly<Record<number, readonly number[] | undefined>> = {
  0: [1, 2, 4, 8, 16],
  2: [8, 16],
  3: [1, 2, 4, 8],
  4: [8, 16],
  6: [8, 16],
};

function isSound({ width, height, depth, kind }: Head): boolean {
  if (Math.min(width, height) < 1 || Math.max(width, height) > longestSide) return false;
  if (width * height > mostPoints) return false;
  return depths[kind]?.includes(depth) ?? false;
}

/** A part of an interlaced picture, or the whole of another: where its points stand. */
interface Pass {
  readonly left: number;
  readonly top: number;
  readonly across: number;
  readonly down: number;
}

const whole: readonly Pass[] = [{ left: 0, top: 0, across: 1, down: 1 }];
const adam7: readonly Pass[] = [
  { left: 0, top: 0, across: 8, down: 8 },
  { left: 4, top: 0, across: 8, down: 8 },
  { left: 0, top: 4, across: 4, down: 8 },
  { left: 2, top: 0, across: 4, down: 4 },
  { left: 0, top: 2, across: 2, down: 4 },
  { left: 1, top: 0, across: 2, down: 2 },
  { left: 0, top: 1, across: 1, down: 2 },
];

interface Rows {
  /** Whether the picture is whole. */
  readonly take: (part: Uint8Array) => boolean;
  /** How much of it was read, from 0 to 1. */
  readonly share: () => number;
}

function newRows(head: Head, sheet: Sheet): Rows {
  const bits = head.depth * (samples[head.kind] ?? 1);
  const step = Math.max(1, bits >> 3);
  const rows = [...rowsOf(head)];
  let at = 0;
  let filled = 0;
  let row: Uint8Array = new Uint8Array();
  let before: Uint8Array = new Uint8Array();

  const begin = (): void => {
    const next = rows[at];
    const length = next ? Math.ceil((next.count * bits) / 8) + 1 : 0;
    const isNewPass = next?.isFirst ?? true;
    before = isNewPass ? new Uint8Array(length) : row;
    row = new Uint8Array(length);
    filled = 0;
  };
  begin();
  return {
    take(part) {
      for (let from = 0; from < part.length && at < rows.length;) {
        const piece = part.subarray(from, from + row.length - filled);
        row.set(piece, filled);
        filled += piece.length;
        from += piece.length;
        if (filled < row.length) break;
        unfilter(row, before, step);
        const drawn = rows[at];
        if (drawn) draw(head, sheet, drawn, row);
        at += 1;
        begin();
      }
      return at >= rows.length;
    },
    share: () => at / rows.length,
  };
}

interface PngRow {
  readonly pass: Pass;
  readonly y: number;
  /** Points in it. */
  readonly count: number;
  readonly isFirst: boolean;
}

function* rowsOf({ width, height, isInterlaced }: Head): Generator<PngRow> {
  for (const pass of isInterlaced ? adam7 : whole) {
    const count = Math.ceil((width - pass.left) / pass.across);
    if (count < 1) continue;
    for (let y = pass.top; y < height; y += pass.down)
      yield { pass, y, count, isFirst: y === pass.top };
  }
}

/** Each byte was told by how it differs from its neighbours. */
function unfilter(row: Uint8Array, before: Uint8Array, step: number): void {
  const filter = row[0] ?? 0;
  if (filter === 0) return;
  for (let at = 1; at < row.length; at += 1) {
    const left = at > step ? (row[at - step] ?? 0) : 0;
    const up = before[at] ?? 0;
    const corner = at > step ? (before[at - step] ?? 0) : 0;
    row[at] = (row[at] ?? 0) + guess(filter, left, up, corner);
  }
}

function guess(filter: number, left: number, up: number, corner: number): number {
  if (filter === 1) return left;
  if (filter === 2) return up;
  if (filter === 3) return (left + up) >> 1;
  const [toLeft, toUp] = [Math.abs(up - corner), Math.abs(left - corner)];
  const toCorner = Math.abs(left + up - 2 * corner);
  if (toLeft <= toUp && toLeft <= toCorner) return left;
  return toUp <= toCorner ? up : corner;
}

function draw(head: Head, sheet: Sheet, { pass, y, count }: PngRow, row: Uint8Array): void {
  if (!head.isInterlaced && y % stride(head.height) !== 0) return;
  const by = head.isInterlaced ? 1 : stride(head.width);
  for (let at = 0; at < count; at += by)
    sheet.add(pass.left + at * pass.across, y, pointOf(head, row, at));
}

function pointOf(head: Head, row: Uint8Array, at: number): Rgba {
  const { depth, kind, clear } = head;
  const parts = samples[kind] ?? 1;
  const value = (part: number): number => sampleOf(row, depth, at * parts + part);
  const first = value(0);
  if (kind === 3) return paletteColour(head, first);
  if (parts > 2) return [first, value(1), value(2), kind === 6 ? value(3) : 255];
  const grey = depth < 8 ? (first * 255) / (2 ** depth - 1) : first;
  if (kind === 4) return [grey, grey, grey, value(1)];
  return [grey, grey, grey, clear.length > 1 && clear[1] === first ? 0 : 255];
}

function paletteColour({ palette, clear }: Head, place: number): Rgba {
  const [red = 0, green = 0, blue = 0] = palette.subarray(3 * place);
  return [red, green, blue, clear[place] ?? 255];
}

/** A number of a row, of its first eight bits what there is of them. */
function sampleOf(row: Uint8Array, depth: number, at: number): number {
  if (depth === 8) return row[1 + at] ?? 0;
  if (depth === 16) return row[1 + 2 * at] ?? 0;
  const place = at * depth;
  return ((row[1 + (place >> 3)] ?? 0) >> (8 - depth - (place & 7))) & (2 ** depth - 1);
}
