import { bounded, type Chat, counted, isNews, newest, withRows } from './chat.ts';
import type { Item } from './item.ts';
import { itemsWith } from './items.ts';
import type { Roll } from './roll.ts';
import { besideSpot, mentions, placed, type Row } from './rows.ts';

/**
 * The conversation with more lines. One that belongs to the end costs the same however long the
 * conversation is; others have the whole of it read anew.
 */
export function withMore(chat: Chat, more: readonly Row[], me: string): Chat {
  const { rows, items, unread, mentioned } = chat;
  const growth: Growth = { chat, me, last: newest(chat), rows, items, unread, mentioned };
  if (!more.every((row) => grow(growth, row))) return withRows(chat, placed(rows, more), me);
  const { last: _last, me: _me, chat: _before, ...grown } = growth;
  const next = bounded({ ...chat, ...grown });
  // Without a line before, the numbers of the room tell how many are unread.
  return newest(chat) === 0 ? counted(next, me) : next;
}

interface Growth {
  readonly chat: Chat;
  readonly me: string;
  /** The number of the newest line. */
  last: number;
  rows: Roll<Row>;
  items: Roll<Item>;
  unread: number;
  mentioned: number;
}

/** Answers that it cannot when the line belongs elsewhere, or is here already. */
function grow(growth: Growth, row: Row): boolean {
  const { rows, items, last, me } = growth;
  if ((row.seq !== undefined && row.seq <= last) || isKnown(rows, row, me)) return false;
  const behind = row.seq === undefined ? 0 : rows.length - besideSpot(rows, rows.length, row);
  const before = last > 0 ? last : undefined;
  if (behind === 0) {
    growth.rows = rows.append(row);
    growth.items = itemsWith(items, row, before, me);
  } else {
    const waiting = rows.slice(rows.length - behind);
    if (!waiting.every(isOneItem)) return false;
    growth.rows = all(rows.dropLast(behind).append(row), waiting);
    const shown = items.slice(items.length - behind);
    growth.items = all(itemsWith(items.dropLast(behind), row, before, me), shown);
  }
  growth.last = row.seq ?? last;
  count(growth, row);
  return true;
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

function count(growth: Growth, row: Row): void {
  const { chat, me } = growth;
  if (row.seq === undefined || row.seq <= chat.read || !isNews(row, me)) return;
  growth.unread += 1;
  if (chat.kind === 'dm' || mentions(row, me)) growth.mentioned += 1;
}
