import type { Answers, LineRow } from '../client/port.ts';
import { type Chat, counted, newest, oldestSeq, withRows, withRule } from './chat.ts';
import { chatAt, lastPage, open, pageSize, seen, withChat, withLines, withOpen } from './chats.ts';
import { ask } from './effects.ts';
import { holesAsked } from './holes.ts';
import { layoutOf, listBox } from './layout.ts';
import { look } from './list.ts';
import { jumpTo, sourceOf } from './messages.ts';
import { rollOf } from './roll.ts';
import { isTold, placed, type Row, rowOf } from './rows.ts';
import type { Purpose, State, Step } from './state.ts';

const rowsOf = ({ words }: State, lines: readonly LineRow[]): Row[] =>
  lines.map((line) => rowOf(line, words.reasons));

/** Asks for lines before the oldest of the open conversation that is here. */
export function older(state: State): Step {
  const chat = open(state);
  if (chat?.depth !== 'some') return [state, []];
  const before = oldestSeq(chat) ?? chat.head + 1;
  const { to } = chat;
  const asked = ask<'older'>(
    { kind: 'older', room: to, before, limit: pageSize },
    { for: 'older', to },
  );
  return [withChat(state, to, (one) => ({ ...one, depth: 'asking' })), [asked]];
}

/** Asks for the lines that follow those of the past that are here. */
export function newer(state: State): Step {
  const chat = open(state);
  if (chat?.adrift !== 'yes') return [state, []];
  const { to } = chat;
  const asked = ask<'lines'>(
    { kind: 'lines', room: to, after: newest(chat), limit: pageSize },
    { for: 'lines', to, page: 'newer' },
  );
  return [withChat(state, to, (one) => ({ ...one, adrift: 'asking' })), [asked]];
}

/** Lines around one of them: some that follow it, more that lead there. */
export function around(state: State, to: string, line: { id: string; seq: number }): Step {
  const before = line.seq + Math.floor(pageSize / 2);
  const asked = ask<'lines'>(
    { kind: 'lines', room: to, before, limit: 2 * pageSize },
    { for: 'lines', to, page: 'around', id: line.id },
  );
  return [state, [asked]];
}

/** Back to what was said last. */
export function toEnd(state: State): Step {
  const chat = open(state);
  if (!chat) return [state, []];
  const next = withOpen(state, (one) => ({ ...one, anchor: 'end' }));
  return chat.adrift === 'no' ? seen(next) : [next, [lastPage(chat.to)]];
}

type Lines = Extract<Purpose, { for: 'lines' }>;

export function onLines(state: State, purpose: Lines, lines: readonly LineRow[]): Step {
  const chat = chatAt(state, purpose.to);
  if (!chat) return [state, []];
  return holesAsked(pages[purpose.page](state, chat, lines, purpose), purpose.to);
}

const pages: {
  readonly [P in Lines['page']]: (
    state: State,
    chat: Chat,
    lines: readonly LineRow[],
    purpose: Lines,
  ) => Step;
} = { last: onLast, newer: onNewer, around: onAround };

function onLast(
  state: State,
  { to, adrift, depth: before }: Chat,
  lines: readonly LineRow[],
): Step {
  const me = state.me.name;
  const make = (one: Chat): Chat => {
    const depth = isWhole(one, lines) ? 'whole' : 'some';
    const ready: Chat = { ...one, depth, adrift: 'no' };
    return adrift === 'no' ? ready : onPage(ready, rowsOf(state, lines), me);
  };
  const there = withLines(withChat(state, to, make), to, rowsOf(state, lines));
  // What was taken for unread before its lines were here may be own lines.
  const ruled =
    before === 'asking' ? withChat(there, to, (one) => withRule(one, one.rule, me)) : there;
  const [next, effects] = seen(ruled);
  const [more, asks] = fill(next, to);
  return [more, [...effects, ...asks]];
}

/** Another part of the log in the place of the one that was here; what was told beside it stays. */
const onPage = (chat: Chat, rows: readonly Row[], me: string): Chat =>
  withRows(chat, placed(rollOf(chat.rows.slice().filter(isTold)), rows), me);

/** Of a channel there may be more than this device ever received. */
const isWhole = ({ kind, head }: Chat, lines: readonly LineRow[]): boolean => {
  const first = lines.find(({ seq }) => seq !== undefined)?.seq;
  if (first === 1) return true;
  const count = lines.filter(({ seq }) => seq !== undefined).length;
  return count < pageSize && (kind !== 'channel' || head === 0);
};

/** Older lines, when those that are here leave the screen empty above. */
function fill(state: State, to: string): Step {
  const chat = open(state);
  if (chat?.to !== to || chat.depth !== 'some') return [state, []];
  const { above } = look(sourceOf(state, chat), chat.anchor, listBox(layoutOf(state)));
  return above ? [state, []] : older(state);
}

function onNewer(state: State, chat: Chat, lines: readonly LineRow[], purpose: Lines): Step {
  const { to } = chat;
  const before = newest(chat);
  const left = chat.adrift !== 'no' && lines.length >= pageSize;
  const make = (one: Chat): Chat => ({ ...one, adrift: left ? 'yes' : 'no' });
  const there = withLines(withChat(state, to, make), to, rowsOf(state, lines));
  const [next, effects] = seen(withChat(there, to, (one) => counted(one, state.me.name)));
  const now = chatAt(next, to);
  if (left || lines.length < pageSize || !now || newest(now) <= before) {
    const [more, asks] = fill(next, to);
    return [more, [...effects, ...asks]];
  }
  const after = newest(now);
  const more = ask<'lines'>({ kind: 'lines', room: to, after, limit: pageSize }, purpose);
  return [next, [...effects, more]];
}

function onAround(state: State, { to }: Chat, lines: readonly LineRow[], purpose: Lines): Step {
  if (lines.length === 0) return [state, []];
  const next = withChat(state, to, (one) => {
    const first = lines[0]?.seq;
    const ready: Chat = { ...one, adrift: 'yes', depth: first === 1 ? 'whole' : 'some' };
    const there = onPage(ready, rowsOf(state, lines), state.me.name);
    const arrived: Chat = newest(there) >= one.head ? { ...there, adrift: 'no' } : there;
    const id = purpose.id ?? '';
    return counted({ ...arrived, anchor: jumpTo(state, arrived, id) }, state.me.name);
  });
  return state.at === to ? seen(next) : [next, []];
}

export function onOlder(
  state: State,
  { to }: Extract<Purpose, { for: 'older' }>,
  { lines, whole }: Answers['older'],
): Step {
  if (!chatAt(state, to)) return [state, []];
  const depth = whole ? 'whole' : 'some';
  const ready = withChat(state, to, (one) => ({ ...one, depth }));
  const next = withLines(ready, to, rowsOf(state, lines));
  return lines.length > 0 ? holesAsked(fill(next, to), to) : [next, []];
}
