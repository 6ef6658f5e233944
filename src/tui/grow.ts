import { bounded, type Chat, counted, isNews, newest, withRows } from './chat.ts';
import { type Item, itemsWith } from './items.ts';
import type { Roll } from './roll.ts';
import { besideSpot, mentions, placed, type Row } from './rows.ts';

/**
 * The conversation with more lines. One that belongs to the end costs the same however long the
 * conversation is; others have the whole of it read anew.
 */
export function withMore(chat: Chat, more: readonly Row[], me: string): Chat {
  let next: Chat | undefined = chat;
  for (const row of more) next = next && grown(next, row, me);
  if (!next) return withRows(chat, placed(chat.rows, more), me);
  const [row] = more;
  if (row === undefined) return counted(chat, me);
  const single = more.length === 1 && newest(chat) > 0;
  return bounded(single ? countedWith(next, row, me) : counted(next, me));
}

/** Nothing when the line belongs elsewhere, or is here already. */
function grown(chat: Chat, row: Row, me: string): Chat | undefined {
  const last = newest(chat);
  const { length } = chat.rows;
  const behind = row.seq === undefined ? 0 : length - besideSpot(chat.rows, length, row);
  const isLast = row.seq === undefined || row.seq > last;
  if (!isLast || isKnown(chat.rows, row, me)) return undefined;
  const waiting = chat.rows.slice(length - behind);
  if (!waiting.every(isOneItem)) return undefined;
  const items = chat.items.slice(chat.items.length - behind);
  const before = last > 0 ? last : undefined;
  return {
    ...chat,
    rows: all(chat.rows.dropLast(behind).append(row), waiting),
    items: all<Item>(itemsWith(chat.items.dropLast(behind), row, before, me), items),
  };
}

function all<T>(roll: Roll<T>, more: readonly T[]): Roll<T> {
  let next = roll;
  for (const item of more) next = next.append(item);
  return next;
}

/** Only own lines are told twice: once as they wait, and once with their number. */
function isKnown(rows: Roll<Row>, { id, seq, from }: Row, me: string): boolean {
  if (seq === undefined || from === me) return rows.findLastIndex((row) => row.id === id) >= 0;
  return false;
}

const alone: ReadonlySet<string> = new Set([
  'text',
  'me',
  'reply',
  'file',
  'call',
  'newer',
  'told',
]);

/** Whether such a line is one item, and changes no other. */
export const isOneItem = ({ content: { kind } }: Row): boolean => alone.has(kind);

function countedWith(chat: Chat, row: Row, me: string): Chat {
  if (row.seq === undefined || row.seq <= chat.read || !isNews(row, me)) return chat;
  const calls = chat.kind === 'dm' || mentions(row, me) ? 1 : 0;
  return { ...chat, unread: chat.unread + 1, mentioned: chat.mentioned + calls };
}
