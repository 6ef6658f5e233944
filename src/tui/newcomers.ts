import type { Newcomers } from '../client/port.ts';
import type { ScreenWords as Words } from '../words/en/screen.ts';
import type { Chat } from './chat.ts';
import { withChat } from './chats.ts';
import { ask } from './effects.ts';
import type { Effect, State } from './state.ts';

/** Who they are, in a few words. */
export function newNames({ seals, more }: Words, newcomers: Newcomers): string {
  const { people, devices, more: rest } = newcomers;
  const names = [...people, ...devices.map(seals.newDevice)].join(', ');
  return rest > 0 ? `${names} ${more(rest)}` : names;
}

/** Something of this person's waits in the conversation. */
export const hasWaiting = ({ rows }: Chat): boolean => {
  for (let at = rows.length - 1; at >= 0 && rows.at(at)?.seq === undefined; at -= 1)
    if (rows.at(at)?.state === 'waiting') return true;
  return false;
};

/** Asks once before a line goes to who is new there; undefined when that was asked, or there is nobody. */
export function asksFirst(state: State, { to, newcomers, asking }: Chat): State | undefined {
  if (!newcomers || asking === newcomers.mark) return undefined;
  return withChat(state, to, (chat) => ({ ...chat, asking: newcomers.mark, anchor: 'end' }));
}

export const stopAsking = (state: State, to: string): State =>
  withChat(state, to, (chat) => ({ ...chat, asking: undefined, unsent: '' }));

/** It is for those who were shown, too. */
export const meeting = ({ to, newcomers }: Chat): readonly Effect[] =>
  newcomers
    ? [ask<'meet'>({ kind: 'meet', room: to, mark: newcomers.mark }, { for: 'nothing' })]
    : [];
