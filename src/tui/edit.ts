import {
  type Editor,
  editorOf,
  endOf,
  insert,
  kill,
  lineAt,
  moved,
  remove,
  type Spot,
  undo,
} from './editor.ts';

/** What a key may do to a text being written; a key table binds chords to these names. */
export type EditCommand = keyof typeof commands;

/** The editor after a command. Up and down depend on the width, and are in `editor-view.ts`. */
export const edit = (editor: Editor, command: EditCommand): Editor => commands[command](editor);

const commands = {
  left: (editor: Editor) => moved(editor, before(editor, editor)),
  right: (editor: Editor) => moved(editor, after(editor, editor)),
  'word-left': (editor: Editor) => moved(editor, wordBefore(editor)),
  'word-right': (editor: Editor) => moved(editor, wordAfter(editor)),
  home: (editor: Editor) => moved(editor, lineStart(editor)),
  end: (editor: Editor) => moved(editor, lineEnd(editor)),
  top: (editor: Editor) => moved(editor, { row: 0, column: 0 }),
  bottom: (editor: Editor) => moved(editor, endOf(editor.lines)),
  newline: (editor: Editor) => insert(editor, '\n'),
  backspace: (editor: Editor) => remove(editor, before(editor, editor), editor),
  delete: (editor: Editor) => remove(editor, editor, after(editor, editor)),
  /** Back to the blank before, as Ctrl+W in a shell. */
  'kill-word': (editor: Editor) => kill(editor, blankBefore(editor), editor),
  'kill-word-left': (editor: Editor) => kill(editor, wordBefore(editor), editor),
  'kill-word-right': (editor: Editor) => kill(editor, editor, wordAfter(editor)),
  'kill-to-start': (editor: Editor) => kill(editor, lineStart(editor), editor),
  /** At the end of a line the line feed goes. */
  'kill-to-end': (editor: Editor) => {
    const end = lineEnd(editor);
    return kill(editor, editor, end.column === editor.column ? after(editor, end) : end);
  },
  yank: (editor: Editor) => insert(editor, editor.killed),
  undo,
  transpose: (editor: Editor) => transpose(editor),
  clear: (editor: Editor) => remove(editor, { row: 0, column: 0 }, endOf(editor.lines)),
} as const;

/** Every command, for help and for a file that binds keys. */
export const editCommands = Object.keys(commands) as readonly EditCommand[];

/** An empty editor that still yanks what was cut out before. */
export const emptied = (editor: Editor): Editor => ({ ...editorOf(), killed: editor.killed });

const lineStart = ({ row }: Editor): Spot => ({ row, column: 0 });
const lineEnd = (editor: Editor): Spot => ({
  row: editor.row,
  column: lineAt(editor, editor.row).length,
});

function before(editor: Editor, { row, column }: Spot): Spot {
  if (column > 0) return { row, column: column - 1 };
  return row > 0 ? { row: row - 1, column: lineAt(editor, row - 1).length } : { row, column };
}

function after(editor: Editor, { row, column }: Spot): Spot {
  if (column < lineAt(editor, row).length) return { row, column: column + 1 };
  return row + 1 < editor.lines.length ? { row: row + 1, column: 0 } : { row, column };
}

const isLetter = (grapheme: string | undefined): boolean =>
  grapheme !== undefined && /[\p{L}\p{N}_]/u.test(grapheme);
const isSolid = (grapheme: string | undefined): boolean =>
  grapheme !== undefined && !/^\s/.test(grapheme);

const wordBefore = (editor: Editor): Spot => startOf(editor, isLetter);
const blankBefore = (editor: Editor): Spot => startOf(editor, isSolid);

function startOf(editor: Editor, belongs: (grapheme: string | undefined) => boolean): Spot {
  if (editor.column === 0) return before(editor, editor);
  const line = lineAt(editor, editor.row);
  let { column } = editor;
  while (column > 0 && !belongs(line[column - 1])) column -= 1;
  while (column > 0 && belongs(line[column - 1])) column -= 1;
  return { row: editor.row, column };
}

function wordAfter(editor: Editor): Spot {
  const line = lineAt(editor, editor.row);
  if (editor.column === line.length) return after(editor, editor);
  let { column } = editor;
  while (column < line.length && !isLetter(line[column])) column += 1;
  while (column < line.length && isLetter(line[column])) column += 1;
  return { row: editor.row, column };
}

/** The two around the cursor change places, and it goes on. */
function transpose(editor: Editor): Editor {
  const line = lineAt(editor, editor.row);
  const at = Math.min(editor.column, line.length - 1);
  const [left, right] = [line[at - 1], line[at]];
  if (left === undefined || right === undefined) return editor;
  const from = { row: editor.row, column: at - 1 };
  return insert(remove(editor, from, { row: editor.row, column: at + 1 }), right + left);
}
