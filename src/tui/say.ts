import type { Ask } from '../client/port.ts';
import { dropFailed } from './again.ts';
import type { Chat, Target } from './chat.ts';
import { chatAt, lastPage, lastSaid, open, seen, withChat, withLines, withOpen } from './chats.ts';
import { type Editor, editorOf } from './editor.ts';
import { ask, toast } from './effects.ts';
import type { Row } from './rows.ts';
import type { State, Step } from './state.ts';

export type Content = Ask<'send'>['content'];

/** Sends a line: it is shown at once, as waiting, and the client says what became of it. */
export function say(state: State, to: string, content: Content): Step {
  const id = state.fresh;
  const row: Row = {
    id,
    from: state.me.name,
    at: state.now,
    content,
    removed: false,
    state: 'waiting',
  };
  const shown = withChat(withLines(state, to, [row]), to, (chat) => ({
    ...chat,
    anchor: 'end',
    rule: undefined,
    picked: undefined,
    reply: undefined,
    edit: undefined,
    draft: content.kind === 'edit' ? withoutEdit(chat) : chat.draft,
  }));
  const [next, effects] = seen(shown);
  const sent = ask<'send'>(
    { kind: 'send', id, to, content, wait: 'waiting' },
    { for: 'sent', to, id },
  );
  // Far from the end the line has another neighbourhood than the one that is here.
  const isAdrift = (chatAt(next, to)?.adrift ?? 'no') !== 'no';
  return [next, [...effects, sent, ...(isAdrift ? [lastPage(to)] : [])]];
}

/** What was typed into the open conversation, as the kind of line it is meant as. */
export function sayTyped(state: State, chat: Chat, text: string): Step {
  if (chat.edit) return say(state, chat.to, { kind: 'edit', text, of: chat.edit.seq });
  if (chat.reply) return say(state, chat.to, { kind: 'reply', text, to: chat.reply.seq });
  return say(state, chat.to, { kind: 'text', text });
}

/** The line that was named, or picked, else the newest that fits. */
export function targetFor(chat: Chat, fits: (row: Row) => boolean): Target | undefined {
  if (chat.aimed) return chat.aimed;
  const picked = chat.rows.findLast(({ id, seq }) => id === chat.picked && seq !== undefined);
  const row = picked ?? lastSaid(chat, fits);
  if (row?.seq === undefined) return undefined;
  return { seq: row.seq, from: row.from, text: shownText(chat, row) };
}

/** The text of a line as it stands now, corrections and all. */
export function shownText(chat: Chat, row: Row): string {
  const item = chat.items.findLast(({ id }) => id === row.id);
  return item?.item === 'said' ? item.text : '';
}

export function startReply(state: State): Step {
  const chat = open(state);
  const target = chat && targetFor(chat, (row) => row.from !== state.me.name);
  if (!target) return [toast(state, state.words.toast.nothingToReply), []];
  const make = (one: Chat): Chat => ({
    ...one,
    reply: target,
    edit: undefined,
    picked: undefined,
  });
  return [withOpen(stopTarget(state), make), []];
}

/** Puts an own line into the editor, to be corrected. */
export function startEdit(state: State): Step {
  const chat = open(state);
  const target =
    chat && targetFor(chat, ({ from, content }) => from === state.me.name && !isFile(content));
  const row = target && chat?.rows.findLast(({ seq }) => seq === target.seq);
  const isText = target?.from === state.me.name && !(row && isFile(row.content));
  if (!isText) return [toast(state, state.words.toast.nothingToEdit), []];
  const make = (one: Chat): Chat => ({
    ...one,
    edit: target,
    reply: undefined,
    picked: undefined,
    draft: editorOf(target.text),
    aside: one.edit ? one.aside : one.draft,
  });
  return [withOpen(state, make), []];
}

const isFile = ({ kind }: Row['content']): boolean => kind === 'file';

/** Gives up answering or correcting. */
export function stopTarget(state: State): State {
  return withOpen(state, (chat) => ({
    ...chat,
    reply: undefined,
    edit: undefined,
    draft: withoutEdit(chat),
  }));
}

/** What is being written, apart from the correction of a line. */
export const withoutEdit = ({ edit, aside, draft }: Chat): Editor =>
  edit ? (aside ?? editorOf()) : draft;

/** An own line is taken back; somebody else's is removed, by those who may. */
export function takeBack(state: State): Step {
  const dropped = dropFailed(state);
  if (dropped) return dropped;
  const chat = open(state);
  const target = chat && targetFor(chat, (row) => row.from === state.me.name);
  if (!chat || !target) return [toast(state, state.words.toast.nothingToEdit), []];
  if (target.from === state.me.name) return say(state, chat.to, { kind: 'delete', of: target.seq });
  const asked = { kind: 'remove-line', room: chat.to, seq: target.seq } as const;
  const text = state.words.toast.done;
  return [
    withOpen(state, (one) => ({ ...one, picked: undefined })),
    [ask<'remove-line'>(asked, { for: 'done', text })],
  ];
}

/** Reacts with a sign, or takes the same one back. */
export function react(state: State, sign: string): Step {
  const chat = open(state);
  const target = chat && targetFor(chat, () => true);
  if (!chat || !target) return [toast(state, state.words.toast.nothingToReply), []];
  const item = chat.items.findLast((one) => one.item === 'said' && one.seq === target.seq);
  const mine =
    item?.item === 'said' &&
    item.reactions.some((one) => one.sign === sign && one.who.includes(state.me.name));
  const text = sign.slice(0, 32);
  return say(state, chat.to, { kind: 'react', of: target.seq, with: text, on: !mine });
}
