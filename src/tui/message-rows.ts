import { type Chat, newest } from './chat.ts';
import { open } from './chats.ts';
import { type Row, span } from './frame.ts';
import { type Layout, listBox } from './layout.ts';
import { look as looked, type ListView } from './list.ts';
import { sourceOf } from './messages.ts';
import type { State } from './state.ts';
import { short, textWidth } from './width.ts';
import { wrap } from './wrap.ts';

export interface MessageRow {
  readonly row: Row;
  /** Whether the thumb of the scroll bar is beside it. */
  readonly bar: boolean;
}

/** The messages in sight, the newest at the bottom. */
export function messageRows(state: State, layout: Layout): readonly MessageRow[] {
  const { width, height } = layout.messages;
  const chat = open(state);
  if (!chat || (chat.items.length === 0 && chat.depth !== 'none'))
    return emptyRows(state, chat, layout);
  const view = viewOf(state, chat, layout);
  const marked = new Set([chat.picked, state.find?.hits[state.find.at]?.id]);
  const rows = view.rows.map(({ row, index }) => {
    const id = chat.items.at(index)?.id;
    return id !== undefined && marked.has(id) ? inHit(row) : row;
  });
  const notice = chat.request ? requestRows(state, chat, width) : [];
  const filled = [...rows, ...notice].slice(-height);
  const blank = Array.from({ length: height - filled.length }, (): Row => []);
  const bar = thumbOf(chat, view, height);
  return [...blank, ...filled].map((row, at) => ({ row, bar: at >= bar.from && at < bar.to }));
}

const viewOf = (state: State, chat: Chat, layout: Layout): ListView =>
  looked(sourceOf(state, chat), chat.anchor, listBox(layout));

/** How many messages are below what is in sight. */
export function belowCount(state: State, layout: Layout): number {
  const chat = open(state);
  if (!chat || chat.anchor === 'end') return 0;
  const beyond = chat.adrift === 'no' ? 0 : Math.max(0, chat.head - newest(chat));
  return viewOf(state, chat, layout).below + beyond;
}

const inHit = (row: Row): Row =>
  row.map((piece) => (piece.text.trim() === '' ? piece : { ...piece, ink: 'hit' as const }));

function requestRows({ words }: State, chat: Chat, width: number): readonly Row[] {
  const name = chat.from === '' ? chat.title : chat.from;
  return wrap([span('alert', words.request(name))], width);
}

function emptyRows(state: State, chat: Chat | undefined, layout: Layout): readonly MessageRow[] {
  const { width, height } = layout.messages;
  const { words } = state;
  const text = emptyText(words, chat);
  const request = chat?.request ? requestRows(state, chat, width) : undefined;
  const rows = request ?? wrap([span('dim', text)], Math.max(8, width - 4)).map(centred(width));
  const above = Math.max(0, Math.floor((height - rows.length) / 2));
  const blank = Array.from({ length: above }, (): Row => []);
  return [...blank, ...rows].slice(0, height).map((row) => ({ row, bar: false }));
}

function emptyText(words: State['words'], chat: Chat | undefined): string {
  if (!chat) return words.noChats;
  // What was said there is not to be read yet.
  return chat.waiting === 'let-in' || chat.waiting === 'confirm' ? '' : words.nothingHere;
}

const centred =
  (width: number) =>
  (row: Row): Row => {
    const text = row.map((piece) => piece.text).join('');
    const left = Math.max(0, Math.floor((width - textWidth(text)) / 2));
    return [span('dim', `${' '.repeat(left)}${short(text, width)}`)];
  };

/** Where the thumb of the scroll bar stands; nowhere when everything is in sight. */
function thumbOf(chat: Chat, view: ListView, height: number): { from: number; to: number } {
  const all = chat.items.length;
  if (!view.above && view.below === 0) return { from: 0, to: 0 };
  const seen = new Set(view.rows.map(({ index }) => index)).size;
  const size = Math.max(1, Math.min(height - 1, Math.round((height * seen) / Math.max(1, all))));
  if (chat.anchor === 'end') return { from: height - size, to: height };
  const first = view.rows[0]?.index ?? 0;
  const from = Math.round(((height - size) * first) / Math.max(1, all - seen));
  const at = Math.max(0, Math.min(height - size, from));
  return { from: at, to: at + size };
}
