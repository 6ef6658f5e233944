import { dayOf, timeOf } from '../base/moment.ts';
import { type Dialog, boxed, innerWidth } from './dialogs.ts';
import { editorText } from './editor.ts';
import { type Row, span } from './frame.ts';
import type { Layout } from './layout.ts';
import type { Look } from './look.ts';
import type { Find, FoundLine, State } from './state.ts';
import { pad, short, textWidth } from './width.ts';

/** What was found everywhere, to choose from. */
export function findDialog(
  state: State,
  { width, height }: Layout,
  look: Look,
): Dialog | undefined {
  const { find, words } = state;
  if (!find?.list) return undefined;
  const inner = innerWidth(width, 110);
  const most = Math.max(1, height - 7);
  const first = Math.max(0, Math.min(find.at - most + 1, find.hits.length - most));
  const shown = find.hits.slice(first, first + most);
  const note = noteOf(state, find);
  const typed = short(editorText(find.query), inner - 4 - textWidth(note));
  const rows: Row[] = [
    [
      span('dialog-key', ' > '),
      span('dialog', pad(typed, inner - 3 - textWidth(note))),
      span('dialog-dim', note),
    ],
    ...shown.map((hit, at) => hitRow(state, hit, inner, first + at === find.at)),
  ];
  const x = Math.max(0, Math.floor((width - inner - 2) / 2));
  const y = Math.max(1, Math.min(2, height - rows.length - 3));
  return {
    rows: boxed(look, words.find.title, rows, inner),
    x,
    y,
    cursor: { x: x + 4 + textWidth(typed), y: y + 1 },
  };
}

function noteOf({ words }: State, { query, hits, at, next }: Find): string {
  if (hits.length > 0) return ` ${at + 1}/${hits.length}${next === undefined ? '' : '+'} `;
  if (next !== undefined) return ` ${words.find.going} `;
  return editorText(query).trim() === '' ? '' : ` ${words.find.none} `;
}

function hitRow(state: State, hit: FoundLine, inner: number, chosen: boolean): Row {
  const { to, at, from, text } = hit;
  const title = state.chats.find((chat) => chat.to === to)?.title ?? '';
  const head = ` ${clockOrDay(state.now, at)} ${pad(short(title, 12), 12)} `;
  const ink = chosen ? 'dialog-selection' : 'dialog';
  return [
    span(chosen ? ink : 'dialog-dim', short(head, inner)),
    span(ink, pad(short(`<${from}> ${text}`, inner - textWidth(head)), inner - textWidth(head))),
  ];
}

/** The clock of what was said today, else the day: as wide. */
function clockOrDay(now: number, at: number): string {
  const day = dayOf(at);
  return day === dayOf(now) ? timeOf(at).padEnd(day.length) : day;
}
