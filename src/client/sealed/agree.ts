import { put } from '../out.ts';
import { settle } from '../outbox.ts';
import { answer, answerAfter } from '../reply.ts';
import { roomRow, toOf } from '../rows.ts';
import type { Outcome, Person } from '../seal/port.ts';
import type { OutLine, Refused, Room, State } from '../state.ts';
import type { OpenRoom, Turn } from '../turn.ts';
import { unheard } from '../waits.ts';
import { isOpenTo, markOf, newcomersOf } from './newcomers.ts';

/** Why a line is not taken from somebody who waits for what becomes of it. */
export function refusalOf(state: State, room: Room): Refused {
  const { people = [], devices = [] } = newcomersOf(state, room) ?? {};
  return {
    code: 'refused',
    reason: ['new-there', toOf(state, room), [...people, ...devices].join(', ')],
  };
}

/** What is written may be for those, and for nobody who came meanwhile. */
export function meet(turn: Turn, n: number, { key, seal, ...rest }: Room, mark: string): void {
  const newcomers = seal.here?.newcomers ?? [];
  if (newcomers.length === 0) return answer(turn, n, undefined);
  if (markOf(newcomers) !== mark)
    return turn.refuse(n, refusalOf(turn.state, { key, seal, ...rest }));
  turn.write({ do: 'met', room: key, devices: newcomers.map(({ device }) => device) });
  answerAfter(turn, n);
}

/** Who was added because somebody here asked for it is no newcomer to them. */
export function named(turn: Turn, { key, seal }: Room, added: readonly Person[]): void {
  if (seal.commit?.ask === undefined || seal.here?.newcomers.length === 0) return;
  turn.write({ do: 'met', room: key, devices: added.map(({ device }) => device) });
}

export function onMet(
  turn: Turn,
  { room: key, newcomers }: Extract<Outcome, { readonly of: 'met' }>,
): void {
  const room = turn.room(key);
  if (!room?.seal.here) return;
  room.seal = { ...room.seal, here: { ...room.seal.here, newcomers } };
  turn.state.busy.add(key);
  turn.tell({ event: 'room', room: roomRow(turn.state, room) });
}

const isAwaited = ({ waits, asks }: State, { id }: OutLine): boolean =>
  waits.get(id)?.some((n) => asks.has(n)) ?? false;

/** Lines whose fate somebody waits for are not kept for an answer that may never come: they fail, and that is said. */
export function turnBack(turn: Turn, room: OpenRoom): void {
  if (isOpenTo(turn.state, room) || room.sent > 0) return;
  unheard(turn, room);
  for (const line of room.out.values())
    if (line.state === 'waiting' && !line.sealing && isAwaited(turn.state, line))
      put(turn, room, { ...line, refused: 'newcomers' });
  settle(turn, room);
}
