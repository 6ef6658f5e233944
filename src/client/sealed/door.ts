import type { Message } from '../../protocol/messages.ts';
import type { Account } from '../account.ts';
import type { Write } from '../db-port.ts';
import { publicOf } from '../keys.ts';
import { roomRow } from '../rows.ts';
import type { Person } from '../seal/port.ts';
import type { Room, State } from '../state.ts';
import type { Turn } from '../turn.ts';
import type { Door, Knock } from './door-state.ts';
import { isSealed, waitsFor } from './sealing.ts';

/*
 * A password alone opens no room: a further device of somebody who has one there is let in when another one of theirs
 * has confirmed it (confirm.ts), or a day after it was first heard of. That day is counted here, by this device's own
 * clock: the nuvem cannot shorten it.
 */

export const day = 24 * 60 * 60 * 1000;
const month = 30 * day;
/** Others that wait are remembered up to so many, whatever numbers a nuvem makes up. */
const mostKnocks = 2000;
/** Who waits for the day to be over is looked at anew this often. */
const hour = 60 * 60 * 1000;

const place = (device: number): string => `door ${device}`;
const listedOnce = 'door-listed';

/** As it was kept; what another device of this home knew is not this one's. */
export function doorOf(
  meta: ReadonlyMap<string, string>,
  same: boolean,
  { deviceSecret, identity }: Pick<Account, 'deviceSecret' | 'identity'>,
): Door {
  return {
    knocks: same ? knocksIn(meta) : new Map(),
    listed: same && meta.get(listedOnce) === '1',
    asking: false,
    early: new Set(),
    outside: 0,
    key: publicOf(deviceSecret),
    identity,
    run: undefined,
    shown: undefined,
    shows: { count: 0, from: 0 },
  };
}

function knocksIn(meta: ReadonlyMap<string, string>): Map<number, Knock> {
  const found = new Map<number, Knock>();
  for (const [key, value] of meta) {
    const [, device] = /^door (\d+)$/.exec(key) ?? [];
    if (device !== undefined && value !== '') found.set(Number(device), JSON.parse(value) as Knock);
  }
  return found;
}

const keep = (device: number, knock: Knock | undefined): Write => ({
  do: 'meta',
  key: place(device),
  value: knock ? JSON.stringify(knock) : '',
});

export function putKnock(turn: Turn, device: number, knock: Knock | undefined): void {
  const knocks = new Map(turn.state.door.knocks);
  if (knock) knocks.set(device, knock);
  else knocks.delete(device);
  turn.state.door = { ...turn.state.door, knocks };
  turn.write(keep(device, knock));
}

/** The same, and nothing is asked about it any more. */
export function settleKnock(turn: Turn, device: number, knock: Knock | undefined): void {
  putKnock(turn, device, knock);
  turn.tell({ event: 'knock-over', device });
}

/**
 * What a device of this person's let in that is no new one itself was confirmed there. What others let in is asked
 * about still: they may be hand in glove with who has the password.
 */
export function letInElsewhere(turn: Turn, by: Person, added: readonly Person[]): void {
  const { state } = turn;
  if (by.user !== state.name || by.device === state.device) return;
  const letter = state.door.knocks.get(by.device);
  if (!letter || isAsked(turn, letter)) return;
  for (const { user, device } of added) {
    if (user !== state.name || device === state.device) continue;
    const knock = state.door.knocks.get(device);
    if (!knock) state.door = { ...state.door, early: new Set(state.door.early).add(device) };
    else if (isAsked(turn, knock)) settleKnock(turn, device, { ...knock, over: true });
  }
}

/** Whether this device lets that one into the room now. `young`: it is new for its owner, as the nuvem says. */
export function mayLetIn(turn: Turn, room: Room, person: Person, young: boolean): boolean {
  if (!turn.state.wary || !isFurther(turn.state, room, person, young)) return true;
  const knock = knockOf(turn, person);
  if (knock?.user !== person.user) return false;
  return knock.confirmed || turn.wall >= knock.since + day;
}

/** It is not in, and its owner is with another device, as is known here, or as the nuvem says. */
function isFurther(
  { name }: State,
  { seal }: Room,
  { user, device }: Person,
  young: boolean,
): boolean {
  const roster = seal.here?.roster ?? [];
  if (roster.some((one) => one.device === device)) return false;
  return young || user === name || roster.some((one) => one.user === user);
}

const knockOf = (turn: Turn, person: Person): Knock | undefined =>
  turn.state.door.knocks.get(person.device) ??
  (person.user === turn.state.name ? undefined : heardOf(turn, person));

/** From now on the day counts. */
function heardOf(turn: Turn, { user, device }: Person): Knock | undefined {
  forgetOld(turn);
  if (turn.state.door.knocks.size >= mostKnocks) return undefined;
  const knock = { user, since: turn.wall, key: '', label: '', confirmed: false };
  putKnock(turn, device, knock);
  return knock;
}

