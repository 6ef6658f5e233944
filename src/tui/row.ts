import type { Dots, Ink, Row, Span } from './frame.ts';
import { cut, graphemeWidth, graphemes, textWidth } from './width.ts';

export const rowText = (row: Row): string => row.map(({ text }) => text).join('');

export const rowWidth = (row: Row): number =>
  row.reduce((width, { text }) => width + textWidth(text), 0);

/** A row of exactly this many cells; what is missing is filled in the ink. */
export function fitRow(row: Row, width: number, ink: Ink = 'normal'): Row {
  const kept: Span[] = [];
  let left = width;
  for (const piece of row) {
    const cells = textWidth(piece.text);
    if (cells > left) {
      const text = cut(piece.text, left);
      if (text !== '') kept.push({ ...piece, text });
      left -= textWidth(text);
      break;
    }
    if (piece.text !== '') kept.push(piece);
    left -= cells;
  }
  if (left > 0) kept.push({ ink, text: ' '.repeat(left) });
  return kept;
}

/** The cells from one place on, `width` of them; half of a wide character becomes a blank. */
export function sliceRow(row: Row, from: number, width: number): Row {
  const kept: Span[] = [];
  let x = 0;
  for (const piece of row) {
    const cells = textWidth(piece.text);
    if (x + cells > from && x < from + width)
      kept.push({ ...piece, text: sliceText(piece.text, from - x, from + width - x) });
    x += cells;
  }
  return kept;
}

function sliceText(text: string, from: number, to: number): string {
  let x = 0;
  let kept = '';
  for (const grapheme of graphemes(text)) {
    const end = x + graphemeWidth(grapheme);
    if (x >= from && end <= to) kept += grapheme;
    else kept += ' '.repeat(Math.max(0, Math.min(end, to) - Math.max(x, from)));
    x = end;
  }
  return kept;
}

/** A picture with another laid over it, its corner at a place: dialogs, lists of completions. */
export function overlay(rows: readonly Row[], over: readonly Row[], x: number, y: number): Row[] {
  return rows.map((row, at) => {
    const patch = over[at - y];
    if (!patch) return row;
    const width = rowWidth(patch);
    const left = fitRow(sliceRow(row, 0, x), x);
    return [...left, ...patch, ...sliceRow(row, x + width, Math.max(0, rowWidth(row) - x - width))];
  });
}

interface Patch {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A picture with the shadow that a box at a place throws, a row down and two cells to the right. */
export const shadowed = (rows: readonly Row[], { x, y, width, height }: Patch): Row[] =>
  rows.map((row, at) => {
    if (at <= y || at > y + height) return row;
    const from = at === y + height ? x + 2 : x + width;
    return shaded(row, from, x + width + 2 - from);
  });

function shaded(row: Row, from: number, cells: number): Row {
  const dark = sliceRow(row, from, cells).map(({ text, dots }): Span => ({
    ink: 'shadow',
    text,
    ...(dots ? { dots: darker(dots) } : {}),
  }));
  const end = from + rowWidth(dark);
  return [...sliceRow(row, 0, from), ...dark, ...sliceRow(row, end, rowWidth(row) - end)];
}

/** A picture in a shadow is still there. */
const darker = ([above, below]: Dots): Dots => [quarter(above), quarter(below)];
const quarter = (colour: number): number => (colour >> 2) & 0x3f_3f_3f;
