import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';

import { type Cells, cellsOf } from '../../src/tui/_cells.ts';
import { between, type Colour, rgbOf } from '../../src/tui/colour.ts';
import { tintOf } from '../../src/tui/dots.ts';
import { dressOf } from '../../src/tui/dress.ts';
import { type Dots, type Frame, inks, type Size } from '../../src/tui/frame.ts';
import type { Theme } from '../../src/tui/theme.ts';

export interface PictureOptions {
  /** Points of the picture for each of the screen. */
  readonly scale?: number;
  readonly ascii?: boolean;
}

const cellWidth = 8;
const cellHeight = 16;
const margin = 8;

/** A picture of a frame as a screen of the nineties would show it: PNG, in the font of the VGA. */
export function pngOf(
  frame: Frame,
  size: Size,
  theme: Theme,
  options: PictureOptions = {},
): Buffer {
  const { scale = 2, ascii = false } = options;
  const sheet = newSheet(size, theme.looks.normal.background);
  const dress = dressOf(theme.box, ascii);
  for (let y = 0; y < size.height; y += 1)
    drawRow(sheet, y, cellsOf(frame.rows[y] ?? [], size.width, dress), theme);
  if (frame.cursor) drawCursor(sheet, frame.cursor.x, frame.cursor.y, theme.looks.input.foreground);
  return encoded(sheet, scale);
}

/** Monitors of one colour show emoji in it too. */
const oneColour: ReadonlySet<string> = new Set(['amber', 'green']);

interface Sheet {
  readonly width: number;
  readonly height: number;
  readonly points: Uint32Array;
}

type Box = readonly [left: number, top: number, across: number, down: number];

interface Cell {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly wide: boolean;
  readonly look: Theme['looks']['normal'];
  readonly coloured: boolean;
  readonly dots: Dots | undefined;
}

function newSheet({ width, height }: Size, background: Colour): Sheet {
  const across = width * cellWidth + 2 * margin;
  const down = height * cellHeight + 2 * margin;
  return {
    width: across,
    height: down,
    points: new Uint32Array(across * down).fill(valueOf(background)),
  };
}

const valueOf = (colour: Colour): number => {
  const [red, green, blue] = rgbOf(colour);
  return (red << 16) | (green << 8) | blue;
};

function drawRow(sheet: Sheet, y: number, cells: Cells, theme: Theme): void {
  const coloured = !oneColour.has(theme.name);
  const tint = tintOf(theme);
  for (const [x, text] of cells.text.entries()) {
    if (text === '') continue;
    const look = theme.looks[inks[cells.ink[x] ?? 0] ?? 'normal'];
    const seen = cells.dots?.[x];
    const dots = seen && (tint?.(seen) ?? seen);
    drawCell(sheet, { x, y, text, wide: cells.text[x + 1] === '', look, coloured, dots });
  }
}

function drawCell(sheet: Sheet, { x, y, text, wide, look, coloured, dots }: Cell): void {
  const left = margin + x * cellWidth;
  const top = margin + y * cellHeight;
  const across = wide ? 2 * cellWidth : cellWidth;
  if (dots) return drawDots(sheet, [left, top], dots);
  fill(sheet, bled(sheet, [left, top, across, cellHeight]), valueOf(look.background));
  const ink = valueOf(
    coloured && isPictured(text) ? tinted(text, look.background) : look.foreground,
  );
  for (const sign of text) stamp(sheet, [left, top, across], glyphOf(sign, wide), ink);
  if (look.underline) fill(sheet, [left, top + 14, across, 1], ink);
}

function drawDots(sheet: Sheet, [left, top]: readonly [number, number], dots: Dots): void {
  const half = cellHeight / 2;
  fill(sheet, [left, top, cellWidth, half], dots[0]);
  fill(sheet, [left, top + half, cellWidth, half], dots[1]);
}

/** Cells at the edge go on to the edge of the picture. */
function bled(sheet: Sheet, [left, top, across, down]: Box): Box {
  const from = left === margin ? 0 : left;
  const right = left + across === sheet.width - margin ? sheet.width : left + across;
  const above = top === margin ? 0 : top;
  const below = top + down === sheet.height - margin ? sheet.height : top + down;
  return [from, above, right - from, below - above];
}

const isPictured = (text: string): boolean => /\p{Emoji_Presentation}|❤/u.test(text);

/** Emoji have colours of their own. */
function tinted(text: string, background: Colour): Colour {
  const own: Colour = text.startsWith('❤') || text.startsWith('🚀') ? '#f0524f' : '#f5c211';
  return between(own, background, 0.05);
}

function drawCursor(sheet: Sheet, x: number, y: number, colour: Colour): void {
  const place = [margin + x * cellWidth, margin + y * cellHeight + 13, cellWidth, 2] as const;
  fill(sheet, place, valueOf(colour));
}

function fill(sheet: Sheet, [left, top, across, down]: Box, value: number): void {
  for (let y = top; y < top + down; y += 1)
    sheet.points.fill(value, y * sheet.width + left, y * sheet.width + left + across);
}

function stamp(
  sheet: Sheet,
  [left, top, across]: readonly [number, number, number],
  glyph: Glyph | undefined,
  value: number,
): void {
  if (!glyph) return;
  for (let row = 0; row < cellHeight; row += 1)
    for (let column = 0; column < Math.min(glyph.width, across); column += 1) {
      const byte = glyph.bits[row * (glyph.width / 8) + (column >> 3)] ?? 0;
      if ((byte & (0x80 >> (column & 7))) === 0) continue;
      sheet.points[(top + row) * sheet.width + left + column] = value;
    }
}

interface Glyph {
  readonly width: number;
  readonly bits: Buffer;
}

const fontFile = join(
  import.meta.dirname,
  import.meta.filename.endsWith('.ts') ? '.' : '../../../test/rig',
  'font.txt',
);
let font: ReadonlyMap<string, Glyph> | undefined;

function glyphOf(sign: string, wide: boolean): Glyph | undefined {
  if (sign === ' ' || /^[\p{M}\p{Cf}]/u.test(sign)) return undefined;
  font ??= readFont();
  return font.get(sign) ?? font.get(wide && isPictured(sign) ? '😀' : '\uFFFD');
}

function readFont(): ReadonlyMap<string, Glyph> {
  const lines = readFileSync(fontFile, 'utf8').split('\n');
  return new Map(
    lines
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => {
        const [code = '', bits = ''] = line.split(':');
        const sign = String.fromCodePoint(Number.parseInt(code, 16));
        return [sign, { width: bits.length / 4, bits: Buffer.from(bits, 'hex') }] as const;
      }),
  );
}

/** PNG with eight bits for red, green and blue each. */
function encoded({ width, height, points }: Sheet, scale: number): Buffer {
  const stride = width * scale * 3 + 1;
  const raw = Buffer.alloc(stride * height * scale);
  for (let y = 0; y < height; y += 1) {
    const line = raw.subarray(y * scale * stride, (y * scale + 1) * stride);
    for (let x = 0; x < width * scale; x += 1)
      line.writeUIntBE(points[y * width + Math.floor(x / scale)] ?? 0, 1 + x * 3, 3);
    for (let more = 1; more < scale; more += 1) line.copy(raw, (y * scale + more) * stride);
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width * scale, 0);
  header.writeUInt32BE(height * scale, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(raw, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name), data]);
  const whole = Buffer.alloc(body.length + 8);
  whole.writeUInt32BE(data.length, 0);
  body.copy(whole, 4);
  whole.writeUInt32BE(crc32(body), body.length + 4);
  return whole;
}
