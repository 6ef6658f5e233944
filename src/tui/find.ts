import { harmlessLine } from '../base/sanitize.ts';
import type { Answers, LineRow } from '../client/port.ts';
import { excerpt, longestQuery, queryOf } from '../client/query.ts';
import { chatAt, go, open, withOpen } from './chats.ts';
import { editKey } from './edit-keys.ts';
import { edit } from './edit.ts';
import { type Editor, editorOf, editorText, insert } from './editor.ts';
import { ask } from './effects.ts';
import type { KeyEvent } from './key-event.ts';
import { jumpTo } from './messages.ts';
import { around, toEnd } from './pages.ts';
import type { Effect, Find, FoundLine, State, Step } from './state.ts';

/** Search in the open conversation: its newest hit is in sight while one types. */
export function startFind(state: State, text = ''): Step {
  return open(state) ? begin(state, 'here', editorOf(text)) : [state, []];
}

/** Search in all conversations: hits are in a list. Called again, the list comes back. */
export function findEverywhere(state: State, text = ''): Step {
  const { last } = state;
  if (text === '' && last) return [{ ...state, find: { ...last, list: true } }, []];
  return begin(state, 'all', editorOf(text));
}

/** Search of which the hits are in a list, wherever it looks. */
export const listFound = (state: State, scope: Find['scope'], text: string): Step =>
  searched(state, newFind(scope, true, editorOf(text)));

function begin(state: State, scope: Find['scope'], query: Editor): Step {
  const find = newFind(scope, scope === 'all', query);
  return searched(state, find.list ? find : { ...find, back: topNow(state) });
}

/** What stands at the top, if it is to be found again. */
function topNow(state: State): Find['back'] {
  const chat = open(state);
  if (!chat || chat.anchor === 'end') return undefined;
  const { id, row } = chat.anchor;
  const seq = chat.items.findLast((item) => item.id === id)?.seq;
  return seq === undefined ? undefined : { id, row, seq };
}

const newFind = (scope: Find['scope'], list: boolean, query: Editor): Find => ({
  scope,
  list,
  query,
  hits: [],
  at: 0,
  n: '',
  next: undefined,
  asking: false,
  back: undefined,
});

/** Searches anew for what is typed now. */
function searched(state: State, find: Find): Step {
  const text = editorText(find.query);
  const asking = queryOf(text) !== undefined;
  const next = asking ? '' : undefined;
  const begun = { ...find, n: state.fresh, hits: [], at: 0, next, asking };
  return [{ ...state, find: begun }, asking ? [partOf(state, begun)] : []];
}

function partOf({ at }: State, { query, scope, n, next }: Find): Effect {
  const where = {
    ...(scope === 'here' && at !== undefined ? { room: at } : {}),
    ...(next === undefined || next === '' ? {} : { from: next }),
  };
  return ask<'search'>({ kind: 'search', text: editorText(query), ...where }, { for: 'found', n });
}

/** So many are shown before somebody asks for more, and no more than that are held. */
const enough = 50;
const mostHits = 2000;

/** A part of the archive was looked through. Parts without a hit are gone on from by themselves. */
export function onFound(state: State, n: string, { hits, next }: Answers['search']): Step {
  const { find } = state;
  if (find?.n !== n) return [state, []];
  const all = [...find.hits, ...hits.flatMap((line) => foundLine(find, line))].slice(0, mostHits);
  const now: Find = { ...find, hits: all, next: all.length < mostHits ? next : undefined };
  const wanted = find.hits.length - (find.hits.length % enough) + enough;
  const asking = now.next !== undefined && all.length < wanted;
  const first = find.hits[find.at] === undefined && all[find.at] !== undefined;
  const there: State = { ...state, find: { ...now, asking } };
  const [shown, effects] = first && !now.list ? show(there) : [there, []];
  return [shown, asking ? [partOf(state, now), ...effects] : effects];
}

const longestExcerpt = 200;

function foundLine({ query }: Find, line: LineRow): FoundLine | [] {
  const { room, id, seq, at, from, content } = line;
  const wanted = queryOf(editorText(query));
  if (seq === undefined || !wanted) return [];
  const text = harmlessLine(excerpt(wanted, saidIn(content), longestExcerpt), longestExcerpt + 2);
  return { to: room, id, seq, at, from: harmlessLine(from, 32), text };
}

