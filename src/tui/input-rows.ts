import { draftOf, open } from './chats.ts';
import { viewEditor } from './editor-view.ts';
import { editorText, isEmpty } from './editor.ts';
import { type Place, type Row, span } from './frame.ts';
import type { Layout } from './layout.ts';
import type { Find, State } from './state.ts';
import { short, textWidth } from './width.ts';

export interface InputPart {
  readonly rows: readonly Row[];
  readonly cursor: Place;
}

/** What is being typed, behind its prompt. */
export function inputPart(state: State, layout: Layout): InputPart {
  if (state.find && !state.find.list) return findPart(state, state.find, layout);
  const { prompt, input } = layout;
  const draft = draftOf(state);
  const indent = textWidth(prompt);
  const shown = viewEditor(draft, input.width, input.height);
  const empty = isEmpty(draft);
  const rows = shown.rows.map((text, at): Row => [
    span('prompt', at === 0 ? prompt : ' '.repeat(indent)),
    empty && open(state)
      ? span('ghost', short(state.words.placeholder, input.width))
      : span('input', text),
  ]);
  return {
    rows: rows.map((row) => inked(row, layout.width)),
    cursor: { x: indent + shown.x, y: input.y + shown.y },
  };
}

function findPart(state: State, find: Find, layout: Layout): InputPart {
  const { prompt, input } = layout;
  const text = short(editorText(find.query), Math.max(4, input.width - 2));
  const { words } = state;
  const hint =
    text === ''
      ? words.find.empty
      : words.find.at(
          find.hits.length === 0 ? 0 : find.at + 1,
          `${find.hits.length}${find.next === undefined ? '' : '+'}`,
        );
  const x = textWidth(prompt) + textWidth(text);
  const row = [
    span('prompt', prompt),
    span('input', text),
    span('ghost', `  ${short(hint, Math.max(0, layout.width - x - 3))}`),
  ];
  return { rows: [inked(row, layout.width)], cursor: { x, y: input.y } };
}

/** The rest of an input row has the colour of the input too. */
function inked(row: Row, width: number): Row {
  const used = row.reduce((cells, { text }) => cells + textWidth(text), 0);
  return [...row, span('input', ' '.repeat(Math.max(0, width - used)))];
}
