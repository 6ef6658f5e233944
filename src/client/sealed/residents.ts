import type { Message } from '../../protocol/messages.ts';
import type { Refusal } from '../../protocol/refusals.ts';
import type { Ask } from '../port.ts';
import { answer, hold, noSuchRoom } from '../reply.ts';
import type { Request } from '../request.ts';
import { roomOf } from '../rows.ts';
import type { Person } from '../seal/port.ts';
import type { Asked, Refused, Room } from '../state.ts';
import type { OpenRoom, Turn } from '../turn.ts';
import { want } from './commits.ts';
import { mayLetIn } from './door.ts';
import { isAtIts, isSealed } from './sealing.ts';

interface Found {
  readonly user: string;
  /** Those that are not in. */
  readonly devices: readonly Person[];
  readonly isIn: boolean;
}

/** Whether it is a commit that does what is asked: who comes into a sealed room, and who is taken out. */
export function isCommit({ state }: Turn, ask: Asked['ask']): ask is Ask<'add' | 'remove'> {
  if (ask.kind !== 'add' && ask.kind !== 'remove') return false;
  const room = roomOf(state, ask.room);
  return room !== undefined && isSealed(state, room) && room.told.gen > 0;
}

/** Begins a commit for somebody here, or leaves it for when the room is at rest. */
export function beginCommit(turn: Turn, { n }: Asked, ask: Ask<'add' | 'remove'>): void {
  const found = roomOf(turn.state, ask.room);
  const room = found && turn.room(found.key);
  if (!room) return turn.refuse(n, noSuchRoom);
  if (!isAtRest(turn, room)) return hold(turn, n);
  turn.state.asks.set(n, { n, ask, sent: true, pages: [] });
  if (ask.kind === 'remove') return takeOut(turn, room, n, bare(ask.member));
  for (const member of new Set(ask.members.map(bare)))
    turn.request(
      { type: 'devices', name: member },
      { for: 'newcomer', room: room.key, ask: n, user: member },
    );
}

const isAtRest = ({ now }: Turn, room: Room): boolean =>
  room.ready && !room.search && !room.seal.commit && isAtIts(room) && now >= room.pausedUntil;

/** Those of the asks that waited for a room, whose room is at rest now. */
export function released(turn: Turn): readonly number[] {
  const { held, asks, link } = turn.state;
  if (held.size === 0 || link.phase !== 'up') return [];
  const found: number[] = [];
  for (const n of held) {
    const { ask, sent = true } = asks.get(n) ?? {};
    if (!ask || sent || !('room' in ask)) held.delete(n);
    else if (isFree(turn, roomOf(turn.state, ask.room))) found.push(n);
  }
  return found;
}

/** One that is gone holds nobody: who asked is told. */
const isFree = (turn: Turn, room: Room | undefined): boolean => !room || isAtRest(turn, room);

const bare = (name: string): string => name.replace(/^@/, '').toLowerCase();

function takeOut(turn: Turn, room: OpenRoom, n: number, user: string): void {
  // Nobody takes out the device that they commit with: who wants to go leaves.
  if (user === turn.state.name) return turn.refuse(n, refusedFor('not-allowed'));
  const gone = room.seal.here?.roster.filter((person) => person.user === user) ?? [];
  if (gone.length === 0) return turn.refuse(n, refusedFor('unknown'));
  const remove = gone.map(({ device }) => device);
  want(turn, room, { fresh: false, eager: true, ask: n, add: [], remove });
}

const refusedFor = (refusal: Refusal): Refused => ({
  code: 'refused',
  reason: ['refused', refusal],
  refusal,
});

/** The devices of one of those who are to be added; when all are known, it is claimed and committed. */
export function onNewcomer(
  turn: Turn,
  room: OpenRoom,
  { ask: n, user }: Extract<Request, { readonly for: 'newcomer' }>,
  { devices }: Message<'devices-are'>,
): void {
  const asked = turn.state.asks.get(n);
  if (asked?.ask.kind !== 'add') return;
  const inside = new Set(room.seal.here?.roster.map(({ device }) => device));
  const fresh = devices.filter(
    ({ id, revoked, young = false }) =>
      !revoked && !inside.has(id) && mayLetIn(turn, room, { user, device: id }, young),
  );
  const isIn = devices.some(({ id }) => inside.has(id));
  const found: Found = { user, devices: fresh.map(({ id }) => ({ user, device: id })), isIn };
  const pages = [...(asked.pages as readonly Found[]), found];
  turn.state.asks.set(n, { ...asked, pages });
  if (pages.length < new Set(asked.ask.members.map(bare)).size) return;
  if (!isAtRest(turn, room)) return hold(turn, n);
  const add = pages.flatMap((page) => page.devices);
  if (add.length === 0) return addNobody(turn, n, pages);
  want(turn, room, { fresh: false, eager: true, ask: n, add, remove: [] });
}

/** All are in already, or there is nothing of them that could be. */
function addNobody(turn: Turn, n: number, pages: readonly Found[]): void {
  if (pages.every(({ isIn }) => isIn)) answer(turn, n, undefined);
  else turn.refuse(n, { code: 'refused', reason: ['no-offers'] });
}
