import { type Row, span } from '../frame.ts';
import { textWidth } from '../width.ts';
import { choiceRows, fieldRows, type LaidRow, plain } from './_rows.ts';
import { blockRows, logoRows, logoWidth } from './block-rows.ts';
import { codeRows, codeSize } from './code-rows.ts';
import { text } from './page.ts';
import type { Standing } from './state.ts';

/** Where everything of a page stands, in cells of the screen. */
export interface Laid {
  readonly rows: readonly LaidRow[];
  /** The part of the rows that is seen, and where. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly top: number;
  readonly bordered: boolean;
  /** A code that stands beside them. */
  readonly beside:
    | { readonly rows: readonly Row[]; readonly x: number; readonly y: number }
    | undefined;
}

interface Room {
  readonly bordered: boolean;
  readonly width: number;
  readonly height: number;
}

const widest = 64;
/** Text beside a code is at least that wide. */
const narrowest = 30;
const gap = 3;

export function laidOut(state: Standing): Laid {
  const room = roomOf(state);
  const code = codeOf(state, room);
  const width = code?.beside
    ? Math.min(widest, room.width - code.width - gap)
    : Math.min(widest, room.width);
  const rows = spaced(rowsOf(state, width, room, code?.within ?? []), room.height);
  const all = width + (code?.beside ? code.width + gap : 0);
  const edge = room.bordered ? 1 : 0;
  const x = Math.floor((state.columns - all) / 2);
  const height = Math.min(room.height, rows.length);
  const first = 1 + edge;
  const top = Math.max(0, Math.min(state.top, rows.length - room.height));
  const middle = (size: number): number => first + Math.floor((room.height - size) / 2);
  const beside = code?.beside && {
    rows: code.beside,
    x: x + width + gap,
    y: middle(code.beside.length),
  };
  return { rows, x, y: middle(height), width, height, top, bordered: room.bordered, beside };
}

/** The first row to see, so that the one with the cursor is seen, and what belongs to it. */
export function shownTop(state: Standing): number {
  const { rows, height, top } = laidOut(state);
  const own = rows.flatMap(({ focus }, at) => (focus === state.focus ? [at] : []));
  const [from, to] = [own[0], own.at(-1)];
  if (from === undefined || to === undefined) return top;
  const typed = own.find((at) => rows[at]?.cursor !== undefined) ?? from;
  return Math.min(typed, Math.max(Math.min(top, from), to - height + 1));
}

function roomOf({ columns, lines }: Standing): Room {
  const bordered = columns >= 30 && lines >= 10;
  return {
    bordered,
    width: bordered ? columns - 4 : columns - 2,
    height: lines - (bordered ? 4 : 2),
  };
}

interface Placed {
  readonly width: number;
  readonly beside?: readonly Row[];
  /** Among the text, or a word of why it is not there. */
  readonly within?: readonly Row[];
}

/** Beside the text where the screen is wide, among it where it is high, else not at all. */
function codeOf({ page, ascii, words }: Standing, room: Room): Placed | undefined {
  if (!page.code) return undefined;
  const { width, height } = codeSize(page.code, ascii);
  const rows =
    height <= room.height && width <= room.width ? codeRows(page.code, ascii) : undefined;
  if (rows && room.width - width - gap >= narrowest) return { width, beside: rows };
  if (rows) return { width, within: rows };
  const why = text(words.start.noCode(width + 4, height + 4), 'dim');
  return {
    width: 0,
    within: blockRows([why], Math.min(widest, room.width)),
  };
}

function rowsOf(
  state: Standing,
  width: number,
  room: Room,
  code: readonly Row[],
): readonly LaidRow[] {
  const { page } = state;
  const { trouble } = page;
  const loose = trouble && !page.fields.some(({ name }) => name === trouble.field);
  const body = [
    ...apart(
      blockRows(
        page.blocks.filter(({ kind }) => kind !== 'logo'),
        width,
      ).map(plain),
    ),
    ...apart(code.map((row) => centred(row, width))),
    ...apart(loose ? blockRows([text(`! ${trouble.text}`, 'alert')], width).map(plain) : []),
    ...apart(fieldRows(state, width)),
    ...choiceRows(state, width),
  ];
  const wanted = page.blocks.some(({ kind }) => kind === 'logo');
  const logo = apart(logoRows.map((line) => centred([span('bright', line)], width)));
  const fits = width >= logoWidth && logo.length + body.length <= room.height;
  return wanted && fits ? [...logo, ...body] : body;
}

const apart = (rows: readonly LaidRow[]): readonly LaidRow[] =>
  rows.length === 0 ? [] : [...rows, plain([])];

function centred(row: Row, width: number): LaidRow {
  const cells = row.reduce((sum, part) => sum + textWidth(part.text), 0);
  return plain([span('normal', ' '.repeat(Math.max(0, Math.floor((width - cells) / 2)))), ...row]);
}

/** Blank rows go where there is no room for them. */
const spaced = (rows: readonly LaidRow[], height: number): readonly LaidRow[] =>
  rows.length <= height ? rows : rows.filter(({ row }) => row.length > 0);
