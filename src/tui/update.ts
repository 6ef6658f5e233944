import { answered, refused } from './answers.ts';
import { open, seen } from './chats.ts';
import { heard } from './heard.ts';
import { onInput } from './input.ts';
import type { Event, State, Step } from './state.ts';

/** All that can happen to the screen: the next state, and what has to be done about it. */
export function update(before: State, event: Event): Step {
  const state = aged({ ...before, now: event.now, fresh: event.fresh });
  switch (event.type) {
    case 'input':
      return onInput(state, event.input);
    case 'client':
      return heard(state, event.event);
    case 'answer':
      return answered(state, event.purpose, event.answer);
    case 'refused':
      return refused(state, event.purpose, event.why);
    case 'tick':
      return open(state) ? seen(state) : [state, []];
  }
}

/** What is over with time goes. */
function aged(state: State): State {
  const { now } = state;
  const toast = state.toast && state.toast.until > now ? state.toast : undefined;
  const chats = state.chats.some(({ typing }) => typing.some(({ until }) => until <= now))
    ? state.chats.map((chat) => ({
        ...chat,
        typing: chat.typing.filter(({ until }) => until > now),
      }))
    : state.chats;
  return { ...state, toast, chats };
}
