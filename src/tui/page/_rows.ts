import { viewEditor } from '../editor-view.ts';
import { editorOf } from '../editor.ts';
import { type Row, span } from '../frame.ts';
import { rowText } from '../row.ts';
import { graphemes, pad, short, textWidth } from '../width.ts';
import { wrap } from '../wrap.ts';
import type { Field } from './page.ts';
import type { Standing } from './state.ts';

/** A row of a page, and what has the cursor there. */
export interface LaidRow {
  readonly row: Row;
  /** The field or choice that a click on it means. */
  readonly focus?: number;
  /** The cell of the cursor, where it may stand. */
  readonly cursor?: number;
}

export const plain = (row: Row): LaidRow => ({ row });

const marker = (isFocused: boolean): string => (isFocused ? '► ' : '  ');
/** What is typed needs that much beside its label. */
const leastValue = 20;
const mostValue = 44;

/** Labels and what is typed, and below a field what was wrong with it. */
export function fieldRows(state: Standing, width: number): readonly LaidRow[] {
  const { page } = state;
  const label = Math.max(0, ...page.fields.map((field) => textWidth(field.label))) + 2;
  const beside = width - label - 2 >= leastValue;
  const cells = Math.min(mostValue, beside ? width - label - 2 : width - 2);
  return page.fields.flatMap((field, at) => {
    const focus = at === state.focus;
    const mark = span('prompt', marker(focus));
    const { text, cursor } = valueOf(state, field, cells);
    const value = span(focus ? 'field' : 'field-dim', pad(text, cells));
    const named = span(focus ? 'bright' : 'dim', pad(field.label, beside ? label : width - 2));
    const x = 2 + (beside ? label : 0) + cursor;
    const rows: LaidRow[] = beside
      ? [{ row: [mark, named, value], focus: at, cursor: x }]
      : [
          { row: [mark, named], focus: at },
          { row: [span('normal', '  '), value], focus: at, cursor: x },
        ];
    const last = at === page.fields.length - 1;
    return [...rows, ...troubleRows(state, field.name, at, width), ...(last ? [] : [plain([])])];
  });
}

function troubleRows(
  { page }: Standing,
  name: string,
  focus: number,
  width: number,
): readonly LaidRow[] {
  const { trouble } = page;
  if (trouble?.field !== name) return [];
  const rows = wrap([span('alert', `! ${trouble.text}`)], width - 2);
  return rows.map((row) => ({ row: [span('normal', '  '), ...row], focus }));
}

function valueOf(
  { texts, secrets }: Standing,
  { name, secret }: Field,
  cells: number,
): { readonly text: string; readonly cursor: number } {
  if (secret) {
    const count = Math.min(graphemes(secrets[name] ?? '').length, cells - 1);
    return { text: '•'.repeat(count), cursor: count };
  }
  const { rows, x } = viewEditor(texts[name] ?? editorOf(), cells, 1);
  return { text: rows[0] ?? '', cursor: x };
}

/** What can be done, one below the other. */
export function choiceRows({ page, focus }: Standing, width: number): readonly LaidRow[] {
  return page.choices.flatMap(({ label, aside = '', heading }, index) => {
    const at = page.fields.length + index;
    const isFocused = at === focus;
    const ink = isFocused ? 'selection' : 'normal';
    const room = width - textWidth(label) - 4;
    const right = aside === '' || room < 8 ? '' : ` ${short(aside, room)} `;
    const [first = '', ...rest] = wrap([span(ink, label)], width - 2).map(rowText);
    const named = span(ink, pad(`${marker(isFocused)}${first}`, width - textWidth(right)));
    const rows: readonly Row[] = [
      right === '' ? [named] : [named, span(isFocused ? 'selection' : 'dim', right)],
      ...rest.map((text): Row => [span(ink, pad(`  ${text}`, width))]),
    ];
    const above = heading === undefined ? [] : headingRows(heading, index, width);
    return [...above, ...rows.map((row) => ({ row, focus: at }))];
  });
}

const headingRows = (heading: string, index: number, width: number): readonly LaidRow[] => [
  ...(index === 0 ? [] : [plain([])]),
  plain([span('dim', short(heading, width))]),
];
