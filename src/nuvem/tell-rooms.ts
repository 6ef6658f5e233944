import type { Changed, Member, MemberChange, Room } from '../store/rows.ts';
import type { World } from './handler.ts';
import { isIn, type Session } from './hub.ts';
import { isHeard, roomMessage } from './room-message.ts';
import { beginOf } from './stays.ts';

/** Somebody's request for a change: their session gets its answer, everybody else the news. */
export interface Asker {
  readonly session: Session;
  readonly re: number;
}

/** In a channel those who are here are told of a change of members; elsewhere it is an entry of the log. */
export function tellChange(
  world: World,
  { room, entry, members }: Changed,
  change: MemberChange,
  by: string,
): void {
  world.hub.changed(room);
  if (entry) world.hub.deliver(room, entry);
  if (room.kind !== 'channel') return;
  const at = world.now();
  for (const { name, role } of members) {
    world.hub.tellRoom(room.id, { type: 'member', room: room.key, name, change, by, role, at });
  }
}

interface Gone {
  readonly names: readonly string[];
  readonly change: 'left' | 'removed' | 'banned';
  readonly by: string;
}

/**
 * Who goes hears the room up to the entry that tells of it, and no further. When that was the last owner,
 * another one owns the room now.
 */
export async function tellGone(
  world: World,
  changed: Changed,
  { names, change, by }: Gone,
): Promise<void> {
  const { room, entry, members } = changed;
  const gone = members.filter(({ name }) => names.includes(name));
  const heirs = members.filter(({ name }) => !names.includes(name));
  for (const { user } of gone) putOut(world, changed, user);
  world.transfers.look({ room: room.id });
  tellChange(world, { room, entry, members: gone }, change, by);
  tellChange(world, { room, entry: undefined, members: heirs }, 'role', by);
  await letIn(world, room, heirs);
}

/** Somebody is gone; or asked to, in a sealed room, where a commit of the others has to follow. */
export async function tellLeft(world: World, changed: Changed, name: string): Promise<void> {
  const leaving = changed.members.filter((member) => member.leaving).map((member) => member.name);
  // With the last one who stayed go all who had asked to.
  if (!leaving.includes(name)) {
    await tellGone(world, changed, { names: [name, ...leaving], change: 'left', by: name });
    return;
  }
  world.transfers.look({ room: changed.room.id });
  tellChange(world, changed, 'left', name);
  await letIn(world, changed.room, changed.members);
}

/** All sessions of this person have left the room; each is told so behind the last entry. */
function putOut({ hub }: World, { room, entry }: Changed, user: number): void {
  for (const session of hub.sessionsOf(user)) tellOut(session, room);
  hub.unhear(user, room.id, entry?.seq ?? room.head);
}

/** A device that waited to be let in hears nothing, so it is told at once. */
export function tellOut(session: Session, { id, key }: Pick<Room, 'id' | 'key'>): void {
  behindSync(session, id, () => {
    if (!session.ear.hears.has(id)) session.tell({ type: 'room-gone', room: key });
  });
}

/** What `sync` answers comes first, though it was asked of the store before this happened; of a room the last news hold. */
function behindSync({ ear: { news } }: Session, room: number, tell: () => void): void {
  if (news) news.set(room, tell);
  else tell();
}

/** `sync` was answered. */
export function tellNews({ ear }: Session): void {
  const news = ear.news ?? new Map<number, () => void>();
  ear.news = undefined;
  for (const tell of news.values()) tell();
}

/** Every session of these people learns of the room as it is for them now, and hears it. */
export async function letIn(
  world: World,
  room: Pick<Room, 'id' | 'key'>,
  people: readonly Pick<Member, 'user'>[],
  asker?: Asker,
): Promise<void> {
  const sessions = people.flatMap(({ user }) => world.hub.sessionsOf(user));
  await tellEach(world, room, sessions, asker);
}

/**
 * All are asked for in one turn, so that a room of thousands costs the store one batch. It answers in the
 * order of the questions: what is told to a session is in the order in which it happened.
 */
export async function tellEach(
  world: World,
  room: Pick<Room, 'id' | 'key'>,
  sessions: readonly Session[],
  asker?: Asker,
): Promise<void> {
  const told = sessions.map(async (session) => {
    const re = session === asker?.session ? asker.re : undefined;
    if (re !== undefined || !session.ear.news) await tellRoom(world, room, session, re);
    else behindSync(session, room.id, () => later(world, tellRoom(world, room, session)));
  });
  await Promise.all(told);
}

async function tellRoom(
  world: World,
  room: Pick<Room, 'id' | 'key'>,
  session: Session,
  re?: number,
): Promise<void> {
  const { user, device } = session;
  const { hears, past } = session.ear;
  const now = hears.has(room.id)
    ? await world.store.roomOf(room.id, user.id, device.id)
    : await world.store.nextStay(room.id, user.id, device.id, past.get(room.id) ?? 0);
  const hearing = hears.get(room.id);
  if (hearing && !isIn(hearing)) {
    // First what was written before the last time they left.
    hearing.later.push(() => later(world, tellRoom(world, room, session, re)));
    return;
  }
  if (!now) {
    // Meanwhile somebody took it away again.
    if (re !== undefined) session.refuse('no-room', re);
    else if (past.has(room.id)) session.tell({ type: 'room-gone', room: room.key });
    return;
  }
  session.tell(roomMessage(now, re));
  if (hearing) hearing.moderates = now.role !== 'member';
  if (isHeard(now)) world.hub.hear(session, now, beginOf(now));
}

const later = (world: World, telling: Promise<void>): void =>
  void telling.catch((failure: unknown) => {
    world.log('warn', 'room.tell', { why: String(failure) });
  });

/** Topic, mode or name changed: whoever hears the room gets it anew. */
export async function tellAll(world: World, { room, entry }: Changed, asker: Asker): Promise<void> {
  world.hub.changed(room);
  if (entry) world.hub.deliver(room, entry);
  const hearing = [...world.hub.all()].filter((session) => world.hub.heard(session, room.key));
  const others = hearing.filter((session) => session !== asker.session);
  await tellEach(world, room, [asker.session, ...others], asker);
}

/** The id of a room by its key: without asking the store when this session hears it. */
export async function roomId(
  world: World,
  session: Session,
  key: Uint8Array,
): Promise<number | undefined> {
  const heard = world.hub.heard(session, key);
  return heard ? heard.id : (await world.store.roomByKey(key))?.id;
}
