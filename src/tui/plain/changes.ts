import type { Chat } from '../chat.ts';
import { open } from '../chats.ts';
import type { State } from '../state.ts';
import { note, type Telling } from './telling.ts';

/** Where one is by now, who is there, and what was said in a few words. */
export function tellChanges(telling: Telling, before: State): void {
  const { state } = telling;
  const chat = open(state);
  if (state.toast && state.toast !== before.toast && !isCopied(state))
    note(telling, state.toast.text);
  if (chat && state.at !== before.at) tellPlace(telling, chat);
  else if (chat?.kind === 'dm') tellPresence(telling, before, chat);
}

/** It is there to be read. */
const isCopied = ({ toast, words }: State): boolean => toast?.text === words.toast.copied;

function tellPlace(telling: Telling, chat: Chat): void {
  const { words, presence } = telling.state;
  const { title, kind, count, topic, sealed, unread } = chat;
  const here = presence.get(nameOf(chat));
  const facts = [
    words.plain.nowIn(title),
    ...(kind === 'dm' ? [] : [words.members(count)]),
    ...(kind === 'dm' && here ? [words.presence[here]] : []),
    ...(kind === 'channel' || sealed ? [] : [words.plain.notSealedHere]),
    ...(unread > 0 ? [words.status.unread(unread)] : []),
    ...(topic === '' ? [] : [topic]),
  ];
  note(telling, facts.join(', '));
}

const nameOf = ({ to }: Chat): string => to.replace(/^@/, '');

function tellPresence(telling: Telling, { presence: before }: State, chat: Chat): void {
  const { presence, words } = telling.state;
  const name = nameOf(chat);
  const [was, is] = [before.get(name), presence.get(name)];
  if (was && is && was !== is) note(telling, words.plain.is(name, words.presence[is]));
}
