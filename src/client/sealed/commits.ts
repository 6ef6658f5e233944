import { createHash } from 'node:crypto';

import type { Message } from '../../protocol/messages.ts';
import { mostForgotten } from '../../protocol/sealed.ts';
import { renumber } from '../outbox.ts';
import type { Person } from '../seal/port.ts';
import type { Room } from '../state.ts';
import type { OpenRoom, Turn } from '../turn.ts';
import { unheard } from '../waits.ts';
import { become, giveUp } from './commit-fate.ts';
import { keyOf, mayLetIn } from './door.ts';
import { nameOther } from './named.ts';
import { belongs, isHeard } from './sealing.ts';
import type { Committing } from './state.ts';
import { tendIn } from './tend-in.ts';

/*
 * How a commit of this device goes: who ought to be in? → their offers → lines under way have met their fate → the
 * step that makes and keeps it → (commit-fate.ts) the nuvem takes it or not → it comes back in the log, and the room
 * is at its epoch.
 */

/** Devices that one commit can add, and that it can remove. */
const mostAtOnce = 200;

/** No generation follows it. */
const lastGen = 0xffff_ffff;

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

function begin(
  room: OpenRoom,
  wish: Omit<Committing, 'offers' | 'pending' | 'from' | 'listed' | 'read' | 'held'>,
): void {
  const { gen: from } = room.told;
  const commit = {
    ...wish,
    from,
    listed: nothing,
    held: false,
    offers: [],
    pending: undefined,
    read: 0,
  };
  room.seal = { ...room.seal, commit };
}

const nothing = { device: 0, pages: 0 };
/** Pages of devices that are looked at for one commit: the nuvem's are of 500. */
const mostPages = 100;

function askDevices(turn: Turn, { key }: OpenRoom, after: number): void {
  const room = Buffer.from(key, 'hex');
  turn.request({ type: 'room-devices', room, after }, { for: 'room-devices', room: key });
}

export interface Due {
  readonly add: readonly Person[];
  readonly remove: readonly number[];
  readonly held: boolean;
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
  if (!mayGoOn(room, commit)) return later(turn, room);
  const due = dueIn(turn, room, commit, devices);
  const last = devices.at(-1)?.device ?? 0;
  const { device, pages } = commit.listed;
  become(room, { ...due, listed: { device: last, pages: pages + 1 } });
  if (!more || last <= device || pages >= mostPages) return due;
  askDevices(turn, room, last);
  return undefined;
}

/** With what another page says of who is to come and to go. */
function dueIn(
  turn: Turn,
  room: OpenRoom,
  { fresh, listed, add, remove, held }: Committing,
  devices: Message<'room-devices-are'>['devices'],
): Due {
  const others = devices.filter((one) => one.device > listed.device && isOther(turn, room, one));
  const inside = new Set(room.seal.here?.roster.map(({ device }) => device));
  const come = others.filter(({ state }) => (fresh ? state !== 'leaving' : state === 'waiting'));
  const gone = others.filter(
    ({ device, state }) => !fresh && state === 'leaving' && inside.has(device),
  );
  const people = come.filter(({ name: user, device, young = false }) =>
    mayLetIn(turn, room, { user, device }, young),
  );
  return {
    add: [...add, ...people.map(personOf)].slice(0, mostAtOnce),
    remove: [...remove, ...gone.map(({ device }) => device)].slice(0, mostAtOnce),
    held: held || people.length < come.length,
  };
}

const personOf = ({ name: user, device }: { readonly name: string; readonly device: number }) => ({
  user,
  device,
});

/** Not this device, nor one whose offer did not hold a moment ago. */
const isOther = (
  { state, now }: Turn,
  room: Room,
  { name, device }: { readonly name: string; readonly device: number },
): boolean =>
  device !== state.device &&
  belongs(state, room, name) &&
  (room.seal.bad.get(device)?.until ?? 0) <= now;

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

/** The room is in the generation that it was in, and another can follow. */
const mayGoOn = (room: Room, { fresh, from }: Committing): boolean =>
  room.told.gen === from &&
  !(fresh && nextGen(room) > Math.min(lastGen, room.told.gen + mostForgotten));

/** A nuvem that was restored has forgotten generations; none has the number of one that this device was in. */
const nextGen = ({ told, seal: { here, over } }: Room): number =>
  Math.max(told.gen, here?.gen ?? 0, over.gen) + 1;

/** Who waits to be let in goes on waiting, from now. */
function later(turn: Turn, room: OpenRoom): undefined {
  giveUp(turn, room);
  room.seal = { ...room.seal, waits: turn.now };
  tendIn(turn, room, again);
  return undefined;
}

function alone(turn: Turn, room: OpenRoom): void {
  giveUp(turn, room);
  unheard(turn, room);
  room.seal = { ...room.seal, alone: turn.now + again };
}

/** Makes the commit, with the number behind all that was sent: what waits comes after it. */
export function plan(turn: Turn, room: OpenRoom): void {
  const { commit, here } = room.seal;
  if (!commit) return;
  // Somebody else began a generation meanwhile, and has invited this device, or will.
  if (commit.from !== room.told.gen) return giveUp(turn, room);
  const { fresh, offers, remove } = commit;
  const add = offers.map((offer) => ({ ...offer, key: keyOf(turn, offer) }));
  const no = room.acked + 1;
  room.reserved = no;
  renumber(turn, room);
  const gen = fresh ? nextGen(room) : (here?.gen ?? 0);
  if (fresh) nameOther(turn, room);
  turn.write({ do: 'plan', room: room.key, gen, no, fresh, add, remove });
  become(room, { step: 'planning', read: Math.max(0, room.cursor) });
}
