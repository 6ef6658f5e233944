import { type Message, nameField } from '../protocol/messages.ts';
import type { State } from './state.ts';

/**
 * Whether the nuvem says of a room what cannot be, so that it is not gone on with: the other one of a direct message is
 * an account, and what waits in a conversation was written to somebody, or to few, and is never taken elsewhere.
 */
export function isFalse(
  { rooms, left }: Pick<State, 'rooms' | 'left'>,
  key: string,
  { kind, name }: Message<'room'>,
): boolean {
  const isDm = kind === 'dm';
  const { shape } = nameField;
  if (isDm && shape.kind === 'text' && !shape.like?.test(name)) return true;
  const before = rooms.get(key) ?? left.get(key);
  return before !== undefined && (before.kind !== kind || (isDm && before.name !== name));
}
