import { chatAt, go } from './chats.ts';
import { toast } from './effects.ts';
import type { State, Step } from './state.ts';

/** Where somebody was called by name first, then what is only unread. */
export function nextUnread(state: State): Step {
  const from = state.chats.findIndex(({ to }) => to === state.at) + 1;
  const others = [...state.chats.slice(from), ...state.chats.slice(0, from)].filter(
    ({ to, unread }) => to !== state.at && unread > 0 && !state.muted.has(to),
  );
  const next = others.find(({ mentioned }) => mentioned > 0) ?? others[0];
  if (next && chatAt(state, next.to)) return go(state, next.to);
  return [toast(state, state.words.toast.noUnread), []];
}
