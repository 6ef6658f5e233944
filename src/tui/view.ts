import { statusRow, titleRow } from './bars.ts';
import { bootRows } from './boot.ts';
import { bottomBorder, topBorder } from './borders.ts';
import { open } from './chats.ts';
import { dashboardRows } from './dashboard-rows.ts';
import { type Dialog, paletteDialog } from './dialogs.ts';
import { filesDialog } from './files-dialog.ts';
import { findDialog } from './find-dialog.ts';
import { type Frame, type Place, type Row, type Size, span } from './frame.ts';
import { helpDialog } from './help.ts';
import { inputPart } from './input-rows.ts';
import { layoutOf, type Layout, smallest } from './layout.ts';
import { listRows } from './list-rows.ts';
import { type Look, lookOf } from './look.ts';
import { type MessageRow, messageRows } from './message-rows.ts';
import { peopleRows } from './people-rows.ts';
import { pickerDialog } from './picker-dialog.ts';
import { questionDialog } from './question-dialog.ts';
import { fitRow, overlay, rowWidth, shadowed } from './row.ts';
import type { State } from './state.ts';
import type { Theme } from './theme.ts';

/** The whole screen as a picture, of exactly that size. */
export function view(before: State, { width, height }: Size, theme: Theme): Frame {
  const state = sized(before, width, height);
  const title = titleOf(state);
  if (width < smallest.width || height < smallest.height)
    return filled({ rows: [[span('normal', state.words.tooSmall)]], title }, width, height);
  if (state.bootUntil > state.now)
    return filled({ rows: bootRows(state, width, height), title }, width, height);
  const layout = layoutOf(state);
  const look = lookOf(theme);
  const middle: Part = state.dashboard
    ? { rows: dashboardRows(state, state.dashboard, look) }
    : roomPart(state, layout, look);
  const rows = [titleRow(state, layout), ...middle.rows, statusRow(state, layout)];
  const over = dialogOver(state, layout, look);
  const frame = { rows: over ? withDialog(rows, over, layout.input.y) : rows, title };
  const cursor = over ? over.cursor : middle.cursor;
  return filled(cursor ? { ...frame, cursor } : frame, width, height);
}

/** A box with its shadow, which falls on nothing from the input on. */
function withDialog(
  rows: readonly Row[],
  { rows: box, x, y }: Dialog,
  input: number,
): readonly Row[] {
  const [first = []] = box;
  const place = { x, y, width: rowWidth(first), height: box.length };
  const dark = [...shadowed(rows.slice(0, input), place), ...rows.slice(input)];
  return overlay(dark, box, x, y);
}

interface Part {
  readonly rows: readonly Row[];
  readonly cursor?: Place;
}

/** The conversations with the open one, and what is typed there. */
function roomPart(state: State, layout: Layout, look: Look): Part {
  const input = inputPart(state, layout);
  const border = (draw: typeof topBorder): readonly Row[] =>
    state.bare ? [] : [draw(state, layout, look)];
  const body = bodyRows(state, layout, look);
  return {
    rows: [...border(topBorder), ...body, ...border(bottomBorder), ...input.rows],
    cursor: input.cursor,
  };
}

const dialogOver = (state: State, layout: Layout, look: Look): Dialog | undefined =>
  questionDialog(state, layout, look) ??
  paletteDialog(state, layout, look) ??
  pickerDialog(state, layout, look) ??
  filesDialog(state, layout, look) ??
  helpDialog(state, layout, look) ??
  findDialog(state, layout, look);

const sized = (state: State, columns: number, lines: number): State =>
  state.columns === columns && state.lines === lines ? state : { ...state, columns, lines };

function titleOf(state: State): string {
  const chat = open(state);
  const unread = state.chats.reduce((sum, { unread: count }) => sum + count, 0);
  const count = unread > 0 ? `(${unread}) ` : '';
  return `${count}pychat ${chat ? chat.title : state.me.name}`;
}

/** Exactly the rows and cells of the screen. */
function filled(frame: Frame, width: number, height: number): Frame {
  const rows = Array.from({ length: height }, (_, at) => fitRow(frame.rows[at] ?? [], width));
  return { ...frame, rows };
}

/** Conversations, messages and members side by side, between their borders. */
function bodyRows(state: State, layout: Layout, look: Look): readonly Row[] {
  const { chats, people, messages, standing } = layout;
  const height = messages.height + standing.length;
  const left = chats > 0 ? listRows(state, chats - 2, height) : [];
  const said = messageRows(state, layout);
  const middle = Array.from({ length: messages.height }, (_, at) => said[at] ?? empty);
  middle.push(...standing.map((row) => ({ row, bar: false })));
  const right = people > 0 ? peopleRows(state, people - 2, height) : [];
  const line = span('border', look.box.vertical);
  return Array.from({ length: height }, (_, at) => {
    const { row, bar } = middle[at] ?? empty;
    const shown = fitRow(row, messages.width);
    if (state.bare) return shown;
    return [
      line,
      ...(chats > 0 ? [...fitRow(left[at] ?? [], chats - 2), line] : []),
      ...shown,
      bar ? span('scroll', look.thumb) : line,
      ...(people > 0 ? [...fitRow(right[at] ?? [], people - 2), line] : []),
    ];
  });
}

const empty: MessageRow = { row: [], bar: false };
