import { commands } from './commands/_all.ts';
import { editorText } from './editor.ts';
import { type Ink, type Place, type Row, span } from './frame.ts';
import { bindingOf, bindings } from './keymap.ts';
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

/** Conversations and commands to choose from. */
export function paletteDialog(
  state: State,
  { width, height }: Layout,
  look: Look,
): Dialog | undefined {
  const { palette, words } = state;
  if (!palette) return undefined;
  const inner = Math.max(14, Math.min(62, width - 6));
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

const keyName = (chord: string): string =>
  chord.replaceAll(/(?:^|\+)[a-z]/g, (letters) => letters.toUpperCase());

function deedName({ words }: State, does: string): string {
  if (does === '' || does.startsWith('/')) return does || words.help.nothing;
  const binding = bindingOf(does);
  return binding ? words.keys[binding.about] : does;
}

/** Keys, and below them commands; made from their tables. */
export function helpDialog(
  state: State,
  { width, height }: Layout,
  look: Look,
): Dialog | undefined {
  const { help, words } = state;
  if (!help) return undefined;
  const inner = Math.max(14, Math.min(74, width - 4));
  const left = inner >= 56 ? 30 : Math.floor(inner / 2);
  const pair = (one: string, other: string): Row => [
    span('dialog-key', pad(` ${one}`, left)),
    span('dialog', pad(` ${other}`, inner - left)),
  ];
  const heading = (text: string): Row => [span('dialog-dim', pad(` ${text}`, inner))];
  const all: Row[] = [
    ...bindings.map(({ label, about }) => pair(label, words.keys[about])),
    ...(state.keys.size > 0 ? [heading(''), heading(words.help.own)] : []),
    ...Array.from(state.keys, ([chord, does]) => pair(keyName(chord), deedName(state, does))),
    heading(''),
    heading(words.help.commands),
    ...commands.map(({ name }) => {
      const { takes, about } = words.commands[name];
      return pair(`/${name} ${takes}`, about);
    }),
  ];
  const most = Math.max(1, Math.min(all.length, height - 5));
  const top = Math.min(help.top, all.length - most);
  const rows = all.slice(top, top + most);
  const title = `${words.help.title} – ${words.help.scroll}`;
  const x = Math.max(0, Math.floor((width - inner - 2) / 2));
  return {
    rows: boxed(look, title, rows, inner),
    x,
    y: Math.max(1, Math.floor((height - most - 2) / 2)),
  };
}
