import { keysOf } from '../names.ts';
import { answer, answerAfter } from '../reply.ts';
import { roomRow } from '../rows.ts';
import type { Learnt } from '../seal/port.ts';
import type { PersonRow } from '../shown.ts';
import type { Turn } from '../turn.ts';
import type { KnownPerson, RoomCode } from './known-port.ts';

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
  if (ask.safety !== undefined && ask.safety !== person.safety)
    return turn.refuse(n, { code: 'key-changed', reason: ['digits-changed', user] });
  turn.write({ do: 'pin', user, identity, verified: true });
  const since = person.changed ? turn.wall : person.since;
  answerAfter(turn, n, rowOf({ ...person, since, verified: true, changed: false }));
}

/** Somebody who is not who they were is told once, until they are accepted. */
export function learnt(turn: Turn, identities: readonly Learnt[]): void {
  const { strangers } = turn.state;
  for (const { user, identity, is } of identities) {
    const key = Buffer.from(identity).toString('hex');
    if (is !== 'changed' || strangers.get(user) === key) continue;
    if (strangers.size < mostStrangers) strangers.set(user, key);
    turn.tell({ event: 'key-changed', user });
    if (turn.state.verified.delete(user)) tellDirect(turn, user);
  }
}

/** Their digits were compared, and nobody is there under another key. */
export function nowVerified(turn: Turn, user: string): void {
  if (user === turn.state.name) return;
  turn.state.verified.add(user);
  turn.tell({ event: 'verified', user });
  tellDirect(turn, user);
}

/** The row of a direct message says whether its person was compared. */
function tellDirect({ state, tell }: Turn, user: string): void {
  for (const key of keysOf(state.names, `@${user}`)) {
    const room = state.rooms.get(key);
    if (room) tell({ event: 'room', room: roomRow(state, room) });
  }
}

const mostStrangers = 5000;

function rowOf(person: KnownPerson): PersonRow {
  const { user: name, verified, since, safety, identity, changed = false } = person;
  return {
    name,
    verified,
    changed,
    ...(identity ? { since } : {}),
    ...(safety === undefined ? {} : { safety }),
  };
}

export function onCoded(turn: Turn, n: number, code: RoomCode | undefined): void {
  if (code) answer(turn, n, code);
  else turn.refuse(n, { code: 'refused', reason: ['not-sealed'] });
}
