import type { Newcomers, RoomRow } from '../client/port.ts';
import { type Editor, editorOf } from './editor.ts';
import { factsOf } from './facts.ts';
import type { Item } from './item.ts';
import { itemsOf, itemsWith } from './items.ts';
import { isChange, withLater } from './later.ts';
import type { Anchor } from './list.ts';
import { lastUpTo } from './places.ts';
import { type Roll, rollOf } from './roll.ts';
import { mentions, type Row } from './rows.ts';

/** A conversation as the screen has it. */
export interface Chat {
  /** What asks call it; and what is shown. */
  readonly to: string;
  /** The same whatever it is called. */
  readonly key: string;
  readonly title: string;
  readonly kind: RoomRow['kind'];
  readonly role: RoomRow['role'];
  readonly topic: string;
  readonly sealed: boolean;
  /** Whose key changed, so that nothing is sent here. */
  readonly alarm: readonly string[];
  readonly newcomers: Newcomers | undefined;
  /** About which newcomers it is asked whether what is being written is for them, too. */
  readonly asking: string | undefined;
  /** What was typed line by line, until that is answered. */
  readonly unsent: string;
  readonly waiting: RoomRow['waiting'];
  readonly request: boolean;
  readonly from: string;
  readonly count: number;
  readonly head: number;
  readonly read: number;
  /** Lines of the archive that are here, oldest first, the waiting ones last. */
  readonly rows: Roll<Row>;
  readonly items: Roll<Item>;
  /** Whether lines were asked for, and whether older ones exist. */
  readonly depth: 'none' | 'asking' | 'some' | 'whole';
  /** Whether newer lines lie between those that are here and the end. */
  readonly adrift: 'no' | 'yes' | 'asking';
  readonly unread: number;
  readonly mentioned: number;
  /** The rule "new messages" stands behind this seq. */
  readonly rule: number | undefined;
  readonly anchor: Anchor<string>;
  readonly draft: Editor;
  /** The draft as it was kept last. */
  readonly kept: Editor;
  readonly people: readonly Person[] | undefined;
  readonly typing: readonly { readonly name: string; readonly until: number }[];
  readonly reply: Target | undefined;
  readonly edit: Target | undefined;
  /** What was being written when the correction of a line began: it comes back behind that. */
  readonly aside?: Editor | undefined;
  readonly picked: string | undefined;
  /** The line that a command is about, where it was called by its number. */
  readonly aimed?: Target | undefined;
  readonly unfolded: ReadonlySet<string>;
  /** Holes for which the nuvem was asked. */
  readonly asked: ReadonlySet<string>;
}

export interface Person {
  readonly name: string;
  readonly role: string;
}

export interface Target {
  readonly seq: number;
  readonly from: string;
  readonly text: string;
}

export function newChat(room: RoomRow): Chat {
  const draft = editorOf();
  return {
    ...factsOf(room),
    asking: undefined,
    unsent: '',
    rows: rollOf(),
    items: rollOf(),
    depth: 'none',
    adrift: 'no',
    unread: 0,
    mentioned: 0,
    rule: undefined,
    anchor: 'end',
    draft,
    kept: draft,
    people: undefined,
    typing: [],
    reply: undefined,
    edit: undefined,
    picked: undefined,
    unfolded: new Set(),
    asked: new Set(),
  };
}

/** The conversation with other lines, everything counted anew. */
export function withRows(chat: Chat, rows: Roll<Row>, me: string): Chat {
  return counted(bounded({ ...chat, rows, items: itemsOf(rows, me) }), me);
}

/** More lines than that are not held here while the end is looked at; the archive has them. */
export const mostRows = 500;
const slack = 250;
/** So many lines are held before and behind what is looked at, where that is not the end. */
const mostBeside = 2500;

/** What lies around what is looked at alone, when there are too many lines. */
export function bounded(chat: Chat): Chat {
  if (chat.anchor !== 'end') return around(chat, chat.anchor.id);
  if (chat.rows.length <= mostRows + slack) return chat;
  const rows = chat.rows.slice(-mostRows);
  const first = rows.find(({ seq }) => seq !== undefined)?.seq ?? 0;
  const items = chat.items.slice(lastUpTo(chat.items, first - 1) + 1);
  return { ...chat, rows: rollOf(rows), items: rollOf(items), depth: 'some' };
}

