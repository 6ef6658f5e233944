import { editorText } from './editor.ts';
import { type Ink, type Place, type Row, span } from './frame.ts';
import type { Layout } from './layout.ts';
import type { Look } from './look.ts';
import { choicesOf } from './palette.ts';
import type { State } from './state.ts';
import { pad, short, textWidth } from './width.ts';

/** A box over the screen. */
export interface Dialog {
  readonly rows: readonly Row[];
  readonly x: number;
  readonly y: number;
  readonly cursor?: Place;
}

/** How wide a box is inside: where there is little room, all of it is taken. */
export const innerWidth = (width: number, widest: number): number =>
  Math.min(widest, width - (width < 60 ? 2 : 6));

/** Conversations and commands to choose from. */
export function paletteDialog(
  state: State,
  { width, height }: Layout,
  look: Look,
): Dialog | undefined {
  const { palette, words } = state;
  if (!palette) return undefined;
  const inner = innerWidth(width, 62);
  const most = Math.max(1, Math.min(14, height - 6));
  const query = editorText(palette.query);
  const choices = choicesOf(state);
  const first = Math.max(0, Math.min(palette.at - most + 1, choices.length - most));
  const shown = choices.slice(first, first + most);
  const typed = short(query, inner - 4);
  const rows: Row[] = [
    [span('dialog-key', ' > '), span('dialog', pad(typed, inner - 3))],
    ...shown.map(({ title, aside }, at) =>
      choiceRow(title, aside, inner, first + at === palette.at),
    ),
    ...(shown.length === 0 ? [[span('dialog-dim', pad(` ${words.palette.none}`, inner))]] : []),
  ];
  const x = Math.max(0, Math.floor((width - inner - 2) / 2));
  const y = Math.max(1, Math.min(3, height - rows.length - 3));
  const box = boxed(look, words.palette.title, rows, inner);
  return { rows: box, x, y, cursor: { x: x + 4 + textWidth(typed), y: y + 1 } };
}

function choiceRow(title: string, aside: string, inner: number, chosen: boolean): Row {
  const right = ` ${short(aside, Math.max(0, inner - 10))} `;
  const ink: Ink = chosen ? 'dialog-selection' : 'dialog';
  return [
    span(ink, pad(` ${title}`, inner - textWidth(right))),
    span(chosen ? ink : 'dialog-dim', right),
  ];
}

/** Rows of that width inside a border. */
export function boxed(look: Look, title: string, rows: readonly Row[], inner: number): Row[] {
  const { box } = look;
  const line = (text: string) => span('dialog-border', text);
  const head = ` ${short(title, inner - 4)} `;
  const rest = box.horizontal.repeat(Math.max(0, inner - textWidth(head) - 1));
  return [
    [line(`${box.topLeft}${box.horizontal}${head}${rest}${box.topRight}`)],
    ...rows.map((row) => [line(box.vertical), ...row, line(box.vertical)]),
    [line(`${box.bottomLeft}${box.horizontal.repeat(inner)}${box.bottomRight}`)],
  ];
}
