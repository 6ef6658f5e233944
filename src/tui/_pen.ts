import type { Cells } from './_cells.ts';
import type { Dress } from './dress.ts';
import { type Dots, sameDots } from './frame.ts';

/** A style made ready: what to write for each ink, by its number. */
export interface Brush {
  readonly dress: Dress;
  readonly codes: readonly string[];
  readonly links: boolean;
  /** What to write for a cell of a picture, by its place; undefined without colours. */
  readonly dots?: ((dots: Dots, x: number, y: number) => string) | undefined;
}

/** Writes what differs, and knows where the terminal's cursor is, and in which colours it writes. */
export interface Pen {
  readonly brush: Brush;
  readonly width: number;
  out: string;
  /** Less than zero when nobody knows. */
  x: number;
  y: number;
  ink: number;
  /** The colours in hand where they are no ink's. */
  dots: string | undefined;
  link: string | undefined;
}

const esc = '\u001b';

export const newPen = (brush: Brush, width: number): Pen => ({
  brush,
  width,
  out: '',
  x: -1,
  y: -1,
  ink: -1,
  dots: undefined,
  link: undefined,
});

/** Brings a row of the screen from one state to another. */
export function drawRow(pen: Pen, y: number, now: Cells, before: Cells): void {
  let suspect = 0;
  for (let x = 0; x < pen.width; x += 1) {
    if (now.text[x] === '' || (x >= suspect && sameCell(now, before, x))) continue;
    suspect = Math.max(suspect, put(pen, x, y, now));
  }
}

export function penEnd(pen: Pen): string {
  if (pen.link !== undefined) pen.out += linkCode(pen, undefined);
  return pen.out === '' ? '' : `${pen.out}${esc}[0m`;
}

const sameCell = (now: Cells, before: Cells, x: number): boolean =>
  now.text[x] === before.text[x] &&
  now.ink[x] === before.ink[x] &&
  now.link[x] === before.link[x] &&
  sameDots(now.dots?.[x], before.dots?.[x]);

/** How many cells behind a sequence of several signs a terminal may have written on. */
const spill = 8;

/** Writes a character; answers up to which cell the terminal may have written something else than meant. */
function put(pen: Pen, x: number, y: number, cells: Cells): number {
  const dots = cells.dots?.[x];
  if (dots && pen.brush.dots) return putDots(pen, x, y, pen.brush.dots(dots, x, y));
  const text = cells.text[x] ?? ' ';
  const next = x + (cells.text[x + 1] === '' ? 2 : 1);
  dip(pen, cells.ink[x] ?? 0, cells.link[x]);
  reach(pen, x, y);
  if (!isSure(text)) return putUnsure(pen, { text, x, next });
  pen.out += text;
  // Behind the last cell every terminal is somewhere else.
  pen.x = next < pen.width ? next : -1;
  return next;
}

/** Half a block in one colour on another. */
function putDots(pen: Pen, x: number, y: number, code: string): number {
  if (pen.link !== undefined) pen.out += linkCode(pen, undefined);
  pen.link = undefined;
  reach(pen, x, y);
  if (pen.dots !== code) pen.out += code;
  pen.dots = code;
  pen.ink = -1;
  pen.out += '▀';
  pen.x = x + 1 < pen.width ? x + 1 : -1;
  return x + 1;
}

interface Unsure {
  readonly text: string;
  readonly x: number;
  readonly next: number;
}

/** A character whose width terminals disagree on: the cursor is set anew behind it, the cells cleared. */
function putUnsure(pen: Pen, { text, x, next }: Unsure): number {
  if (next === x + 2) pen.out += `  ${esc}[${pen.y + 1};${x + 1}H`;
  pen.x = -1;
  const several = text.length > 2;
  // Too near to the edge to be let spill: the first sign alone.
  pen.out += several && x + spill > pen.width ? first(text) : text;
  return several ? next + spill : next;
}

const first = (text: string): string => String.fromCodePoint(text.codePointAt(0) ?? 0x20);

function reach(pen: Pen, x: number, y: number): void {
  if (pen.x === x && pen.y === y) return;
  const near = pen.y === y && pen.x >= 0 && pen.x < x;
  pen.out += near ? `${esc}[${x - pen.x}C` : `${esc}[${y + 1};${x + 1}H`;
  pen.x = x;
  pen.y = y;
}

function dip(pen: Pen, ink: number, link: string | undefined): void {
  if (pen.link !== link) pen.out += linkCode(pen, link);
  pen.link = link;
  if (pen.ink !== ink) pen.out += pen.brush.codes[ink] ?? '';
  pen.ink = ink;
  pen.dots = undefined;
}

/** Whether every terminal agrees on the width: plain letters, lines, and the letters of the east. */
function isSure(text: string): boolean {
  if (text.length !== 1) return false;
  const code = text.charCodeAt(0);
  if (code < 0x300 || (code >= 0x2500 && code < 0x25a0)) return true;
  return (code >= 0x3041 && code < 0xa000) || (code >= 0xac00 && code < 0xd7a4);
}

const address = /^(?:https?|mailto):[\x21-\x7e]{1,2000}$/;

function linkCode(pen: Pen, to: string | undefined): string {
  if (!pen.brush.links) return '';
  return `${esc}]8;;${to !== undefined && address.test(to) ? to : ''}${esc}\\`;
}
