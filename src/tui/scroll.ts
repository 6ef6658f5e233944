import type { Chat } from './chat.ts';
import { open, seen, withOpen } from './chats.ts';
import { toast } from './effects.ts';
import { look, scroll, topOf } from './list.ts';
import { boxOf, sourceOf } from './messages.ts';
import { newer, older } from './pages.ts';
import type { State, Step } from './state.ts';

/** So many messages before the first or the last one that is here, more are fetched. */
const near = 60;

/** Another part of the conversation comes into sight. */
export function scrollBy(state: State, rows: number): Step {
  const chat = open(state);
  if (!chat) return [state, []];
  const source = sourceOf(state, chat);
  const box = boxOf(state);
  const moved = scroll(source, chat.anchor, box, rows);
  // What comes behind those of the past moves nothing: only the real end is followed.
  const drifts = moved === 'end' && chat.adrift !== 'no';
  const anchor = drifts ? topOf(source, 'end', box) : moved;
  const next = withOpen(state, (one) => ({ ...one, anchor }));
  if (rows < 0) return upTo(next, { ...chat, anchor });
  if (anchor === 'end') return seen(next);
  return look(source, anchor, box).below < near ? newer(next) : [next, []];
}

function upTo(state: State, chat: Chat): Step {
  const { anchor, depth } = chat;
  const source = sourceOf(state, chat);
  if (source.indexOf(anchor === 'end' ? '' : anchor.id) >= near) return [state, []];
  // Where everything is in sight, nothing moves that would show it.
  return depth === 'whole' && anchor === 'end'
    ? [toast(state, state.words.beginning), []]
    : older(state);
}

export const scrollPages = (state: State, pages: number): Step =>
  scrollBy(state, pages * Math.max(1, boxOf(state).height - 2));
