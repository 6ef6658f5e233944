import type { Chat } from './chat.ts';
import { open, withOpen } from './chats.ts';
import { toast } from './effects.ts';
import { pickedFile, standingOf } from './files.ts';
import type { Size } from './frame.ts';
import { itemRows } from './item-rows.ts';
import type { Item } from './item.ts';
import { layoutOf, listBox } from './layout.ts';
import { type Anchor, jump, type ListSource, look } from './list.ts';
import type { State, Step } from './state.ts';

/** The messages of a conversation, as the list takes them. */
export function sourceOf(state: State, chat: Chat): ListSource<string> {
  const { items } = chat;
  return {
    length: items.length,
    idAt: (index) => items.at(index)?.id ?? '',
    indexOf: (id) => placeOf(chat, id),
    rows: (index, width) => {
      const item = items.at(index);
      return item
        ? itemRows({
            state,
            chat,
            item,
            before: index > 0 ? items.at(index - 1) : undefined,
            width,
          })
        : [];
    },
  };
}

/** The box that messages are in. */
export const boxOf = (state: State): Size => listBox(layoutOf(state));

/** Where a message is in sight. */
export const jumpTo = (state: State, chat: Chat, id: string): Anchor<string> =>
  jump(sourceOf(state, chat), id, boxOf(state));

/** Goes from message to message, to do something with one. */
export function pick(state: State, by: 1 | -1): Step {
  const chat = open(state);
  if (!chat) return [state, []];
  const now = chat.picked === undefined ? behindSight(state, chat) : placeOf(chat, chat.picked);
  const next = nextSaid(chat.items, now, by);
  if (!next)
    return by > 0 ? [withOpen(state, (one) => ({ ...one, picked: undefined })), []] : [state, []];
  const picked = withOpen(state, (one) => ({ ...one, picked: next.id }));
  const told = toast(picked, pickText(picked));
  if (inSight(state, chat, next.id)) return [told, []];
  return [withOpen(told, (one) => ({ ...one, anchor: jumpTo(state, one, next.id) })), []];
}

/** What can be done with the picked line. */
function pickText(state: State): string {
  const file = pickedFile(state);
  const { transfers, toast: said } = state.words;
  return file ? transfers.pick[standingOf(file)] : said.pick;
}

/** Where an item was found last: it is asked for several times a picture, and the next one is near. */
const found = { id: '', at: 0 };
const near = 200;

function placeOf({ items }: Chat, id: string): number {
  const is = (at: number): boolean => at >= 0 && items.at(at)?.id === id;
  if (found.id === id && is(found.at)) return found.at;
  const from = found.at;
  found.id = id;
  for (let far = 0; far < near; far += 1) {
    const at = is(from - far) ? from - far : from + far;
    if (is(at)) return (found.at = at);
  }
  return (found.at = items.findLastIndex((item) => item.id === id));
}

function nextSaid(items: Chat['items'], from: number, by: 1 | -1): Item | undefined {
  for (let at = from + by; at >= 0 && at < items.length; at += by) {
    const item = items.at(at);
    if (item?.item === 'said' && item.seq !== undefined) return item;
  }
  return undefined;
}

/** The place behind the last message that is wholly in sight. */
function behindSight(state: State, chat: Chat): number {
  const { below } = look(sourceOf(state, chat), chat.anchor, boxOf(state));
  return chat.items.length - below;
}

function inSight(state: State, chat: Chat, id: string): boolean {
  const source = sourceOf(state, chat);
  const { rows } = look(source, chat.anchor, boxOf(state));
  return rows.some(({ index }) => source.idAt(index) === id);
}
