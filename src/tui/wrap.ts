import type { Row, Span } from './frame.ts';
import { graphemeWidth, graphemes, isPlain, textWidth } from './width.ts';

/**
 * Breaks text into rows of at most `width` cells, between words, or anywhere in a word that is longer
 * than a row; between wide characters there need be no blank. A line feed begins a row, blanks at a break
 * are gone; no row ends at a no-break blank. Linear in the length.
 */
export function wrap(spans: readonly Span[], width: number): Row[] {
  const page = newPage(Math.max(2, width));
  for (const from of spans)
    for (const [at, line] of from.text.split('\n').entries()) {
      if (at > 0) endLine(page);
      for (const text of line.match(/ +|[^ ]+/g) ?? []) put(page, text, from);
    }
  flush(page);
  return [...page.rows, page.row];
}

/** Text on its way into rows: the row in hand, and a word that may not fit into it. */
interface Page {
  readonly width: number;
  readonly rows: Row[];
  /** The last of them still grows. */
  row: Grown[];
  used: number;
  word: Part[];
  wordCells: number;
  blanks: Part[];
}

type Grown = { -readonly [K in keyof Span]: Span[K] };

interface Part {
  readonly text: string;
  readonly cells: number;
  readonly from: Span;
}

const newPage = (width: number): Page => ({
  width,
  rows: [],
  row: [],
  used: 0,
  word: [],
  wordCells: 0,
  blanks: [],
});

function put(page: Page, text: string, from: Span): void {
  if (text.startsWith(' ')) {
    flush(page);
    page.blanks.push({ text, cells: text.length, from });
  } else if (isPlain(text)) glue(page, text, text.length, from);
  else putMixed(page, text, from);
}

/** A row may end before and behind each wide character. */
function putMixed(page: Page, text: string, from: Span): void {
  let narrow = '';
  for (const grapheme of graphemes(text)) {
    if (graphemeWidth(grapheme) < 2) {
      narrow += grapheme;
      continue;
    }
    if (narrow !== '') glueShown(page, narrow, from);
    narrow = '';
    flush(page);
    glue(page, grapheme, 2, from);
    flush(page);
  }
  if (narrow !== '') glueShown(page, narrow, from);
}

/** A blank that no row ends at looks as any other. */
const glueShown = (page: Page, text: string, from: Span): void =>
  glue(page, text.replaceAll('\u00a0', ' '), textWidth(text), from);

/** More of a word, which stays together as long as a row can hold it. */
function glue(page: Page, text: string, cells: number, from: Span): void {
  page.word.push({ text, cells, from });
  page.wordCells += cells;
}

/** The word is whole: it goes into this row, or the next one. */
function flush(page: Page): void {
  if (page.word.length === 0) return;
  const gap = page.blanks.reduce((sum, { cells }) => sum + cells, 0);
  if (page.used + gap + page.wordCells > page.width && page.used > 0) nextRow(page);
  for (const { text, cells, from } of page.blanks) {
    const fits = Math.min(cells, page.width - page.used);
    if (fits > 0) add(page, text.slice(0, fits), fits, from);
  }
  page.blanks = [];
  for (const part of page.word) {
    if (page.used + part.cells <= page.width) add(page, part.text, part.cells, part.from);
    else chop(page, part);
  }
  page.word = [];
  page.wordCells = 0;
}

/** A word longer than a row goes on in the next one. */
function chop(page: Page, { text, from }: Part): void {
  let piece = '';
  let cells = 0;
  for (const grapheme of graphemes(text)) {
    const more = graphemeWidth(grapheme);
    if (page.used + cells + more > page.width) {
      if (piece !== '') add(page, piece, cells, from);
      nextRow(page);
      piece = '';
      cells = 0;
    }
    piece += grapheme;
    cells += more;
  }
  if (piece !== '') add(page, piece, cells, from);
}

function add(page: Page, text: string, cells: number, from: Span): void {
  const last = page.row.at(-1);
  if (last && last.ink === from.ink && last.link === from.link) last.text += text;
  else page.row.push({ ...from, text });
  page.used += cells;
}

function nextRow(page: Page): void {
  page.rows.push(page.row);
  page.row = [];
  page.used = 0;
  page.blanks = [];
}

function endLine(page: Page): void {
  flush(page);
  nextRow(page);
}
