import type { Ask, AskKind } from '../client/port.ts';
import type { Effect, State, Purpose } from './state.ts';

/** Asks the client for something; the answer comes back as an event, with what it is for. */
export const ask = <K extends AskKind>(
  asked: Ask<K>,
  purpose: Purpose = { for: 'nothing' },
): Effect => ({
  do: 'ask',
  ask: asked as Ask,
  purpose,
});

const toastMs = 5000;

/** A few words in the status bar, for a moment. */
export const toast = (state: State, text: string): State => ({
  ...state,
  toast: { text, until: state.now + toastMs },
});