function saidIn(content: LineRow['content']): string {
  if (content.kind === 'file') return content.name;
  return 'text' in content ? (content.text ?? '') : '';
}

/** Nothing more is found: the search could not go on. */
export const stopFound = (state: State, n: string): State =>
  state.find?.n === n
    ? { ...state, find: { ...state.find, next: undefined, asking: false } }
    : state;

/** Brings the hit that is chosen into sight, in its conversation. */
function show(state: State): Step {
  const { find } = state;
  const hit = find?.hits[find.at];
  if (!hit || !chatAt(state, hit.to)) return [state, []];
  const [gone, effects] = state.at === hit.to ? [state, []] : go(state, hit.to);
  const there: State = { ...gone, find };
  const chat = open(there);
  if (chat?.rows.findLast(({ id }) => id === hit.id) === undefined) {
    const [next, asks] = around(there, hit.to, hit);
    return [next, [...effects, ...asks]];
  }
  return [withOpen(there, (one) => ({ ...one, anchor: jumpTo(there, one, hit.id) })), effects];
}

/** Another hit; at the last one, the search goes on. */
function move(state: State, find: Find, by: number): Step {
  const at = Math.max(0, Math.min(find.hits.length - 1, find.at + by));
  const more =
    find.next !== undefined && !find.asking && by > 0 && find.at + by >= find.hits.length - 1;
  const next: State = { ...state, find: { ...find, at, asking: find.asking || more } };
  const [shown, effects] = find.list ? [next, []] : show(next);
  return [shown, more ? [...effects, partOf(state, find)] : effects];
}

/** Closes the search; the list of one that went everywhere comes back when it is called again. */
function close(state: State, find: Find): State {
  return { ...state, find: undefined, last: find.scope === 'all' ? find : state.last };
}

/** What is typed while a search is open. */
export function findKey(state: State, find: Find, input: KeyEvent): Step {
  if (input.kind === 'text' || input.kind === 'paste') return typed(state, find, input.text);
  if (input.kind !== 'key') return [state, []];
  const { chord } = input;
  const does = chords[chord];
  if (does) return does(state, find);
  const by = steps[chord];
  if (by !== undefined) return move(state, find, find.list ? -by : Math.sign(by));
  const command = editKey(chord);
  return command ? searched(state, { ...find, query: edit(find.query, command) }) : [state, []];
}

const chords: Readonly<Record<string, ((state: State, find: Find) => Step) | undefined>> = {
  escape: leave,
  'ctrl+c': leave,
  enter,
  'ctrl+g': (state, find) => findEverywhere(close(state, find)),
};

/** Towards older hits; in a list those are below. */
const steps: Readonly<Record<string, number | undefined>> = {
  up: 1,
  'ctrl+f': 1,
  'ctrl+p': 1,
  pageup: 10,
  down: -1,
  'ctrl+n': -1,
  pagedown: -10,
};

function typed(state: State, find: Find, text: string): Step {
  const room = longestQuery - editorText(find.query).length;
  const more = text.replaceAll('\n', ' ').slice(0, Math.max(0, room));
  return searched(state, { ...find, query: insert(find.query, more) });
}

function leave(state: State, find: Find): Step {
  const closed = close(state, find);
  if (find.list) return [closed, []];
  return find.back ? backTo(closed, find.back) : toEnd(closed);
}

/** Where one was before the search. */
function backTo(state: State, { seq, ...anchor }: NonNullable<Find['back']>): Step {
  const chat = open(state);
  if (!chat) return [state, []];
  if (chat.items.findLast(({ id }) => id === anchor.id))
    return [withOpen(state, (one) => ({ ...one, anchor })), []];
  return around(state, chat.to, { id: anchor.id, seq });
}

/** From the list to the line; from the line back to what was being written, where one is. */
function enter(state: State, find: Find): Step {
  if (!find.list) return [close(state, find), []];
  if (!find.hits[find.at]) return [state, []];
  return show({ ...state, find: { ...find, list: false } });
}
