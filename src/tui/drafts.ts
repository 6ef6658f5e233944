import { harmless } from '../base/sanitize.ts';
import type { Answers } from '../client/port.ts';
import { chatAt, withChat, withRoom } from './chats.ts';
import { nobody } from './commands/dm.ts';
import { editorOf, editorText, isEmpty } from './editor.ts';
import { ask } from './effects.ts';
import type { Effect, State, Step } from './state.ts';

/** Keeps what is being written in every conversation, where it changed, for the next start. */
export function keptDrafts(state: State): Step {
  if (state.chats.every(({ draft, kept }) => draft === kept)) return [state, []];
  const effects: Effect[] = [];
  const chats = state.chats.map((chat) => {
    // A correction of a line that was sent is no draft.
    if (chat.draft === chat.kept || chat.edit) return chat;
    const text = editorText(chat.draft);
    if (text !== editorText(chat.kept))
      effects.push(ask<'draft'>({ kind: 'draft', room: chat.to, text }, { for: 'kept' }));
    return { ...chat, kept: chat.draft };
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