function forgetOld(turn: Turn): void {
  const { door, name } = turn.state;
  if (door.knocks.size < mostKnocks) return;
  for (const [device, { user, since }] of door.knocks)
    if (user !== name && turn.wall >= since + month) putKnock(turn, device, undefined);
}

/** How long until somebody who waits at the door may have waited long enough. */
export function doorWait({ state, wall }: Turn): number {
  const waits = [...state.door.knocks.values()]
    .map(({ since }) => since + day - wall)
    .filter((ms) => ms > 0);
  return Math.min(hour, ...waits);
}

/** How long until it is looked again whether this device has waited at the doors of others long enough. */
export const outsideFor = ({ state, wall }: Turn): number =>
  Math.min(hour, Math.max(0, state.door.outside - wall));

/** Asks whose devices this person has: those that come from now on are new. */
export function askOwn(turn: Turn): void {
  const { state } = turn;
  if (!state.wary || !state.seals || state.link.phase !== 'up' || state.door.asking) return;
  state.door = { ...state.door, asking: true };
  turn.request({ type: 'devices', name: undefined }, { for: 'own-devices' });
}

type Listed = Message<'devices-are'>['devices'][number];

/** Takes the list of own devices: those that are new here knock. */
export function onOwnDevices(turn: Turn, { devices }: Message<'devices-are'>): void {
  const { state } = turn;
  const isFirst = !state.door.listed;
  if (isFirst) turn.write({ do: 'meta', key: listedOnce, value: '1' });
  const outside = outsideUntil(turn, devices);
  const isNews = outside > 0 !== state.door.outside > 0;
  state.door = { ...state.door, listed: true, asking: false, outside };
  if (isNews) tellWaits(turn);
  for (const device of devices) {
    const { id, revoked } = device;
    const isKnown = state.door.knocks.has(id);
    if (id === state.device) continue;
    if (revoked && isKnown) settleKnock(turn, id, undefined);
    if (!revoked && !isKnown) putKnock(turn, id, firstOf(turn, device, devices, isFirst));
    tellKnock(turn, id);
  }
}

/** Rooms that wait say what for. */
function tellWaits(turn: Turn): void {
  for (const room of turn.state.rooms.values())
    if (waitsFor(turn.state, room)) turn.tell({ event: 'room', room: roomRow(turn.state, room) });
}

function outsideUntil(turn: Turn, devices: readonly Listed[]): number {
  const self = devices.find(({ id }) => id === turn.state.device);
  return self && isYoung(turn, self, devices) && !isInAny(turn.state) ? self.created + day : 0;
}

/** Whom this device finds here when it comes itself is taken for what the nuvem says. */
function firstOf(turn: Turn, device: Listed, all: readonly Listed[], isFirst: boolean): Knock {
  const { key, label, created } = device;
  const found = isYoung(turn, device, all) ? Math.min(created, turn.wall) : 0;
  const since = isFirst ? found : turn.wall;
  const user = turn.state.name;
  const over = turn.state.door.early.has(device.id);
  return { user, since, key: Buffer.from(key).toString('hex'), label, confirmed: false, over };
}

/** It came within the last day, to somebody who had another one then and has been there within a month. */
const isYoung = ({ wall }: Turn, { id, created }: Listed, all: readonly Listed[]): boolean =>
  created > wall - day &&
  all.some(
    (other) =>
      !other.revoked &&
      other.id !== id &&
      (other.created < created || (other.created === created && other.id < id)) &&
      other.seen >= created - month,
  );

const isInAny = ({ rooms }: State): boolean =>
  [...rooms.values()].some(({ seal }) => seal.here?.state === 'in');

const isAsked = ({ wall }: Turn, { confirmed, over = false, since }: Knock): boolean =>
  !confirmed && !over && wall < since + day;

function tellKnock(turn: Turn, device: number): void {
  const knock = turn.state.door.knocks.get(device);
  if (!knock || !isAsked(turn, knock)) return;
  turn.tell({ event: 'knock', device, label: knock.label, until: knock.since + day });
}

/** The key under which an own device is let in: one that the nuvem puts in its place is not. */
export function keyOf({ state }: Turn, { user, device }: Person): Uint8Array | undefined {
  const key = user === state.name ? state.door.knocks.get(device)?.key : undefined;
  return state.wary && key !== undefined ? Buffer.from(key, 'hex') : undefined;
}

/** Rooms in which somebody waits, who may be let in by now. */
export const dueRooms = ({ state }: Turn): readonly Room[] =>
  [...state.rooms.values()].filter((room) => room.told.due && isSealed(state, room));
