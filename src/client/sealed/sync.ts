import type { Message } from '../../protocol/messages.ts';
import type { SealedRow } from '../seal/port.ts';
import type { Room, State } from '../state.ts';
import type { OpenRoom, Turn } from '../turn.ts';
import { become, giveUp, resend } from './commit-fate.ts';
import { askOffers } from './offers.ts';
import { isIn, isSealed } from './sealing.ts';
import { beginSoon, tend } from './tend.ts';

/** What the nuvem says of the sealing of a room. */
export function heardOf(turn: Turn, room: OpenRoom, message: Message<'room'>): void {
  if (!isSealed(turn.state, room)) return;
  const { gen, epoch, joined, inside = false, until = 0 } = message;
  const { due = false } = message;
  // Of an earlier time there it says nothing.
  const leaving = until > 0 ? room.told.leaving : message.leaving === true;
  const turns = leaving !== room.told.leaving;
  room.told = { gen, epoch, joined, inside, until, due, leaving, parting: false };
  // What is not sealed yet is still shown as it was said.
  room.sealed = room.seal.here?.state === 'in';
  if (inside && !isIn(room)) turn.state.busy.add(room.key);
  if (turns) noteLeaving(turn);
}

/** The groups that this person asked to leave, as it was last heard: without the link they are theirs no more, too. */
export const leavingIn = (meta: ReadonlyMap<string, string>): ReadonlySet<string> =>
  new Set(meta.get('leaving')?.split(' '));

/** Keeps which these are now. */
export function noteLeaving({ state, write }: Turn): void {
  const leaving = [...state.rooms.values()].filter(({ told }) => told.leaving);
  write({ do: 'meta', key: 'leaving', value: leaving.map((room) => room.key).join(' ') });
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
 * The nuvem went back: its log is the same as here up to `seq`, and knows own lines up to `mark`. Who cannot go on from
 * there begins the next generation: where commits are forgotten that this device has followed, it has no keys for what
 * comes; where own lines are, what it would say next does not follow what the others may have of it.
 */
export function forgetAhead(turn: Turn, room: OpenRoom, { seq, mark }: Met): void {
  const { here, declined } = room.seal;
  const isLost = isForgotten(room, seq);
  const isSpent = hasLost(room, mark);
  room.seal = { ...room.seal, declined: Math.min(declined, seq), ahead: false, missing: undefined };
  sayAgain(turn, room, !isLost && isAsMade(room, mark) && (isSpent ? 'fresh' : 'any'));
  if (here?.state !== 'in') return;
  // It was sealed here once, so nothing unsealed is taken there, whatever the nuvem forgot.
  if (isLost) standDown(turn, room, 'leave', { ...here, state: 'out' });
  else if (isSpent || here.spent) standDown(turn, room, 'spend', { ...here, spent: true });
}

function standDown(turn: Turn, room: OpenRoom, how: 'leave' | 'spend', here: SealedRow): void {
  turn.write({ do: how, room: room.key });
  room.seal = { ...room.seal, here };
  beginSoon(turn, room);
}

/** A commit whose fate was open: as it was made where it may, else anew. */
function sayAgain(turn: Turn, room: OpenRoom, may: 'any' | 'fresh' | false): void {
  const { commit } = room.seal;
  const goesAgain = may === 'any' || (may === 'fresh' && commit?.fresh === true);
  // Some may have followed the generation that was begun: it is not begun again.
  const gen = (!goesAgain && commit?.fresh && commit.pending?.gen) || 0;
  room.seal = { ...room.seal, over: { gen, epoch: 0 } };
  if (goesAgain) become(room, { step: 'sent' });
  else giveUp(turn, room);
}

interface Met {
  readonly seq: number;
  readonly mark: number;
}

/** What led this device to where it is is not in the log any more, though the room may be at the same place by now. */
function isForgotten({ told, seal: { here } }: Room, seq: number): boolean {
  if (here?.state !== 'in') return false;
  const { gen, epoch, since } = here;
  return since > seq || gen > told.gen || (gen === told.gen && epoch > told.epoch);
}

/** What this device said is known to others, or may be, and not to the nuvem. */
function hasLost(room: Room, mark: number): boolean {
  const { acked, out, seal } = room;
  const pending = seal.commit?.pending;
  if (pending && !isAsMade(room, mark)) return true;
  if (mark !== (pending?.no === acked ? acked - 1 : acked)) return true;
  return [...out.values()].some(({ no, wire }) => wire !== undefined && no > mark);
}

/** The commit whose fate was open fits there as it was made, and is said again to the last byte. */
function isAsMade({ told, seal: { commit } }: Room, mark: number): boolean {
  if (!commit?.pending || commit.pending.no !== mark + 1) return false;
  const { gen, epoch } = commit.pending;
  return commit.fresh ? gen > told.gen : gen === told.gen && epoch === told.epoch;
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
