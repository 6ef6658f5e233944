import { answer, answerAfter } from './reply.ts';
import type { KnownPerson, RoomCode } from './seal-port.ts';
import type { PersonRow } from './shown.ts';
import type { Turn } from './turn.ts';

export const askPerson = (turn: Turn, n: number, name: string): void =>
  turn.do({
    type: 'question',
    question: { ask: 'person', n, user: name.replace(/^@/, '').toLowerCase() },
  });

/** What is known of somebody; who asked to accept them has it written. */
export function onKnown(turn: Turn, n: number, person: KnownPerson): void {
  const ask = turn.state.asks.get(n)?.ask;
  const { user, identity } = person;
  if (ask?.kind !== 'accept') return answer(turn, n, rowOf(person));
  if (!identity) return turn.refuse(n, { code: 'refused', reason: ['never-met', user] });
  turn.write({ do: 'pin', user, identity, verified: true });
  answerAfter(turn, n, rowOf({ ...person, verified: true }));
}

const rowOf = ({ user: name, verified, since, safety, identity }: KnownPerson): PersonRow => ({
  name,
  verified,
  ...(identity ? { since } : {}),
  ...(safety === undefined ? {} : { safety }),
});

export function onCoded(turn: Turn, n: number, code: RoomCode | undefined): void {
  if (code) answer(turn, n, code);
  else turn.refuse(n, { code: 'refused', reason: ['not-sealed'] });
}
