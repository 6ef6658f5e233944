import type { Chat } from './chat.ts';
import { older, open, withOpen } from './chats.ts';
import { editKey } from './edit-keys.ts';
import { edit } from './edit.ts';
import { editorOf, editorText, insert } from './editor.ts';
import type { KeyEvent } from './key-event.ts';
import { jumpTo } from './messages.ts';
import type { Effect, Find, State, Step } from './state.ts';

/** Search in the open conversation: hits are lines, newest first, found while one types. */
export function startFind(state: State, text = ''): Step {
  if (!open(state)) return [state, []];
  return searched({ ...state, find: { query: editorOf(text), hits: [], at: 0 } });
}

const mostHits = 1000;

function searched(state: State): Step {
  const chat = open(state);
  if (!chat || !state.find) return [state, []];
  const wanted = editorText(state.find.query).toLowerCase();
  const hits = wanted === '' ? [] : hitsIn(chat, wanted);
  return shown({ ...state, find: { ...state.find, hits, at: 0 } });
}

function hitsIn(chat: Chat, wanted: string): string[] {
  const hits: string[] = [];
  for (let at = chat.items.length - 1; at >= 0 && hits.length < mostHits; at -= 1) {
    const item = chat.items.at(at);
    if (item?.item !== 'said') continue;
    if (item.text.toLowerCase().includes(wanted) || item.from.toLowerCase() === wanted)
      hits.push(item.id);
  }
  return hits;
}

/** Shows the hit; when there is none left here, older lines are looked into. */
function shown(state: State): Step {
  const { find } = state;
  const id = find?.hits[find.at];
  const chat = open(state);
  if (id !== undefined && chat)
    return [withOpen(state, (one) => ({ ...one, anchor: jumpTo(state, one, id) })), []];
  if (!find || !chat || chat.depth !== 'some' || editorText(find.query).length < 2)
    return [state, []];
  return older(state);
}

/** An older page came while a search was open. */
export function foundMore(state: State, effects: readonly Effect[]): Step {
  const { find } = state;
  const chat = open(state);
  if (!find || !chat || find.hits[find.at] !== undefined) return [state, effects];
  const hits = hitsIn(chat, editorText(find.query).toLowerCase());
  const [next, more] = shown({ ...state, find: { ...find, hits } });
  return [next, [...effects, ...more]];
}

const move = (state: State, find: Find, by: number): Step => {
  // One beyond the last hit looks into older lines.
  const at = Math.max(0, Math.min(find.hits.length, find.at + by));
  const [next, effects] = shown({ ...state, find: { ...find, at } });
  const end = next.find?.hits[at] === undefined && effects.length === 0;
  if (!end) return [next, effects];
  return [{ ...next, find: { ...find, at: Math.max(0, find.hits.length - 1) } }, effects];
};

/** What is typed while a search is open. */
export function findKey(state: State, find: Find, input: KeyEvent): Step {
  if (input.kind === 'text' || input.kind === 'paste') {
    const text = input.text.replaceAll('\n', ' ').slice(0, 200);
    return searched({ ...state, find: { ...find, query: insert(find.query, text) } });
  }
  if (input.kind !== 'key') return [state, []];
  const { chord } = input;
  if (chord === 'escape' || chord === 'ctrl+c')
    return [withOpen({ ...state, find: undefined }, (chat) => ({ ...chat, anchor: 'end' })), []];
  if (chord === 'enter') return [{ ...state, find: undefined }, []];
  if (['up', 'ctrl+f', 'ctrl+p', 'pageup'].includes(chord)) return move(state, find, 1);
  if (['down', 'ctrl+n', 'pagedown'].includes(chord)) return move(state, find, -1);
  const command = editKey(chord);
  if (!command) return [state, []];
  return searched({ ...state, find: { ...find, query: edit(find.query, command) } });
}
