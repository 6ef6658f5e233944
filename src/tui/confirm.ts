import { momentOf } from '../base/moment.ts';
import { harmlessLine } from '../base/sanitize.ts';
import type { Answers, ClientEvent } from '../client/port.ts';
import { tell } from './chats.ts';
import type { State, Step } from './state.ts';

type Of<K extends ClientEvent['event']> = Extract<ClientEvent, { event: K }>;

/** A new device of this person's waits: theirs, or of somebody who has the password. */
export function onKnock(state: State, { device, label, until }: Of<'knock'>): Step {
  const text = state.words.seals.knock(String(device), harmlessLine(label, 64), momentOf(until));
  return [tell(state, text, 'grave'), []];
}

/** This device is the new one: the digits are read from here. */
export function onDigits(state: State, { device, digits }: Of<'digits'>): Step {
  const shown = harmlessLine(digits, 6);
  const rows = [state.words.seals.digits(String(device)), '', shown];
  return [tell(state, rows.join('\n'), 'framed'), []];
}

export function onConfirm(
  state: State,
  { device, to }: { readonly device: string; readonly to: string | undefined },
  { state: how }: Answers['confirm'],
): Step {
  const { askDigits, confirmed } = state.words.seals;
  const text = how === 'shown' ? askDigits(device) : confirmed(device);
  return [tell(state, text, how === 'shown' ? 'framed' : 'plain', to), []];
}
