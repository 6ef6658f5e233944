import { momentOf } from '../base/moment.ts';
import { harmlessLine } from '../base/sanitize.ts';
import type { Answers, ClientEvent, RoomRow } from '../client/port.ts';
import { type Chat, withRows } from './chat.ts';
import { chatAt, tell } from './chats.ts';
import { toast } from './effects.ts';
import { rollOf } from './roll.ts';
import type { Row } from './rows.ts';
import type { State, Step } from './state.ts';

type Of<K extends ClientEvent['event']> = Extract<ClientEvent, { event: K }>;

const knockOf = (device: number | string): string => `knock ${device}`;

/** A new device of this person's waits: theirs, or of somebody who has the password. */
export function onKnock(state: State, { device, label, until }: Of<'knock'>): Step {
  const about = knockOf(device);
  const text = state.words.seals.knock(String(device), harmlessLine(label, 64), momentOf(until));
  return [tell(settled(state, about), text, 'grave', state.at, about), []];
}

/** This device is the new one: the digits are read from here, and those of before serve no more. */
export function onDigits(state: State, { device, digits }: Of<'digits'>): Step {
  const shown = harmlessLine(digits, 6);
  const rows = [state.words.seals.digits(String(device)), '', shown];
  return [tell(settled(state, 'digits'), rows.join('\n'), 'framed', state.at, 'digits'), []];
}

export function onConfirm(
  state: State,
  { device, to }: { readonly device: string; readonly to: string | undefined },
  { state: how }: Answers['confirm'],
): Step {
  const { askDigits, confirmed } = state.words.seals;
  const about = `digits of ${device}`;
  const next = settled(state, about);
  return how === 'shown'
    ? [tell(next, askDigits(device), 'framed', to, about), []]
    : [tell(next, confirmed(device), 'plain', to), []];
}

/** An own device was shut out: whether it is let in is no question any more. */
export const onRevoked = (state: State, { device }: { readonly device: string }): Step => [
  toast(settled(state, knockOf(device)), state.words.toast.revoked(device)),
  [],
];

/** An own device was confirmed or revoked, wherever that was. */
export const onKnockOver = (state: State, { device }: Of<'knock-over'>): Step => [
  settled(state, knockOf(device)),
  [],
];

/** This device was let into what is looked at: that is said once, and the digits serve no more. */
export function onLetIn(before: State, state: State, { to }: RoomRow): State {
  const was = chatAt(before, to)?.waiting;
  const waited = was === 'let-in' || was === 'confirm';
  if (!waited || chatAt(state, to)?.waiting !== undefined) return state;
  const next = settled(state, 'digits');
  return to === state.at ? tell(next, state.words.seals.wasLetIn, 'plain', to) : next;
}

/** Takes away what was told about something that is over. */
function settled(state: State, about: string): State {
  const isOver = ({ content }: Row): boolean => content.kind === 'told' && content.about === about;
  const tells = ({ rows }: Chat): boolean => rows.findLast(isOver) !== undefined;
  if (!state.chats.some(tells)) return state;
  const chats = state.chats.map((chat) =>
    tells(chat)
      ? withRows(chat, rollOf(chat.rows.slice().filter((row) => !isOver(row))), state.me.name)
      : chat,
  );
  return { ...state, chats };
}
