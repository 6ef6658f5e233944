import type { Message } from '../../protocol/messages.ts';
import { pause } from '../pause.ts';
import type { Person } from '../seal/port.ts';
import type { Room, State } from '../state.ts';
import type { OpenRoom, Turn } from '../turn.ts';
import { askLater, isForgiven } from './bad-offers.ts';
import { askWho, claim, onDevices } from './commits.ts';
import { askOwn, doorWait, dueRooms, onOwnDevices, outsideFor } from './door.ts';
import { isAtIts, isIn, isSealed } from './sealing.ts';
import { tendIn, wake } from './tend-in.ts';
import { missCommit } from './withheld.ts';

/*
 * Who looks after a sealed room: devices that wait are let in by one of those who are in, the nearest first; a room
 * that nobody sealed yet is sealed by the first who writes; one in which nobody lets this device in begins anew.
 */

/** So long the one who made the last commit lets others in alone, and so much later the next ones follow. */
const first = 1000;
const step = 1000;
/** Nobody waits behind more than so many. */
const mostBefore = 30;
/** Who has something to say and is not let in for so long begins the next generation. */
const patience = 10_000;

/** Looks after a room, when there is something to do for this device. `eager` leaves it to nobody else. */
export function tend(turn: Turn, room: OpenRoom, eager = false): void {
  if (!mayTend(turn, room)) return;
  const { told, out } = room;
  const anew = { fresh: true, eager: true, ask: undefined };
  if (turn.now < room.seal.alone) tendIn(turn, room, room.seal.alone - turn.now);
  else if (told.gen === 0) {
    if (out.size > 0) askWho(turn, room, anew);
  } else if (isAtIts(room)) {
    if (told.due) askWho(turn, room, { fresh: false, eager, ask: undefined });
  } else if (hasWaited(turn, room)) askWho(turn, room, anew);
}

/** Nobody lets this device in, though it has something to say, or has a place there without the keys of it. */
function hasWaited(turn: Turn, room: OpenRoom): boolean {
  const { seal, out, told } = room;
  if (isIn(room)) return false;
  if (out.size === 0 && seal.here?.state !== 'lost' && !told.inside) return false;
  const outside = outsideFor(turn);
  if (outside > 0) {
    tendIn(turn, room, outside);
    return false;
  }
  const waits = (isComing(turn.state, room) ? undefined : seal.waits) ?? turn.now;
  const left = waits + patience - turn.now;
  room.seal = { ...seal, waits };
  if (left > 0) tendIn(turn, room, left);
  return left <= 0;
}

/** Where this device was is forgotten, and nobody can let it in there: its turn to begin anew comes soon. */
export function beginSoon(turn: Turn, room: OpenRoom): void {
  const wait = turnOf(turn, room, []);
  room.seal = { ...room.seal, waits: turn.now + wait - patience };
  tendIn(turn, room, wait);
}

/** Its invitation is here, and larger than what comes at once. */
const isComing = ({ fetching }: State, { key }: Room): boolean =>
  [...fetching.values()].some(({ of }) => of === key);

const mayTend = ({ state, now }: Turn, room: Room): boolean =>
  isSealed(state, room) &&
  state.link.phase === 'up' &&
  room.ready &&
  !room.draft &&
  !room.request &&
  !room.told.leaving &&
  !room.search &&
  now >= room.pausedUntil &&
  room.seal.commit === undefined;

/** The devices that ought to be in are known: acts, or leaves it to somebody nearer for a while. */
export function onRoomDevices(
  turn: Turn,
  room: OpenRoom,
  message: Message<'room-devices-are'>,
): void {
  const due = onDevices(turn, room, message);
  const commit = room.seal.commit;
  if (!due || !commit) return;
  const { add, remove } = due;
  const drop = (): void => void (room.seal = { ...room.seal, commit: undefined });
  if (!commit.fresh && add.length + remove.length === 0) {
    if (room.told.parting) pause(turn, room);
    room.told = { ...room.told, parting: false };
    // Who waits at the door is looked at again when their day may be over.
    if (due.held) tendIn(turn, room, doorWait(turn));
    else room.told = { ...room.told, due: false };
    askLater(turn, room);
    return drop();
  }
  const isOurs = add.some(({ user }) => user === turn.state.name);
  if (commit.eager || isOurs) return claim(turn, room);
  drop();
  tendIn(turn, room, turnOf(turn, room, remove));
}

/** The one who made the last commit is the first, the others follow in their order; nobody waits for who goes. */
function turnOf(
  { state, chance }: Turn,
  { seal: { here, committer } }: Room,
  gone: readonly number[],
): number {
  if (committer?.device === state.device) return first;
  const stays = ({ device }: Person): boolean => !gone.includes(device);
  const before = here?.roster.filter((one) => one.device < state.device && stays(one)).length ?? 0;
  const ahead = Number(committer !== undefined && stays(committer)) + Math.min(before, mostBefore);
  return Math.round(first + step * (ahead + chance));
}

export function tendDue(turn: Turn): void {
  for (const [key, at] of turn.state.tending) {
    if (at > turn.now) continue;
    const room = turn.room(key);
    if (room && room.pausedUntil > turn.now) turn.state.tending.set(key, room.pausedUntil);
    else turn.state.tending.delete(key);
    if (!room) continue;
    if (isForgiven(turn, room)) room.told = { ...room.told, due: true };
    missCommit(turn, room);
    tend(turn, room, true);
  }
  wake(turn);
}

/** A device of a member can be let in, or was taken from its owner. Who found nobody to seal for looks again. */
export function onDevice(turn: Turn, message: Message<'device'>): void {
  const { room: key, name, device, change } = message;
  const room = turn.room(Buffer.from(key).toString('hex'));
  if (!room || device === turn.state.device) return;
  room.told = { ...room.told, due: true };
  room.seal = { ...room.seal, alone: 0 };
  const isNews = turn.state.door.knocks.has(device) === (change === 'revoked');
  if (name === turn.state.name && isNews) askOwn(turn);
  tend(turn, room);
}

/** Somebody asked to leave: a commit has to take them out, also when nobody has anything to say. */
export function onLeft(turn: Turn, room: OpenRoom, names: readonly string[]): void {
  const going = room.seal.here?.roster.filter(({ user }) => names.includes(user)) ?? [];
  if (!isSealed(turn.state, room) || going.length === 0 || names.includes(turn.state.name)) return;
  room.told = { ...room.told, due: true };
  const gone = going.map(({ device }) => device);
  tendIn(turn, room, turnOf(turn, room, gone));
}

/** Somebody was accepted as who they are now: what waited for that is looked at again. */
export function onAccepted(turn: Turn, name: string): void {
  for (const key of turn.state.names.get(`@${name}`) ?? []) {
    const room = turn.room(key);
    if (room) room.pausedUntil = 0;
  }
  for (const { key, told, out, pausedUntil } of turn.state.rooms.values()) {
    const room = turn.room(key);
    if (room && (told.due || out.size > 0)) tendIn(turn, room, Math.max(0, pausedUntil - turn.now));
  }
}

/** Own devices are known: those of them that waited only for that are let in. */
export function onOwn(turn: Turn, message: Message<'devices-are'>): void {
  onOwnDevices(turn, message);
  for (const { key } of dueRooms(turn)) {
    const room = turn.room(key);
    if (room) tend(turn, room);
  }
}
