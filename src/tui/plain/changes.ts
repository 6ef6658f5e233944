import type { ScreenWords as Words } from '../../words/en/screen.ts';
import type { Chat } from '../chat.ts';
import { open } from '../chats.ts';
import { hasWaiting, newNames } from '../newcomers.ts';
import { heldText, isUnconfirmed } from '../standing.ts';
import type { State } from '../state.ts';
import { signFor } from '../verified.ts';
import { alert, note, type Telling } from './telling.ts';

/** Where one is by now, who is there, and what was said in a few words. */
export function tellChanges(telling: Telling, before: State): void {
  const { state } = telling;
  const chat = open(state);
  if (state.toast && state.toast !== before.toast && !isCopied(state))
    note(telling, state.toast.text);
  tellUnconfirmed(telling, before, chat);
  if (chat && state.at !== before.at) tellPlace(telling, chat);
  else if (chat?.kind === 'dm') tellPresence(telling, before, chat);
}

/** Where it waits for that, it is said in its own words. */
function tellUnconfirmed(telling: Telling, before: State, chat: Chat | undefined): void {
  const { state } = telling;
  if (isUnconfirmed(state) && !isUnconfirmed(before) && chat?.waiting !== 'confirm')
    note(telling, state.words.seals.confirmElsewhere);
}

/** It is there to be read. */
const isCopied = ({ toast, words }: State): boolean => toast?.text === words.toast.copied;

function tellPlace(telling: Telling, chat: Chat): void {
  const { words, presence } = telling.state;
  const { title, kind, count, topic, unread } = chat;
  const here = presence.get(nameOf(chat));
  const facts = [
    words.plain.nowIn(title),
    ...(kind === 'dm' ? [] : [words.members(count)]),
    ...(kind === 'dm' && here ? [words.presence[here]] : []),
    ...sealFacts(words, chat),
    ...(signFor(telling.state, chat, chat.to.slice(1)) === '' ? [] : [words.seals.verified]),
    ...(unread > 0 ? [words.status.unread(unread)] : []),
    ...(topic === '' ? [] : [topic]),
  ];
  note(telling, facts.join(', '));
  tellWaiting(telling, chat.waiting);
  const [held] = chat.alarm;
  if (held !== undefined) alert(telling, words.seals.heldShort(held));
}

/** Who can read what is said there. */
function sealFacts({ seals, plain }: Words, { kind, sealed, waiting }: Chat): readonly string[] {
  if (kind === 'channel') return [];
  // What it waits for is said in a sentence of its own.
  if (waiting) return waiting === 'line' ? [seals.nextLine] : [];
  return [sealed ? seals.sealed : plain.notSealedHere];
}

/** What keeps lines back in a conversation, or does so no more. */
export function tellStanding(telling: Telling, chat: Chat, before: Chat | undefined): void {
  const { words, at } = telling.state;
  const text = heldText(words, chat);
  const was = before && heldText(words, before);
  const where = chat.to === at ? '' : `${chat.title}: `;
  if (text !== undefined && text !== was) alert(telling, `${where}${text}`);
  if (text === undefined && was !== undefined) note(telling, `${where}${words.seals.heldNoMore}`);
  tellNew(telling, chat, before, where);
  if (chat.to === at) tellLetIn(telling, chat.waiting, before?.waiting);
}

function tellNew(telling: Telling, chat: Chat, before: Chat | undefined, where: string): void {
  const { words } = telling.state;
  const { newcomers } = chat;
  if (!newcomers || newcomers.mark === before?.newcomers?.mark) return;
  const { newHeld, newHere } = words.seals;
  const names = newNames(words, newcomers);
  alert(telling, `${where}${hasWaiting(chat) ? newHeld(names) : newHere(names)}`);
}

function tellLetIn(telling: Telling, now: Chat['waiting'], was: Chat['waiting']): void {
  if (now !== was) tellWaiting(telling, now);
}

function tellWaiting(telling: Telling, waiting: Chat['waiting']): void {
  const { seals } = telling.state.words;
  if (waiting === 'let-in') note(telling, seals.letInWhole);
  else if (waiting === 'confirm') note(telling, seals.confirmWhole);
}

const nameOf = ({ to }: Chat): string => to.replace(/^@/, '');

function tellPresence(telling: Telling, { presence: before }: State, chat: Chat): void {
  const { presence, words } = telling.state;
  const name = nameOf(chat);
  const [was, is] = [before.get(name), presence.get(name)];
  if (was && is && was !== is) note(telling, words.plain.is(name, words.presence[is]));
}
