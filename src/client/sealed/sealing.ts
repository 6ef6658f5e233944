import { put } from '../out.ts';
import type { Person } from '../seal/port.ts';
import type { RoomRow } from '../shown.ts';
import type { OutLine, Room, State } from '../state.ts';
import type { OpenRoom, Turn } from '../turn.ts';
import { isOpenTo } from './newcomers.ts';

/** Whether the lines of a room leave this device sealed, and in no other way. */
export const isSealed = ({ seals }: Pick<State, 'seals'>, { kind }: Pick<Room, 'kind'>): boolean =>
  seals && (kind === 'dm' || kind === 'group');

/** Whether something can be sealed for the room now, and would be taken. */
export const maySeal = (state: State, room: Room): boolean =>
  isAtIts(room) &&
  isSure(room) &&
  room.reserved === 0 &&
  !room.told.parting &&
  !isHolding(room) &&
  room.seal.here?.alarm.length === 0 &&
  isOpenTo(state, room) &&
  isAmongTwo(state, room) &&
  isHeard(state, room, room.seal.here.roster);

/** In a direct message there are two, whoever else the nuvem says is waiting, or has in it. */
export const belongs = (
  state: Pick<State, 'name'>,
  { kind, name: other }: Pick<Room, 'kind' | 'name'>,
  name: string,
): boolean => kind !== 'dm' || name === other || name === state.name;

/** Nobody who is in it by the keys is a third in a conversation of two. */
export const isAmongTwo = (state: Pick<State, 'name'>, room: Room): boolean =>
  room.seal.here?.roster.every(({ user }) => belongs(state, room, user)) ?? true;

/** All that may tell that these files are an old copy was read. */
export const isSure = ({ durable, unsure }: Room): boolean => durable >= unsure;

/** Somebody else could read it: what is sealed for nobody is never read by anybody who comes later. */
export const isHeard = (
  { name }: Pick<State, 'name'>,
  room: Room,
  people: readonly Person[],
): boolean =>
  room.members < 2 ||
  (room.kind === 'dm' && room.name === name) ||
  people.some(({ user }) => user !== name);

/** This device is in the generation that the room is in, and may seal there. */
export const isIn = ({ seal: { here }, told }: Room): boolean =>
  here?.state === 'in' && here.gen === told.gen && !here.spent;

/** What has to happen before lines of this device are sealed for the room. */
export function waitsFor(state: State, room: Room): RoomRow['waiting'] {
  if (!isSealed(state, room) || isIn(room)) return undefined;
  const { here } = room.seal;
  if (room.told.gen === 0 && (!here || here.state === 'out')) return 'line';
  return state.door.outside > 0 ? 'confirm' : 'let-in';
}

/** This device is in the room, and at its epoch as far as is known. */
export function isAtIts(room: Room): boolean {
  const { here, over } = room.seal;
  if (!here || !isIn(room) || here.epoch < room.told.epoch) return false;
  return here.gen > over.gen || (here.gen === over.gen && here.epoch > over.epoch);
}

/** A commit of this device waits for the lines that are under way. */
const isHolding = ({ seal: { commit } }: Room): boolean => commit?.step === 'ready';

/**
 * What comes in the log cannot be read before this device was let in, so it is left where it is. Who is in an
 * earlier generation reads that to its end.
 */
export const isHeld = (state: State, room: Room): boolean =>
  isSealed(state, room) &&
  room.told.gen > 0 &&
  room.seal.here?.state !== 'in' &&
  room.seal.commit?.step !== 'stored' &&
  (room.cursor >= room.told.until || isInvited(state, room));

/** The invitation with which an earlier time there began may still come. */
const isInvited = (state: State, { seal, told }: Room): boolean =>
  told.joined > seal.declined && hasInvites(state);

/** Not all of the inbox was read. */
export const hasInvites = ({ rooms, fetching, early }: State): boolean =>
  [...rooms.values()].some(
    ({ key, kind, cursor, head }) =>
      kind === 'inbox' && (cursor < head || fetching.has(key) || early.has(key)),
  );

/** It is sealed for the epoch that the room is at. */
export const hasWire = ({ seal: { here } }: Room, { wire, gen, epoch }: OutLine): boolean =>
  wire !== undefined && here !== undefined && gen === here.gen && epoch === here.epoch;

/** Has the next lines sealed, as many as can be under way: a line that is written now goes into the same step. */
export function sealAhead(turn: Turn, room: OpenRoom, most: number): void {
  let asked = 0;
  for (let no = room.acked + 1; no <= room.last && asked < most; no += 1) {
    const line = room.out.get(no);
    if (!line || line.state !== 'waiting' || line.sent) continue;
    asked += 1;
    if (line.sealing || hasWire(room, line)) continue;
    turn.write({ do: 'seal', id: line.id, ...(turn.state.wary && { wary: true }) });
    put(turn, room, { ...line, sealing: true });
  }
}

/** The nuvem says that the epoch it was sealed for has ended: what ended it is in the log, or on its way. */
export function isOver(room: OpenRoom, { gen = 0, epoch = 0 }: OutLine): void {
  const { over } = room.seal;
  if (gen > over.gen || (gen === over.gen && epoch > over.epoch))
    room.seal = { ...room.seal, over: { gen, epoch } };
}

/** The line as it was typed: with another number, or in another room, it has to be sealed anew. */
export function unsealed({ wire: _w, gen: _g, epoch: _e, ...line }: OutLine): OutLine {
  return line;
}
