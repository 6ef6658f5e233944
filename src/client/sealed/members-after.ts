import type { Outcome } from '../seal/port.ts';
import type { Room } from '../state.ts';

/**
 * How many people a room has after a commit: the nuvem tells it only to those who come. Members whose devices wait are
 * in no roster.
 */
export function membersAfter(
  { kind, members }: Pick<Room, 'kind' | 'members'>,
  { roster, left = [] }: Extract<Outcome, { readonly of: 'changed' }>,
): number {
  if (kind !== 'group') return members;
  const users = new Set(roster.map(({ user }) => user));
  return Math.max(users.size, members - left.length);
}
