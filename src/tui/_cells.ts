import type { Dress } from './dress.ts';
import { type Dots, inks, type Ink, type Row, type Span } from './frame.ts';
import { graphemes, graphemeWidth, isPlain } from './width.ts';

/** A row as the terminal has it: a character per cell, the right half of a wide one being empty. */
export interface Cells {
  readonly text: string[];
  readonly ink: Uint8Array;
  readonly link: (string | undefined)[];
  /** Of rows that have part in a picture. */
  dots?: (Dots | undefined)[];
}

const numberOf = new Map(inks.map((ink, at) => [ink, at]));
/** The place of an ink in `inks`. */
export const inkNumber = (ink: Ink): number => numberOf.get(ink) ?? 0;

/** Cells that nothing is equal to. */
export function unknownCells(width: number): Cells {
  const cells = blankCells(width);
  cells.ink.fill(255);
  return cells;
}

const blank = { text: [] as string[], link: [] as undefined[] };

/** Copies of one blank row: making it anew costs more than all that is drawn. */
function blankCells(width: number): Cells {
  if (blank.text.length !== width) {
    blank.text = Array.from({ length: width }, () => ' ');
    blank.link = Array.from({ length: width });
  }
  return { text: blank.text.slice(), ink: new Uint8Array(width), link: blank.link.slice() };
}

/** The cells of a row; what has no width is not drawn, and what does not fit neither. */
export function cellsOf(row: Row, width: number, dress: Dress): Cells {
  const cells = blankCells(width);
  let x = 0;
  for (const span of row) {
    const from = x;
    x = isPlain(span.text) ? placePlain(cells, x, span, dress) : placeAll(cells, x, span, dress);
    cells.ink.fill(inkNumber(span.ink), from, x);
    if (span.link !== undefined) cells.link.fill(span.link, from, x);
    if (span.dots) (cells.dots ??= Array.from({ length: width })).fill(span.dots, from, x);
  }
  return cells;
}

function placePlain(
  { text: cells }: Cells,
  from: number,
  { text, ink }: Span,
  dress: Dress,
): number {
  const end = Math.min(cells.length, from + text.length);
  for (let x = from; x < end; x += 1) cells[x] = dress(text.charAt(x - from), ink);
  return end;
}

function placeAll(cells: Cells, from: number, { text, ink }: Span, dress: Dress): number {
  let x = from;
  for (const part of graphemes(text)) {
    if (x >= cells.text.length) break;
    x = place(cells, x, part, dress(part, ink));
  }
  return x;
}

function place(cells: Cells, x: number, part: string, shown: string): number {
  const cellCount = graphemeWidth(part);
  if (cellCount === 0) return x;
  if (cellCount === 1) {
    cells.text[x] = drawn(shown);
    return x + 1;
  }
  if (x + 1 >= cells.text.length) return x + 1;
  cells.text[x] = drawn(shown);
  cells.text[x + 1] = '';
  return x + 2;
}

const longestDrawn = 32;

/** Composed where it can be, and without the selectors of a style, on which terminals disagree. */
function drawn(grapheme: string): string {
  if (grapheme.length === 1) return grapheme;
  if (grapheme.length > longestDrawn) return String.fromCodePoint(grapheme.codePointAt(0) ?? 0x20);
  return grapheme.replaceAll(/[\ufe00-\ufe0f]/g, '').normalize('NFC');
}
