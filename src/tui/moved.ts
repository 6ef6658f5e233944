import { harmlessLine } from '../base/sanitize.ts';
import type { LineState } from '../client/port.ts';
import { type Chat, newest, withRows } from './chat.ts';
import { isOneItem } from './grow.ts';
import { lastUpTo } from './places.ts';
import { type Roll, rollOf } from './roll.ts';
import { besideSpot, placed, type Row } from './rows.ts';

export interface Move {
  readonly id: string;
  readonly seq?: number;
  readonly state: LineState;
  readonly why?: string;
}

/** An own line moved on; undefined when it is not here. */
export function moved(chat: Chat, move: Move, me: string): Chat | undefined {
  const { rows } = chat;
  const at = rows.findLastIndex(({ id }) => id === move.id);
  const found = at < 0 ? undefined : rows.at(at);
  if (!found) return undefined;
  const next = movedRow(found, move);
  if (!stays(chat, at, next)) return withRows(chat, placed(rows, [next]), me);
  const place = isOneItem(next) ? placeOf(chat, found) : -1;
  const item = place < 0 ? undefined : chat.items.at(place);
  if (item?.item !== 'said') return withRows(chat, rows.with(at, next), me);
  const { seq, state, why = '' } = next;
  const said = { ...item, seq, state, why: harmlessLine(why, 300) };
  return { ...chat, rows: rows.with(at, next), items: chat.items.with(place, said) };
}

function movedRow(row: Row, { seq, state, why = '' }: Move): Row {
  return {
    ...row,
    state,
    ...(why === '' ? {} : { why }),
    ...(seq === undefined ? {} : { seq }),
    ...(row.seq === undefined && seq !== undefined ? { early: true } : {}),
  };
}

/** Whether the number that a line got, if it got one, leaves it where it is. */
function stays(chat: Chat, at: number, next: Row): boolean {
  const { rows } = chat;
  if (rows.at(at)?.seq === next.seq) return true;
  return (
    next.seq !== undefined && newest(chat) < next.seq && besideSpot(rows, rows.length, next) === at
  );
}

/** Where the item of a line is; -1 when it cannot be found in a moment. */
function placeOf({ items }: Chat, { id, seq }: Row): number {
  if (seq === undefined) return items.findLastIndex((item) => item.id === id);
  const place = lastUpTo(items, seq);
  return items.at(place)?.id === id ? place : -1;
}

/** Lines that were told early are in their place now: from here on a jump before them is a hole. */
export const noneEarly = (rows: Roll<Row>): Roll<Row> =>
  rollOf(rows.slice().map(({ early: _early, ...row }) => row));

/** Own lines behind one number and up to another are proved to have arrived. */
export function provedIn(
  chat: Chat,
  { after, upTo }: { readonly after: number; readonly upTo: number },
  me: string,
): Chat {
  let next = chat;
  for (let at = lastUpTo(chat.rows, upTo); at >= 0; at -= 1) {
    const row = chat.rows.at(at);
    if (row?.seq !== undefined && row.seq <= after) break;
    if (row?.from === me && row.state !== undefined) next = provedAt(next, at, row);
  }
  return next;
}

function provedAt(chat: Chat, at: number, row: Row): Chat {
  if (row.proved) return chat;
  const place = placeOf(chat, row);
  const item = place < 0 ? undefined : chat.items.at(place);
  const rows = chat.rows.with(at, { ...row, proved: true });
  if (item?.item !== 'said') return { ...chat, rows };
  return { ...chat, rows, items: chat.items.with(place, { ...item, proved: true }) };
}
