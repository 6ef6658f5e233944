import type { Message } from '../protocol/messages.ts';
import type { KeptRoom } from './db-port.ts';
import type { Seal, Told } from './sealed/state.ts';
import { untitled } from './sealed/title.ts';
import type { Room, State } from './state.ts';

/**
 * What is kept of a room, as the nuvem tells it. That it is sealed is not the nuvem's to say, nor what a sealed group is
 * called.
 */
export function keptOf(
  state: Pick<State, 'seals'>,
  key: string,
  message: Message<'room'>,
  before?: Pick<Room, 'title'>,
): KeptRoom {
  const { kind, role, members, request, from = '' } = message;
  const { name, topic } = isTitled(state, message) ? (before?.title ?? untitled) : message;
  return { key, kind, name, role, members, topic, sealed: false, request, from, draft: false };
}

/** Its name and topic are known to its members only. */
export const isTitled = (
  { seals }: Pick<State, 'seals'>,
  { kind }: Pick<KeptRoom, 'kind'>,
): boolean => seals && kind === 'group';

/** As it lies on the disk of this device: titles have a place of their own there, sealed. */
export const asWritten = (state: Pick<State, 'seals'>, kept: KeptRoom): KeptRoom =>
  isTitled(state, kept) ? { ...kept, name: '', topic: '' } : kept;

export const sameKept = (room: Room, { sealed: _sealed, ...kept }: KeptRoom): boolean =>
  Object.entries(kept).every(([field, value]) => room[field as keyof KeptRoom] === value);

/** Nothing was sealed there yet. */
export const noSeal = (): Seal => ({
  here: undefined,
  committer: undefined,
  commit: undefined,
  over: { gen: 0, epoch: 0 },
  waits: undefined,
  alone: 0,
  turning: 0,
  declined: 0,
  again: false,
  bad: new Map(),
  ahead: false,
  swept: false,
  missing: undefined,
});

/** A room of which nothing is known yet but that. */
export const emptyRoom = (kept: KeptRoom): Room => ({
  ...kept,
  room: kept.key,
  cursor: -1,
  acked: 0,
  read: 0,
  head: 0,
  low: 0,
  durable: -1,
  ackTold: -1,
  readTold: 0,
  ready: false,
  want: 0,
  due: 0,
  hole: undefined,
  search: undefined,
  opening: false,
  pausedUntil: 0,
  out: new Map(),
  last: 0,
  sent: 0,
  refused: 0,
  failed: [],
  receipts: new Map(),
  own: new Map(),
  said: 0,
  level: { delivered: 0, read: 0 },
  seal: noSeal(),
  told: nothingTold,
  title: untitled,
  reserved: 0,
  unsure: 0,
});

export const nothingTold: Told = {
  gen: 0,
  epoch: 0,
  inside: false,
  until: 0,
  joined: 0,
  due: false,
  leaving: false,
  parting: false,
};
