import { createHash } from 'node:crypto';

import type { Message } from '../protocol/messages.ts';
import { become, giveUp } from './commit-fate.ts';
import { renumber } from './outbox.ts';
import type { Person } from './seal-port.ts';
import type { Committing } from './seal-state.ts';
import { isHeard } from './sealing.ts';
import type { Room, State } from './state.ts';
import type { OpenRoom, Turn } from './turn.ts';

/*
 * How a commit of this device goes: who ought to be in? → their offers → lines under way have met their fate → the
 * step that makes and keeps it → (commit-fate.ts) the nuvem takes it or not → it comes back in the log, and the room
 * is at its epoch.
 */

/** Devices that one commit can add, and that it can remove. */
const mostAtOnce = 200;

export type Wish = Pick<Committing, 'fresh' | 'eager' | 'ask'>;

/** Begins with asking the nuvem whose devices ought to be in. */
export function askWho(turn: Turn, room: OpenRoom, wish: Wish): void {
  begin(room, { ...wish, step: 'devices', add: [], remove: [] });
  askDevices(turn, room, 0);
}

/** Begins with what somebody here wants: who is to be added, and taken out. */
export function want(
  turn: Turn,
  room: OpenRoom,
  wish: Wish & Pick<Committing, 'add' | 'remove'>,
): void {
  begin(room, { ...wish, step: 'offers' });
  claim(turn, room);
}

function begin(room: OpenRoom, wish: Omit<Committing, 'offers' | 'pending' | 'from'>): void {
  const { gen: from } = room.told;
  room.seal = { ...room.seal, commit: { ...wish, from, offers: [], pending: undefined } };
}

function askDevices(turn: Turn, { key }: OpenRoom, after: number): void {
  const room = Buffer.from(key, 'hex');
  turn.request({ type: 'room-devices', room, after }, { for: 'room-devices', room: key });
}

export interface Due {
  readonly add: readonly Person[];
  readonly remove: readonly number[];
}

/** A page of the devices that ought to be in; the whole of it when it was the last one. */
export function onDevices(
  turn: Turn,
  room: OpenRoom,
  { devices, more, gen, epoch }: Message<'room-devices-are'>,
): Due | undefined {
  const { commit } = room.seal;
  if (commit?.step !== 'devices') return undefined;
  room.told = { ...room.told, gen, epoch };
  const others = devices.filter(
    ({ name, device }) => device !== turn.state.device && belongs(turn.state, room, name),
  );
  const isNew = (state: string): boolean =>
    commit.fresh ? state !== 'leaving' : state === 'waiting';
  const add = [
    ...commit.add,
    ...others.flatMap(({ name, device, state }) => (isNew(state) ? [{ user: name, device }] : [])),
  ].slice(0, mostAtOnce);
  const gone = commit.fresh ? [] : others.filter(({ state }) => state === 'leaving');
  const remove = [...commit.remove, ...gone.map(({ device }) => device)].slice(0, mostAtOnce);
  become(room, { add, remove });
  const last = devices.at(-1)?.device;
  if (!more || last === undefined) return { add, remove };
  askDevices(turn, room, last);
  return undefined;
}

/** In a direct message there are two, whoever else the nuvem says is waiting. */
const belongs = (state: State, { kind, name: other }: Room, name: string): boolean =>
  kind !== 'dm' || name === other || name === state.name;

/** Takes an offer of each device that is to be added. */
export function claim(turn: Turn, room: OpenRoom): void {
  const { commit } = room.seal;
  if (!commit) return;
  const devices = commit.add.map(({ device }) => device);
  become(room, { step: devices.length > 0 ? 'offers' : 'ready' });
  turn.state.busy.add(room.key);
  if (devices.length === 0) return;
  const op = opOf(turn, room);
  turn.request({ type: 'keys-claim', op, devices }, { for: 'claim', room: room.key });
}

/** The same claim has the same name; nobody else's claim has it. */
const opOf = ({ state }: Turn, { key, told, acked }: OpenRoom): Buffer =>
  createHash('sha256')
    .update(`claim ${state.device} ${key} ${told.gen} ${told.epoch} ${acked} ${state.nextRe}`)
    .digest()
    .subarray(0, 16);

export function onOffers(turn: Turn, room: OpenRoom, { keys }: Message<'keys'>): void {
  const { commit } = room.seal;
  if (commit?.step !== 'offers') return;
  const wanted = new Map(commit.add.map((person) => [person.device, person]));
  const offers = keys.flatMap(({ device, package: bytes }) => {
    const person = wanted.get(device);
    return person ? [{ ...person, package: bytes }] : [];
  });
  if (commit.fresh && !isHeard(turn.state, room, offers)) return alone(turn, room);
  if (offers.length === 0 && commit.remove.length === 0 && !commit.fresh) {
    // They are too old for this, or have not been here yet: their own coming tells.
    room.told = { ...room.told, due: false };
    return giveUp(turn, room, { code: 'refused', reason: ['no-offers'] });
  }
  become(room, { offers, step: 'ready' });
  turn.state.busy.add(room.key);
}

/** What would be sealed now nobody else could ever read: it waits until somebody can. */
const again = 10_000;

function alone(turn: Turn, room: OpenRoom): void {
  giveUp(turn, room);
  room.seal = { ...room.seal, alone: turn.now + again };
}

/** Makes the commit, with the number behind all that was sent: what waits comes after it. */
export function plan(turn: Turn, room: OpenRoom): void {
  const { commit, here } = room.seal;
  if (!commit) return;
  // Somebody else began a generation meanwhile, and has invited this device, or will.
  if (commit.from !== room.told.gen) return giveUp(turn, room);
  const { fresh, offers: add, remove } = commit;
  const no = room.acked + 1;
  room.reserved = no;
  renumber(turn, room);
  const gen = fresh ? room.told.gen + 1 : (here?.gen ?? 0);
  turn.write({ do: 'plan', room: room.key, gen, no, fresh, add, remove });
  become(room, { step: 'planning' });
}
