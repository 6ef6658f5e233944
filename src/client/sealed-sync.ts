import type { Message } from '../protocol/messages.ts';
import { giveUp, resend } from './commit-fate.ts';
import { askOffers } from './offers.ts';
import { isIn, isSealed } from './sealing.ts';
import type { Room, State } from './state.ts';
import { tend } from './tend.ts';
import type { OpenRoom, Turn } from './turn.ts';

/** What the nuvem says of the sealing of a room. */
export function heardOf(turn: Turn, room: OpenRoom, message: Message<'room'>): void {
  if (!isSealed(turn.state, room)) return;
  const { gen, epoch, joined, inside = false, until = 0 } = message;
  const { due = false, leaving = false } = message;
  room.told = { gen, epoch, joined, inside, until, due, leaving, parting: false };
  // What is not sealed yet is still shown as it was said.
  room.sealed = room.seal.here?.state === 'in';
  if (inside && !isIn(room)) turn.state.busy.add(room.key);
}

/** What this device may still read of an earlier time in the room comes first. */
export const drains = (state: State, room: Room): boolean =>
  isSealed(state, room) && room.cursor >= 0 && room.cursor < room.told.until;

/** Of another time there than the one that is read now. */
export const isOther = (
  { ready, told, cursor }: Room,
  { until = 0, joined }: Message<'room'>,
): boolean => ready && (until !== told.until || joined > cursor);

/** An earlier time there: what lies before it was not for this device. Answers how much of it is swept. */
export function beginPast(turn: Turn, room: OpenRoom, low: number): number {
  const { joined, until } = room.told;
  if (joined > room.cursor) {
    room.cursor = joined;
    turn.mark(room.key);
  }
  return Math.min(low, until);
}

/** The end of an earlier time in the room: what lies between that and the present one was not for this device. */
export function leap(turn: Turn, room: OpenRoom): void {
  const { until, joined } = room.told;
  if (!isSealed(turn.state, room) || room.cursor !== until || joined <= until) return;
  room.cursor = joined;
  turn.mark(room.key);
}

/**
 * The nuvem went back. A commit whose fate was open is made anew; where it forgot commits that this device has
 * followed, nobody can go on from there: the room begins its next generation.
 */
export function forgetAhead(turn: Turn, room: OpenRoom): void {
  giveUp(turn, room);
  const { here } = room.seal;
  const { gen, epoch } = room.told;
  if (!here || here.gen < gen || (here.gen === gen && here.epoch <= epoch)) return;
  turn.write({ do: 'leave', room: room.key });
  // It was sealed here once, so nothing unsealed is taken there, whatever the nuvem forgot.
  room.seal = { ...room.seal, here: { ...here, state: 'out' } };
}

/** The link is up: what was under way goes on, and rooms are looked after. */
export function sealAgain(turn: Turn): void {
  if (!turn.state.seals) return;
  askOffers(turn);
  for (const key of turn.state.rooms.keys()) {
    const room = turn.room(key);
    if (!room) continue;
    resend(turn, room);
    tend(turn, room);
  }
}
