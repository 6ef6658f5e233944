import type { Room, RoomOf } from '../store/rows.ts';
import { type Fanout, flushRoom, keyText, removeEar, roomFor, setBehind } from './fanout.ts';
import type { Ear, Hearing, HeardRoom, Session } from './hub.ts';

/** What a new session starts with: it hears nothing. */
export const newEar = (): Ear => ({
  hears: new Map(),
  behind: new Set(),
  reading: false,
  closed: false,
  past: new Map(),
  left: undefined,
  news: new Map(),
});

interface Beginning {
  readonly room: RoomOf | Room;
  readonly after: number;
  readonly asked: boolean | undefined;
}

export function hear(
  all: Fanout,
  session: Session,
  { room: row, after, asked = false }: Beginning,
): void {
  const { ear } = session;
  if (ear.closed) return;
  ear.left?.delete(row.id);
  const older = ear.hears.get(row.id);
  if (older) {
    if ('role' in row) refresh(older, row);
    return;
  }
  const fresh = !all.rooms.has(row.id);
  const room = roomFor(all, row);
  room.members = row.members;
  room.gen = row.gen;
  room.epoch = row.epoch;
  room.slow = row.slow;
  const given = Math.min(after, Math.max(row.head, room.head));
  const hearing = newHearing(session, room, given, 'joined' in row ? row : nothingKnown(given));
  hearing.unsure = fresh ? !asked || isBehind(all, row) : row.head > room.head;
  if ('until' in row) hearing.until = row.until;
  room.ears.push(hearing);
  ear.hears.set(room.id, hearing);
  ear.behind.add(hearing);
  all.catchUp(session);
}

/** Something was written after the store was asked, when nobody heard the room. */
const isBehind = ({ unheard }: Fanout, { id, head }: Room): boolean =>
  (unheard.get(id) ?? 0) > head;

/** What is taken to hold of a member that the store was not asked about. */
const nothingKnown = (joined: number): Membership => ({
  joined,
  acked: 0,
  read: 0,
  role: 'member',
  request: false,
});

type Membership = Pick<RoomOf, 'joined' | 'acked' | 'read' | 'role' | 'request'>;

function newHearing(session: Session, room: HeardRoom, given: number, of: Membership): Hearing {
  return {
    session,
    room,
    live: false,
    given,
    paged: 0,
    unsure: false,
    until: undefined,
    floor: room.kind === 'channel' ? 0 : of.joined,
    left: false,
    later: [],
    acked: of.acked,
    read: of.read,
    ackDue: false,
    moderates: of.role !== 'member',
    request: of.request,
  };
}

function refresh(hearing: Hearing, { role, request }: RoomOf): void {
  hearing.moderates = role !== 'member';
  hearing.request = request;
}

export function unhear(all: Fanout, session: Session, id: number, until: number): void {
  const { ear } = session;
  ear.left?.set(id, until);
  const hearing = ear.hears.get(id);
  if (!hearing || hearing.until !== undefined) return;
  flushRoom(all, hearing.room);
  setBehind(hearing);
  hearing.until = until;
  hearing.left = true;
  all.catchUp(session);
}

export function closeEar(all: Fanout, session: Session): void {
  const { ear } = session;
  if (ear.closed) return;
  ear.closed = true;
  all.syncing.delete(ear);
  for (const hearing of ear.hears.values()) {
    hearing.live = false;
    removeEar(all, hearing);
  }
  ear.hears.clear();
  ear.behind.clear();
}

export function heard(
  all: Fanout,
  session: Session,
  key: Uint8Array,
  fits: (hearing: Hearing) => boolean,
): HeardRoom | undefined {
  const room = all.byKey.get(keyText(key));
  const hearing = room && session.ear.hears.get(room.id);
  return hearing && fits(hearing) ? room : undefined;
}
