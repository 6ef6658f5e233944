import { harmless } from '../base/sanitize.ts';
import { graphemes, isPlain } from './width.ts';

/**
 * Text being written: lines of graphemes, and a place in them. Lines are never changed but replaced, so a
 * state costs little more than the line that differs, and every older one stays good for undoing.
 */
export interface Editor extends Spot {
  readonly lines: readonly Line[];
  /** What was cut out last, for `yank`. */
  readonly killed: string;
  readonly past: readonly Past[];
  /** The cell that moves up and down aim at. */
  readonly goal?: number;
  /** Letters are being typed: they are undone together. */
  readonly typing?: boolean;
}

export type Line = readonly string[];

export interface Spot {
  readonly row: number;
  /** In graphemes. */
  readonly column: number;
}

interface Past extends Spot {
  readonly lines: readonly Line[];
}

/** An editor with a text in it, its cursor at the end. */
export function editorOf(text = ''): Editor {
  const lines = linesOf(text);
  return { lines, ...endOf(lines), killed: '', past: [] };
}

export const editorText = (editor: Editor): string =>
  editor.lines.map((line) => line.join('')).join('\n');

export const isEmpty = (editor: Editor): boolean =>
  editor.lines.length === 1 && editor.lines[0]?.length === 0;

/** What stands before the cursor in its line: completion looks at it. */
export const beforeCursor = (editor: Editor): string =>
  lineAt(editor, editor.row).slice(0, editor.column).join('');

/** Text at the cursor, made harmless; a mark joins the letter it belongs to. */
export function insert(editor: Editor, text: string): Editor {
  if (text === '') return editor;
  const line = lineAt(editor, editor.row);
  if (standsAlone(text, line[editor.column - 1], line[editor.column])) return typed(editor, text);
  const head = line.slice(0, Math.max(0, editor.column - 1));
  const joint = line.slice(head.length, editor.column).join('');
  const fresh = linesOf(joint + text);
  const { row, column } = endOf(fresh);
  const put = woven(head, fresh, line.slice(editor.column));
  const typing = put.length === 1 && isTyping(text);
  return {
    ...changed(editor, replaced(editor.lines, editor.row, editor.row, put), typing),
    row: editor.row + row,
    column: column + (row === 0 ? head.length : 0),
  };
}

const isTyping = (text: string): boolean => text.length < 3 && text !== ' ';

/** Letters that join nothing, between such: what people type, mostly. */
const standsAlone = (text: string, before = '', after = ''): boolean =>
  isPlain(text) && isPlain(before) && isPlain(after);

/** A key costs a copy of its line and no more, so that nobody waits for the end of a long one. */
function typed(editor: Editor, text: string): Editor {
  const { row, column, lines } = editor;
  const line = lineAt(editor, row);
  const letters = text.split('');
  const put =
    column === line.length
      ? line.concat(letters)
      : line.slice(0, column).concat(letters, line.slice(column));
  const next = changed(editor, replaced(lines, row, row, [put]), isTyping(text));
  return { ...next, row, column: column + letters.length };
}

/** Lines between the beginning and the end of a line; what meets at the end may become one. */
function woven(head: Line, lines: readonly Line[], tail: Line): readonly Line[] {
  const last = lines.at(-1) ?? [];
  const meeting = (last.at(-1) ?? '') + (tail[0] ?? '');
  const end = last.slice(0, -1).concat(graphemes(meeting), tail.slice(1));
  const [first, ...others] = [...lines.slice(0, -1), end];
  return [head.concat(first), ...others];
}

/** Without what is between two places, the cursor where it was. */
export function remove(editor: Editor, from: Spot, to: Spot): Editor {
  if (from.row === to.row && from.column === to.column) return editor;
  const line = [
    ...lineAt(editor, from.row).slice(0, from.column),
    ...lineAt(editor, to.row).slice(to.column),
  ];
  const lines = replaced(editor.lines, from.row, to.row, [line]);
  return { ...changed(editor, lines, false), row: from.row, column: from.column };
}

/** The same, kept for `yank`. */
export function kill(editor: Editor, from: Spot, to: Spot): Editor {
  const shorter = remove(editor, from, to);
  return shorter === editor ? editor : { ...shorter, killed: textBetween(editor, from, to) };
}

/** In place of so many graphemes before the cursor, another text: what completion does. */
export function replaceBefore(editor: Editor, count: number, text: string): Editor {
  const from = { row: editor.row, column: Math.max(0, editor.column - count) };
  return insert(remove(editor, from, editor), text);
}

/** The state before the last change. */
export function undo(editor: Editor): Editor {
  const last = editor.past.at(-1);
  if (!last) return editor;
  const { lines, row, column } = last;
  return { lines, row, column, killed: editor.killed, past: editor.past.slice(0, -1) };
}

export const lineAt = (editor: Editor, row: number): Line => editor.lines[row] ?? [];

/** The cursor somewhere else; nothing is changed. */
export function moved(editor: Editor, to: Spot): Editor {
  const { lines, killed, past } = editor;
  return { lines, killed, past, row: to.row, column: to.column };
}

export function endOf(lines: readonly Line[]): Spot {
  return { row: lines.length - 1, column: lines.at(-1)?.length ?? 0 };
}

/** A tab is blanks here, and a control is a picture of it: what is written can be sent and shown. */
const linesOf = (text: string): Line[] =>
  harmless(text.replaceAll(/\r\n?/g, '\n')).split('\n').map(graphemes);

function textBetween(editor: Editor, from: Spot, to: Spot): string {
  return editor.lines
    .slice(from.row, to.row + 1)
    .map((line, at) => {
      const end = from.row + at === to.row ? to.column : line.length;
      return line.slice(at === 0 ? from.column : 0, end).join('');
    })
    .join('\n');
}

function replaced(
  lines: readonly Line[],
  from: number,
  to: number,
  put: readonly Line[],
): readonly Line[] {
  return [...lines.slice(0, from), ...put, ...lines.slice(to + 1)];
}

const mostUndone = 100;
/** Graphemes and lines that the past may hold on to, roughly. */
const mostKept = 1_000_000;

function changed(editor: Editor, lines: readonly Line[], typing: boolean): Editor {
  const { killed, row, column } = editor;
  if (typing && editor.typing) return { lines, killed, row, column, past: editor.past, typing };
  const size = lines.length + lineAt(editor, row).length;
  const most = Math.max(2, Math.min(mostUndone, Math.floor(mostKept / size)));
  const past = [...editor.past.slice(1 - most), { lines: editor.lines, row, column }];
  return { lines, killed, row, column, past, typing };
}
