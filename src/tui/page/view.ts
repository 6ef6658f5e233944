import { timeOf } from '../../base/moment.ts';
import { titleBar } from '../bars.ts';
import { bootPicture } from '../boot.ts';
import { type Frame, type Row, type Size, span } from '../frame.ts';
import { smallest } from '../layout.ts';
import { lookOf } from '../look.ts';
import { fitRow, overlay } from '../row.ts';
import type { Theme } from '../theme.ts';
import { short, textWidth } from '../width.ts';
import { laidOut } from './lay.ts';
import type { Standing } from './state.ts';

/** The start screen as a picture, of exactly that size. */
export function viewPage(before: Standing, { width, height }: Size, theme: Theme): Frame {
  const state = { ...before, columns: width, lines: height };
  const { words } = state;
  const title = 'pychat';
  const filled = (rows: readonly Row[]): readonly Row[] =>
    Array.from({ length: height }, (_, at) => fitRow(rows[at] ?? [], width));
  if (width < smallest.width || height < smallest.height)
    return { rows: filled([[span('normal', words.tooSmall)]]), title };
  if (state.bootUntil > state.now)
    return { rows: filled(bootPicture(words, { width, height }, state.boot, [])), title };
  const { rows, cursor } = bodyOf(state, theme);
  return { rows: filled(rows), title, ...(cursor && { cursor }) };
}

function bodyOf(state: Standing, theme: Theme): Pick<Frame, 'rows' | 'cursor'> {
  const { columns: width, lines: height } = state;
  const laid = laidOut(state);
  const shown = laid.rows.slice(laid.top, laid.top + laid.height);
  const frame = framed(state, theme, laid.bordered);
  const patch = shown.map(({ row }) => fitRow(row, laid.width));
  const { beside } = laid;
  const text = overlay(frame, patch, laid.x, laid.y);
  const rows = beside ? overlay(text, beside.rows, beside.x, beside.y) : text;
  const at = shown.findIndex(({ focus, cursor }) => focus === state.focus && cursor !== undefined);
  const x = shown[at]?.cursor;
  const more = laid.rows.length > laid.height ? moreMarks(laid.top, laid) : '';
  rows[height - 1] = barRow(state, width, more);
  return x === undefined ? { rows } : { rows, cursor: { x: laid.x + x, y: laid.y + at } };
}

const moreMarks = (
  top: number,
  { rows, height }: { readonly rows: readonly unknown[]; readonly height: number },
): string => `${top > 0 ? '▲' : ' '}${top + height < rows.length ? '▼' : ' '}`;

/** The window that the page stands in. */
function framed(state: Standing, theme: Theme, bordered: boolean): Row[] {
  const { columns: width, lines: height, words, page } = state;
  const title = titleBar(words.title, width);
  const blank = (): Row => [span('normal', ' '.repeat(width))];
  if (!bordered) return [title, ...Array.from({ length: height - 1 }, blank)];
  const { box } = lookOf(theme);
  const line = (text: string) => span('border', text);
  const head = ` ${short(page.title, width - 8)} `;
  const rest = box.horizontal.repeat(Math.max(0, width - 3 - textWidth(head)));
  const side = (): Row => [
    line(box.vertical),
    span('normal', ' '.repeat(width - 2)),
    line(box.vertical),
  ];
  return [
    title,
    [line(box.topLeft + box.horizontal), span('bright', head), line(rest + box.topRight)],
    ...Array.from({ length: height - 4 }, side),
    [line(box.bottomLeft + box.horizontal.repeat(width - 2) + box.bottomRight)],
    blank(),
  ];
}

/** Clock, whether there is more than is seen, and keys. */
function barRow({ words, now }: Standing, width: number, more: string): Row {
  const { hints, start } = words;
  const left = ` ${timeOf(now)} ${more}`;
  const all: readonly (readonly [string, string])[] = [
    ['↑↓', start.hints.choose],
    ['↵', start.hints.go],
    ['Esc', start.hints.back],
    ['F9', hints.theme],
    ['^Q', hints.quit],
  ];
  const cells = (keys: typeof all): number =>
    keys.reduce((sum, [key, text]) => sum + textWidth(key) + textWidth(text) + 2, 0);
  const sets = [all, all.slice(1), all.slice(2), all.slice(4)];
  const keys = sets.find((set) => cells(set) + textWidth(left) <= width) ?? [];
  const blanks = ' '.repeat(Math.max(0, width - textWidth(left) - cells(keys)));
  return [
    span('bar', left + blanks),
    ...keys.flatMap(([key, text]) => [span('bar-key', key), span('bar', ` ${text} `)]),
  ];
}
