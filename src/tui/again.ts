import { type Chat, type Target, withRows } from './chat.ts';
import { open, withChat } from './chats.ts';
import { quoted } from './dropped.ts';
import { editorOf } from './editor.ts';
import { ask } from './effects.ts';
import { rollOf } from './roll.ts';
import type { Row } from './rows.ts';
import type { State, Step } from './state.ts';

/** What failed last in the open conversation goes back into the input; undefined when there is none. */
export function writeAgain(state: State): Step | undefined {
  const chat = open(state);
  const row = chat && lastFailed(chat);
  const text = row && typedFor(state, row);
  if (!row || text === undefined) return undefined;
  const draft = editorOf(text);
  const [next, effects] = givenUp(state, chat, row);
  const kept = ask<'draft'>({ kind: 'draft', room: chat.to, text }, { for: 'kept' });
  // On disk before the line is gone from there.
  const reply = answered(chat, row);
  const make = (one: Chat): Chat => ({ ...one, draft, kept: draft, reply });
  return [withChat(next, chat.to, make), [kept, ...effects]];
}

/** What failed last is dropped; undefined when there is none. */
export function dropFailed(state: State): Step | undefined {
  const chat = open(state);
  const row = chat?.picked === undefined ? chat && lastFailed(chat) : undefined;
  return chat && row && givenUp(state, chat, row);
}

const lastFailed = ({ rows }: Chat): Row | undefined =>
  rows.findLast(({ state }) => state === 'failed');

function typedFor({ files }: State, { id, content }: Row): string | undefined {
  if (content.kind === 'file') {
    const path = files.get(id)?.path;
    const word = path === undefined ? undefined : quoted(path);
    return word === undefined ? undefined : `/send ${word}`;
  }
  if (content.kind === 'me') return `/me ${content.text}`;
  return content.kind === 'text' || content.kind === 'reply' ? content.text : undefined;
}

function answered({ rows }: Chat, { content }: Row): Target | undefined {
  if (content.kind !== 'reply') return undefined;
  const { to: seq } = content;
  return { seq, from: rows.findLast((row) => row.seq === seq)?.from ?? '…', text: '' };
}

/** Without a line that is kept nowhere any more. */
export const without = (state: State, to: string, id: string): State =>
  withChat(state, to, (chat) =>
    withRows(chat, rollOf(chat.rows.slice().filter((row) => row.id !== id)), state.me.name),
  );

function givenUp(state: State, { to }: Chat, { id }: Row): Step {
  return [
    without(state, to, id),
    [ask<'give-up'>({ kind: 'give-up', room: to, id }, { for: 'nothing' })],
  ];
}