/** Lines that follow are not held but missed, as they are where a search led. */
function around(chat: Chat, id: string): Chat {
  const { rows, items } = chat;
  if (rows.length <= 2 * mostBeside + slack) return chat;
  const place = items.findLastIndex((item) => item.id === id);
  const seq = place < 0 ? undefined : firstSeq(items.slice(place));
  if (seq === undefined) return chat;
  const at = rows.findLastIndex((row) => row.seq !== undefined && row.seq <= seq);
  return upTo(since(chat, at - mostBeside), rows.at(at + mostBeside));
}

const firstSeq = (all: readonly { readonly seq?: number | undefined }[]): number | undefined =>
  all.find(({ seq }) => seq !== undefined)?.seq;

function since(chat: Chat, at: number): Chat {
  if (at <= 0) return chat;
  const rows = chat.rows.slice(at);
  const items = chat.items.slice(lastUpTo(chat.items, (firstSeq(rows) ?? 0) - 1) + 1);
  return { ...chat, rows: rollOf(rows), items: rollOf(items), depth: 'some' };
}

function upTo(chat: Chat, last: Row | undefined): Chat {
  if (last?.seq === undefined) return chat;
  const { seq } = last;
  const end = lastUpTo(chat.rows, seq) + 1;
  const rows = withLater(rollOf(chat.rows.slice(0, end)), chat.rows.slice(end));
  const items = chat.items.slice(0, lastUpTo(chat.items, seq) + 1);
  return { ...chat, rows, items: rollOf(items), adrift: 'yes' };
}

/** The rule stands above the first line that is news: own lines and what a room tells of itself are none. */
export function withRule(chat: Chat, read: number | undefined, me: string): Chat {
  const first = oldestSeq(chat);
  const isHere = chat.depth === 'whole' || (first !== undefined && first <= (read ?? 0) + 1);
  if (read === undefined || !isHere) return { ...chat, rule: read };
  const behind = chat.rows.slice(lastUpTo(chat.rows, read) + 1);
  const news = behind.find((row) => isNews(row, me))?.seq;
  return { ...chat, rule: news === undefined ? undefined : news - 1 };
}

/** How much of it was not read yet, as far as lines are here; the rest is told by the numbers. */
export function counted(chat: Chat, me: string): Chat {
  if (chat.adrift !== 'no') return chat;
  const { news, calls, oldest, met } = newsOf(chat, me);
  // Nothing that was read is here: what lies between is taken for unread.
  const more = met || chat.depth === 'whole' ? 0 : Math.max(0, oldest - 1 - chat.read);
  const mentioned = chat.kind === 'dm' ? calls + more : calls;
  return { ...chat, unread: news + more, mentioned };
}

/** Lines that are not shown, as others are looked at that lie far before them. */
export function missed(chat: Chat, rows: readonly Row[], me: string): Chat {
  const news = rows.filter((row) => isNews(row, me));
  const calls = chat.kind === 'dm' ? news : news.filter((row) => mentions(row, me));
  const changes = rows.filter(isChange);
  return {
    ...chat,
    rows: withLater(chat.rows, changes),
    items: changes.reduce((items, row) => itemsWith(items, row, undefined, me), chat.items),
    unread: chat.unread + news.length,
    mentioned: chat.mentioned + calls.length,
  };
}

interface News {
  readonly news: number;
  readonly calls: number;
  readonly oldest: number;
  /** Whether the last line that was read is here. */
  readonly met: boolean;
}

function newsOf({ rows, read, kind, head }: Chat, me: string): News {
  let [news, calls, oldest] = [0, 0, head + 1];
  for (let at = rows.length - 1; at >= 0; at -= 1) {
    const row = rows.at(at);
    if (row?.seq === undefined) continue;
    if (row.seq <= read) return { news, calls, oldest, met: true };
    oldest = row.seq;
    if (!isNews(row, me)) continue;
    news += 1;
    if (kind === 'dm' || mentions(row, me)) calls += 1;
  }
  return { news, calls, oldest, met: false };
}

export function isNews({ content, from, removed }: Row, me: string): boolean {
  if (from === me || removed) return false;
  return ['text', 'reply', 'me', 'file', 'newer'].includes(content.kind);
}

/** The newest seq of the log that is here. */
export function newest(chat: Chat): number {
  for (let at = chat.rows.length - 1; at >= 0; at -= 1) {
    const seq = chat.rows.at(at)?.seq;
    if (seq !== undefined) return seq;
  }
  return 0;
}

export function oldestSeq({ rows }: Chat): number | undefined {
  for (let at = 0; at < rows.length; at += 1) {
    const seq = rows.at(at)?.seq;
    if (seq !== undefined) return seq;
  }
  return undefined;
}
