import { type Editor, type Line, lineAt, type Spot } from './editor.ts';
import { graphemeWidth } from './width.ts';

/** A text being written as it stands in a box. */
export interface EditorView {
  /** At most as many as asked for, those around the cursor. */
  readonly rows: readonly string[];
  /** The cursor, in cells and rows of these. */
  readonly x: number;
  readonly y: number;
  /** Whether rows are hidden above and below. */
  readonly above: boolean;
  readonly below: boolean;
}

/** The rows around the cursor. The last cell of each is left for the cursor; only these are looked at. */
export function viewEditor(editor: Editor, width: number, mostRows: number): EditorView {
  const [row, at] = visualOf(editor, width);
  let first: VisualRow = row;
  const rows = [textOf(editor, row)];
  let y = 0;
  for (let up = previous(editor, first, width); up && rows.length < mostRows;) {
    rows.unshift(textOf(editor, up));
    first = up;
    y += 1;
    up = previous(editor, first, width);
  }
  let down = next(editor, row, width);
  while (down && rows.length < mostRows) {
    rows.push(textOf(editor, down));
    down = next(editor, down, width);
  }
  const above = previous(editor, first, width) !== undefined;
  return { rows, x: at, y, above, below: down !== undefined };
}

/** The cursor a row up or down as they are seen; nothing where there is none, and history may begin. */
export function vertical(editor: Editor, by: 'up' | 'down', width: number): Editor | undefined {
  const [row, at] = visualOf(editor, width);
  const other = by === 'up' ? previous(editor, row, width) : next(editor, row, width);
  if (!other) return undefined;
  const goal = editor.goal ?? at;
  const { lines, killed, past } = editor;
  return { lines, killed, past, goal, row: other.line, column: columnAt(editor, other, goal) };
}

/** Where the cursor goes when a cell of the view is clicked. */
export function spotAt(
  editor: Editor,
  view: EditorView,
  width: number,
  x: number,
  y: number,
): Spot {
  let [row] = visualOf(editor, width);
  for (let at = view.y; at > y; at -= 1) row = previous(editor, row, width) ?? row;
  for (let at = view.y; at < y; at += 1) row = next(editor, row, width) ?? row;
  return { row: row.line, column: columnAt(editor, row, x) };
}

/** A piece of a line as it is seen, from one grapheme up to another. */
interface VisualRow {
  readonly line: number;
  readonly from: number;
  readonly to: number;
  readonly last: boolean;
}

function visualOf(editor: Editor, width: number): readonly [VisualRow, number] {
  const line = lineAt(editor, editor.row);
  const rows = rowsOf(line, editor.row, width);
  const row = rows.find(({ to, last }) => editor.column < to || last) ?? emptyRow;
  return [row, cellsOf(line, row.from, editor.column)];
}

const emptyRow: VisualRow = { line: 0, from: 0, to: 0, last: true };

interface Broken {
  readonly width: number;
  readonly at: number;
  readonly rows: readonly VisualRow[];
}

/** Lines that did not change since the last key are not broken again. */
const broken = new WeakMap<Line, Broken>();

function rowsOf(line: Line, at: number, width: number): readonly VisualRow[] {
  const seen = broken.get(line);
  if (seen?.width === width && seen.at === at) return seen.rows;
  const rows = breakLine(line, at, width);
  broken.set(line, { width, at, rows });
  return rows;
}

/** The rows of a line, never of more than `width` - 1 cells. */
function breakLine(line: Line, at: number, width: number): readonly VisualRow[] {
  const room = Math.max(2, width - 1);
  const rows: VisualRow[] = [];
  let from = 0;
  let used = 0;
  for (const [column, grapheme] of line.entries()) {
    const cells = graphemeWidth(grapheme);
    if (used + cells > room) {
      rows.push({ line: at, from, to: column, last: false });
      from = column;
      used = 0;
    }
    used += cells;
  }
  return [...rows, { line: at, from, to: line.length, last: true }];
}

function previous(editor: Editor, row: VisualRow, width: number): VisualRow | undefined {
  if (row.from > 0)
    return rowsOf(lineAt(editor, row.line), row.line, width).findLast(({ to }) => to <= row.from);
  if (row.line === 0) return undefined;
  return rowsOf(lineAt(editor, row.line - 1), row.line - 1, width).at(-1);
}

function next(editor: Editor, row: VisualRow, width: number): VisualRow | undefined {
  if (!row.last)
    return rowsOf(lineAt(editor, row.line), row.line, width).find(({ from }) => from >= row.to);
  if (row.line + 1 >= editor.lines.length) return undefined;
  return rowsOf(lineAt(editor, row.line + 1), row.line + 1, width)[0];
}

const textOf = (editor: Editor, { line, from, to }: VisualRow): string =>
  lineAt(editor, line).slice(from, to).join('');

function cellsOf(line: Line, from: number, to: number): number {
  let cells = 0;
  for (let at = from; at < to; at += 1) cells += graphemeWidth(line[at] ?? '');
  return cells;
}

function columnAt(editor: Editor, row: VisualRow, goal: number): number {
  const line = lineAt(editor, row.line);
  let column = row.from;
  let cells = 0;
  while (column < row.to) {
    cells += graphemeWidth(line[column] ?? '');
    if (cells > goal) break;
    column += 1;
  }
  // The end of a row that goes on is the beginning of the next one.
  return !row.last && column === row.to ? row.to - 1 : column;
}
