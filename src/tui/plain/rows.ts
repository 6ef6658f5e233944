import { harmlessLine } from '../../base/sanitize.ts';
import type { Chat } from '../chat.ts';
import { rosterText, unreadText } from '../roster.ts';
import type { Row } from '../rows.ts';
import { itemAt, named, tellSaid } from './said.ts';
import { happened, type Telling } from './telling.ts';

type Content<K extends Row['content']['kind']> = Extract<Row['content'], { kind: K }>;

/** Prints lines of a log, oldest first. What they did to lines among them is seen in those. */
export function tellRows(telling: Telling, chat: Chat, rows: readonly Row[]): void {
  const among = new Set(rows.map(({ seq }) => seq));
  for (const row of rows) if (!among.has(changedBy(row))) tellRow(telling, chat, row);
}

function changedBy({ content }: Row): number {
  return content.kind === 'edit' || content.kind === 'delete' || content.kind === 'react'
    ? content.of
    : 0;
}

function tellRow(telling: Telling, chat: Chat, row: Row): void {
  const item = row.seq === undefined ? undefined : itemAt(chat, row.seq);
  if (item?.item === 'said') return tellSaid(telling, chat, item, row);
  const tell = tellers[row.content.kind] as
    | ((telling: Telling, chat: Chat, row: Row, content: Row['content']) => void)
    | undefined;
  tell?.(telling, chat, row, row.content);
}

type Tellers = {
  readonly [K in Row['content']['kind']]?: (
    telling: Telling,
    chat: Chat,
    row: Row,
    content: Content<K>,
  ) => void;
};

const longestChange = 400;

const tellers: Tellers = {
  edit(telling, chat, row, { of, text }) {
    const { plain } = telling.state.words;
    const what = named(telling, chat, of);
    const now = harmlessLine(text, longestChange);
    happened(telling, chat, row.at, plain.corrected(nameOf(telling, row), what, now));
  },
  delete(telling, chat, row, { of }) {
    const { plain } = telling.state.words;
    const what = named(telling, chat, of);
    happened(telling, chat, row.at, plain.tookBack(nameOf(telling, row), what));
  },
  react(telling, chat, row, { of, with: sign, on }) {
    const { plain } = telling.state.words;
    const say = on ? plain.reacted : plain.unreacted;
    const text = say(nameOf(telling, row), harmlessLine(sign, 16), named(telling, chat, of));
    happened(telling, chat, row.at, text);
  },
  notice(telling, chat, row, { change, names, by, text = '' }) {
    const who = harmlessLine(names.slice(0, 20).join(', '), longestChange);
    const what = change === 'line-removed' ? '' : harmlessLine(text, longestChange);
    const said = telling.state.words.changes[change](who, harmlessLine(by, 32), what);
    happened(telling, chat, row.at, said);
  },
  roster(telling, chat, row, content) {
    const { words, me } = telling.state;
    const text = rosterText(words.roster, content, { user: me.name, device: me.device });
    happened(telling, chat, row.at, text);
  },
  unreadable(telling, chat, row, { why }) {
    const text = unreadText(telling.state.words, why);
    happened(telling, chat, row.at, `${nameOf(telling, row)}: ${text}`);
  },
};

function nameOf({ state, transcript }: Telling, { from }: Row): string {
  return transcript.aloud && from === state.me.name
    ? state.words.plain.you
    : harmlessLine(from, 32);
}
