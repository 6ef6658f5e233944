import { commands } from './commands/_all.ts';
import { type Dialog, boxed, innerWidth } from './dialogs.ts';
import { type Ink, type Row, span } from './frame.ts';
import { bindingOf, bindings } from './keymap.ts';
import { type Layout, layoutOf } from './layout.ts';
import type { Look } from './look.ts';
import { fitRow } from './row.ts';
import type { State } from './state.ts';
import { wrap } from './wrap.ts';

const widest = 86;
/** From so many columns on, what a key does stands beside it; else below. */
const beside = 40;
const mostLabel = 30;

/** Keys, and below them commands; made from their tables. */
export function helpDialog(state: State, layout: Layout, look: Look): Dialog | undefined {
  const { help, words } = state;
  if (!help) return undefined;
  const { width } = layout;
  const inner = innerOf(layout);
  const all = helpRows(state, inner);
  const most = Math.min(all.length, roomOf(layout));
  const top = Math.min(help.top, all.length - most);
  const title = `${words.help.title} – ${words.help.scroll}`;
  return {
    rows: boxed(look, title, all.slice(top, top + most), inner),
    x: Math.max(0, Math.floor((width - inner - 2) / 2)),
    y: Math.max(1, Math.floor((layout.height - most - 2) / 2)),
  };
}

/** Scrolled by so many rows, as far as there are any. */
export function scrollHelp(state: State, top: number, by: number): State {
  const layout = layoutOf(state);
  const last = helpRows(state, innerOf(layout)).length - roomOf(layout);
  return { ...state, help: { top: Math.max(0, Math.min(last, top + by)) } };
}

const innerOf = ({ width }: Layout): number => innerWidth(width, widest);

/** Where there is little room, the box covers what is typed. */
const roomOf = ({ height }: Layout): number => Math.max(1, height - (height < 12 ? 4 : 5));

const keyName = (chord: string): string =>
  chord.replaceAll(/(?:^|\+)[a-z]/g, (letters) => letters.toUpperCase());

function deedName({ words }: State, does: string): string {
  if (does === '' || does.startsWith('/')) return does || words.help.nothing;
  const binding = bindingOf(does);
  return binding ? words.keys[binding.about] : does;
}

function helpRows(state: State, inner: number): readonly Row[] {
  const { words, keys } = state;
  const pair = (one: string, other: string): readonly Row[] => pairRows(one, other, inner);
  const heading = (text: string): Row => fitRow([span('dialog-dim', ` ${text}`)], inner, 'dialog');
  return [
    ...bindings.flatMap(({ label, about }) => pair(label, words.keys[about])),
    ...(keys.size > 0 ? [heading(''), heading(words.help.own)] : []),
    ...Array.from(keys, ([chord, does]) => pair(keyName(chord), deedName(state, does))).flat(),
    heading(''),
    heading(words.help.signs),
    ...signs.flatMap(({ sign, about }) => pair(sign, words.signs[about])),
    heading(''),
    heading(words.help.commands),
    ...commands.flatMap(({ name }) => {
      const { takes, about } = words.commands[name];
      return pair(`/${name} ${takes}`, about);
    }),
  ];
}

/** What the small signs say that stand behind lines and names. */
const signs = [
  { sign: '·', about: 'waiting' },
  { sign: '✓', about: 'stored' },
  { sign: '✓·', about: 'delivered' },
  { sign: '✓✓', about: 'proved' },
  { sign: '≡', about: 'verified' },
] as const;

function pairRows(one: string, other: string, inner: number): readonly Row[] {
  if (inner < beside)
    return [...column(one, 'dialog-key', [1, inner]), ...column(other, 'dialog', [3, inner])];
  const cells = Math.min(mostLabel, Math.floor(inner / 2));
  const label = column(one, 'dialog-key', [1, cells]);
  const about = column(other, 'dialog', [1, inner - cells]);
  const blank = (width: number): Row => fitRow([], width, 'dialog');
  return Array.from({ length: Math.max(label.length, about.length) }, (_, at) => [
    ...(label[at] ?? blank(cells)),
    ...(about[at] ?? blank(inner - cells)),
  ]);
}

/** A text behind so many blanks, as rows of that many cells. */
const column = (
  text: string,
  ink: Ink,
  [indent, cells]: readonly [indent: number, cells: number],
): readonly Row[] =>
  wrap([span(ink, text)], cells - indent - 1).map((row) =>
    fitRow([span('dialog', ' '.repeat(indent)), ...row], cells, 'dialog'),
  );
