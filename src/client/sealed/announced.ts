import { toOf } from '../rows.ts';
import type { Outcome, Person } from '../seal/port.ts';
import type { Turn } from '../turn.ts';
import { placeOf } from './log.ts';

/** Who comes and goes is in the commit, and what the nuvem says of it has to be the same. */
export function checkAnnounced(
  { state, tell, room }: Turn,
  outcome: Extract<Outcome, { readonly of: 'changed' }>,
): void {
  const said = state.announced.get(placeOf(outcome));
  const { added, removed, out, seq, by } = outcome;
  // Who was removed cannot see who came.
  const is = said && (out || same(said.add, added)) && same(said.remove, removed);
  const of = room(outcome.room);
  if (!is && of && said)
    tell({
      event: 'suspicion',
      room: toOf(state, of),
      seq,
      from: by.user,
      suspicion: { kind: 'roster' },
    });
}

const same = (said: readonly number[], people: readonly Person[]): boolean =>
  said.length === people.length && people.every(({ device }) => said.includes(device));
