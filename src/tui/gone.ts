import { harmlessLine } from '../base/sanitize.ts';
import { chatAt, go } from './chats.ts';
import type { State, Step } from './state.ts';

/** A room that is no longer theirs. */
export function gone(state: State, room: string): Step {
  if (!chatAt(state, room)) return [state, []];
  const chats = state.chats.filter(({ to }) => to !== room);
  const text = state.words.roomGone(harmlessLine(room, 80));
  const next = { ...state, chats, toast: { text, until: state.now + 8000 } };
  const [first] = chats;
  if (state.at !== room) return [next, []];
  return first ? go({ ...next, at: undefined }, first.to) : [{ ...next, at: undefined }, []];
}
