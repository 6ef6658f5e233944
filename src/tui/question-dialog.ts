import { harmlessLine } from '../base/sanitize.ts';
import { boxed, type Dialog, innerWidth } from './dialogs.ts';
import type { Entry } from './disk.ts';
import { iconOf, sizeText } from './file-rows.ts';
import { type Row, span } from './frame.ts';
import { hintRow } from './hint-row.ts';
import type { Layout } from './layout.ts';
import type { Look } from './look.ts';
import { newNames } from './newcomers.ts';
import { fitRow } from './row.ts';
import { bytesIn, type SendQuestion } from './send-file.ts';
import type { State } from './state.ts';
import { short, textWidth } from './width.ts';
import { wrap } from './wrap.ts';

/** More than these are counted. */
const mostShown = 6;

/** Whether something is to be sent as a file. */
export function questionDialog(
  state: State,
  { width, height }: Layout,
  look: Look,
): Dialog | undefined {
  const { question, words } = state;
  if (!question) return undefined;
  const { entries } = question;
  const { ask } = words.transfers;
  const inner = innerWidth(width, 62);
  const room = inner - 4;
  const asked = askedText(state, question);
  const files = entryRows(state, entries, room, Math.max(1, Math.min(mostShown, height - 10)));
  const rows: readonly Row[] = [
    [],
    ...wrap([span('dialog', asked)], room),
    ...(files.length > 0 ? [[], ...files] : []),
    [],
  ];
  const box = [
    ...rows.map((row): Row => [span('dialog', '  '), ...fitRow(row, inner - 2, 'dialog')]),
    hintRow(
      [
        ['Enter', ask.yes],
        ['Esc', question.about === 'new' ? ask.notNew : ask.no],
      ],
      inner,
    ),
  ];
  const x = Math.max(0, Math.floor((width - inner - 2) / 2));
  const y = Math.max(1, Math.floor((height - box.length - 4) / 2));
  return { rows: boxed(look, ask.title, box, inner), x, y };
}

/** What is asked, in a sentence. */
export function askedText(
  { words, chats }: State,
  { about, to, entries, text }: SendQuestion,
): string {
  const { ask } = words.transfers;
  if (about === 'long') return ask.long(sizeText(words, bytesIn(text)), to);
  const newcomers = about === 'new' && chats.find((chat) => chat.to === to)?.newcomers;
  return newcomers ? ask.new(newNames(words, newcomers), to) : ask.drop(entries.length, to);
}

function entryRows(
  { words }: State,
  entries: readonly Entry[],
  room: number,
  most: number,
): readonly Row[] {
  const rows = entries.slice(0, most).map(({ name, size, kind }): Row => {
    const weight = kind === 'folder' ? '' : ` · ${sizeText(words, size)}`;
    const shown = short(harmlessLine(name, 255), room - 2 - textWidth(weight));
    const sign = iconOf(kind === 'folder' ? { folder: true } : {});
    return [span('dialog-key', `${sign} `), span('dialog', shown), span('dialog-dim', weight)];
  });
  const rest = entries.length - rows.length;
  return rest > 0 ? [...rows, [span('dialog-dim', words.transfers.ask.more(rest))]] : rows;
}
