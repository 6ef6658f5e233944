import { harmless } from '../base/sanitize.ts';
import type { Answers } from '../client/port.ts';
import { chatAt, withChat, withRoom } from './chats.ts';
import { nobody } from './commands/dm.ts';
import { editorOf, editorText, isEmpty } from './editor.ts';
import { ask } from './effects.ts';
import { withoutEdit } from './say.ts';
import type { Effect, State, Step } from './state.ts';

/** Keeps what is being written in every conversation, where it changed, for the next start. */
export function keptDrafts(state: State): Step {
  // A correction of a line that was sent is no draft.
  if (state.chats.every((chat) => withoutEdit(chat) === chat.kept)) return [state, []];
  const effects: Effect[] = [];
  const chats = state.chats.map((chat) => {
    const draft = withoutEdit(chat);
    if (draft === chat.kept) return chat;
    const text = editorText(draft);
    if (text !== editorText(chat.kept))
      effects.push(ask<'draft'>({ kind: 'draft', room: chat.to, text }, { for: 'kept' }));
    return { ...chat, kept: draft };
  });
  return [{ ...state, chats }, effects];
}

/** What was being written when the screen was closed, where nothing else is written by now. */
export function onDrafts(state: State, drafts: Answers['drafts']): Step {
  let next = state;
  for (const { room, text } of drafts) {
    const known = chatAt(next, room) !== undefined;
    // To somebody to whom nothing was ever sent there is no room yet.
    if (!known && room.startsWith('@')) next = withRoom(next, nobody(next, room));
    const draft = editorOf(harmless(text));
    next = withChat(next, room, (chat) =>
      isEmpty(chat.draft) ? { ...chat, draft, kept: draft } : chat,
    );
  }
  return [next, []];
}

/** The screen is about to close: everything that changed is kept first. */
export function keptBeforeEnd([state, effects]: Step): Step {
  if (!effects.some((effect) => effect.do === 'quit')) return [state, effects];
  const [next, keeps] = keptDrafts(state);
  return [next, [...keeps, ...effects]];
}
