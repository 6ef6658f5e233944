import { harmlessLine } from '../base/sanitize.ts';
import { inWords } from '../words/reason.ts';
import { answered, refused } from './answers.ts';
import { open, seen, tell, withDraft } from './chats.ts';
import { lookAgain } from './dashboard.ts';
import { keptBeforeEnd, keptDrafts } from './drafts.ts';
import { editorOf } from './editor.ts';
import { toast as say } from './effects.ts';
import { heard, heardLines } from './heard.ts';
import { onInput } from './input.ts';
import type { Event, State, Step } from './state.ts';

/** All that can happen to the screen: the next state, and what has to be done about it. */
export const update = (before: State, event: Event): Step => keptBeforeEnd(happened(before, event));

function happened(before: State, event: Event): Step {
  const { now, fresh } = event;
  const state = { ...before, now, fresh, ...agedOf(before, now) };
  switch (event.type) {
    case 'input':
      return onInput(state, event.input);
    case 'client':
      return heard(state, event.event);
    case 'lines':
      return heardLines(state, event.lines);
    case 'answer':
      return answered(state, event.purpose, event.answer);
    case 'refused':
      return refused(state, event.purpose, event.reason);
    case 'tick':
      return ticked(state);
    case 'written':
      return [withDraft(state, editorOf(event.text)), []];
    case 'spoken':
      return spoken(state, event);
    case 'failed':
      return [
        tell(state, `! ${harmlessLine(inWords(state.words.reasons, event.reason), 400)}`, 'alert'),
        [],
      ];
  }
}

function spoken(state: State, { words, language }: Extract<Event, { type: 'spoken' }>): Step {
  const said = words.toast.language(words.language);
  return [say({ ...state, words, lang: language }, said), [{ do: 'keep' }]];
}

function ticked(state: State): Step {
  const [read, effects] = open(state) ? seen(state) : [state, []];
  const [kept, keeps] = keptDrafts(read);
  const [next, looks] = lookAgain(kept);
  return [next, [...effects, ...keeps, ...looks]];
}

/** What is over with time goes. */
function agedOf({ toast, chats }: State, now: number): Pick<State, 'toast' | 'chats'> {
  const typed = chats.some(({ typing }) => typing.some(({ until }) => until <= now));
  return {
    toast: toast && toast.until > now ? toast : undefined,
    chats: typed
      ? chats.map((chat) => ({ ...chat, typing: chat.typing.filter(({ until }) => until > now) }))
      : chats,
  };
}
