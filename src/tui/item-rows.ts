import { timeOf } from '../base/moment.ts';
import type { ScreenWords as Words } from '../words/en/screen.ts';
import type { Chat } from './chat.ts';
import { type Row, span, type Span } from './frame.ts';
import { framed } from './framed.ts';
import type { Beside, Gap, Item, Noted } from './item.ts';
import { rosterText, unreadText } from './roster.ts';
import { type Kept, saidRows } from './said-rows.ts';
import type { State } from './state.ts';
import { textWidth } from './width.ts';
import { wrap } from './wrap.ts';

export interface Drawn {
  readonly state: State;
  readonly chat: Chat;
  readonly item: Item;
  readonly before: Item | undefined;
  readonly width: number;
}

/** One message as rows, with the rules that stand above it. */
export function itemRows({ state, chat, item, before, width }: Drawn): readonly Row[] {
  const { words } = state;
  const own = ownRows(state, chat, item, width);
  const rules: Row[] = [];
  if (!before && chat.depth === 'whole' && chat.anchor !== 'end')
    rules.push(ruleRow(words.beginning, width, 'date'));
  // Above the first one that is here, a clock alone would be taken for today's.
  if (!isSameDay(before?.at ?? state.now, item.at))
    rules.push(ruleRow(dateOf(words, item.at), width, 'date'));
  if (isFirstNew(chat, item, before)) rules.push(ruleRow(words.newMessages, width, 'unread'));
  return rules.length > 0 ? [...rules, ...own] : own;
}

function isFirstNew({ rule }: Chat, item: Item, before: Item | undefined): boolean {
  if (rule === undefined || item.seq === undefined || item.seq <= rule) return false;
  return before?.seq === undefined || before.seq <= rule;
}

/** Most items look as they did in the frame before. */
const kept = new WeakMap<Item, Kept>();

function ownRows(state: State, chat: Chat, item: Item, width: number): readonly Row[] {
  const unfolded = chat.unfolded.has(item.id);
  const { words, colours } = state;
  const known = kept.get(item);
  const now = { width, words, unfolded, colours, ...fileOf(state, item) };
  if (known && isAs(known, now)) return known.rows;
  const rows = madeRows(state, item, width, unfolded);
  kept.set(item, { ...now, rows });
  return rows;
}

/** The file of a line, and how many rows its picture may take: a third of the screen. */
function fileOf(state: State, item: Item): Pick<Kept, 'file' | 'picture'> {
  const file = item.item === 'said' && item.what === 'file' ? state.files.get(item.id) : undefined;
  if (!file || !state.previews) return { file, picture: undefined };
  return { file, picture: Math.max(4, Math.min(20, Math.floor((state.lines - 2) * 0.38))) };
}

const isAs = (known: Kept, now: Omit<Kept, 'rows'>): boolean =>
  known.width === now.width &&
  known.words === now.words &&
  known.unfolded === now.unfolded &&
  known.colours === now.colours &&
  known.file === now.file &&
  known.picture === now.picture;

function madeRows(state: State, item: Item, width: number, unfolded: boolean): readonly Row[] {
  switch (item.item) {
    case 'said':
      return saidRows({
        words: state.words,
        me: state.me.name,
        said: item,
        width,
        unfolded,
        colours: state.colours,
        ...fileOf(state, item),
      });
    case 'noted':
      return starred([span('system', changesText(state.words, item))], item.at, width);
    case 'gap':
      return [gapRow(state.words, item, width)];
    case 'roster': {
      const { name: user, device } = state.me;
      const text = rosterText(state.words.roster, item.content, { user, device });
      return starred([span('system', text)], item.at, width);
    }
    case 'unreadable':
      return hung(
        [span('time', `${timeOf(item.at)} `)],
        [span('alert', `${item.from}: ${unreadText(state.words, item.why)}`)],
        width,
      );
    case 'beside':
      if (item.tone === 'grave') return framed(`! ${item.text}`, width, 'alert');
      if (item.tone === 'framed') return framed(item.text, width, 'system');
      return listed(item, width);
  }
}

const gapRow = (words: Words, { count }: Gap, width: number): Row =>
  ruleRow(words.missing(count), width, 'alert');

const starred = (body: readonly Span[], at: number, width: number): Row[] =>
  hung([span('time', `${timeOf(at)} `), span('system', '*** ')], body, width);

/** Text behind a head, its other rows under its first. */
function hung(head: readonly Span[], body: readonly Span[], width: number): Row[] {
  const indent = head.reduce((cells, { text }) => cells + textWidth(text), 0);
  const rows = wrap(body, Math.max(8, width - indent));
  return rows.map((row, at) => (at === 0 ? [...head, ...row] : [blanks(indent), ...row]));
}

/** What the program says; a row of a list goes on under its second column. */
function listed({ at, tone, text }: Beside, width: number): Row[] {
  const ink = tone === 'alert' ? 'alert' : 'system';
  const time = span('time', `${timeOf(at)} `);
  const indent = textWidth(time.text);
  const room = Math.max(8, width - indent);
  const rows = text.split('\n').flatMap((line) => lineRows(span(ink, line), room));
  return rows.map((row, index) => (index === 0 ? [time, ...row] : [blanks(indent), ...row]));
}

function lineRows({ ink, text }: Span, room: number): readonly Row[] {
  const [head = ''] = /^ {2,}\S{1,16} +(?=\S)/.exec(text) ?? [];
  const hang = textWidth(head);
  if (hang === 0 || hang > room / 2) return wrap([span(ink, text)], room);
  const rows = wrap([span(ink, text.slice(head.length))], room - hang);
  return rows.map((row, at) => [at === 0 ? span(ink, head) : blanks(hang), ...row]);
}

const blanks = (count: number): Span => span('normal', ' '.repeat(count));

const mostNames = 8;

function changesText(words: Words, { changes }: Noted): string {
  const said = changes.map(({ change, names, by, text }) => {
    return words.changes[change](few(words, names), by, text);
  });
  return said.join(' · ');
}

function few(words: Words, names: readonly string[]): string {
  const first = names.slice(0, mostNames).join(', ');
  const rest = names.length - mostNames;
  return rest > 0 ? `${first} ${words.more(rest)}` : first;
}

/** A text in the middle of a line across. */
export function ruleRow(text: string, width: number, ink: 'date' | 'unread' | 'alert'): Row {
  const label = ` ${text} `;
  const left = Math.max(1, Math.floor((width - textWidth(label)) / 2));
  const right = Math.max(1, width - textWidth(label) - left);
  return [span(ink, `${'─'.repeat(left)}${label}${'─'.repeat(right)}`)];
}

/** The day that was looked at last, from one midnight of this place to the next. */
const day = { from: 0, to: 0 };

function isSameDay(one: number, other: number): boolean {
  if (one < day.from || one >= day.to) {
    const on = new Date(one);
    day.from = on.setHours(0, 0, 0, 0);
    day.to = on.setDate(on.getDate() + 1);
  }
  return other >= day.from && other < day.to;
}

function dateOf({ date, weekdays, months }: Words, at: number): string {
  const on = new Date(at);
  const weekday = weekdays[on.getDay()] ?? '';
  return date(weekday, on.getDate(), months[on.getMonth()] ?? '', on.getFullYear());
}
