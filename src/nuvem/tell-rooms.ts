import type { Changed, Member, MemberChange, Room } from '../store/rows.ts';
import type { World } from './handler.ts';
import type { Session } from './hub.ts';
import { roomMessage } from './on/sync.ts';

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

type Going = 'left' | 'removed' | 'banned';

/**
 * Who goes hears the room up to the entry that tells of it, and no further. When that was the last owner,
 * another one owns the room now.
 */
export async function tellGone(
  world: World,
  changed: Changed,
  { name, change, by }: { readonly name: string; readonly change: Going; readonly by: string },
): Promise<void> {
  const { room, entry, members } = changed;
  const gone = members.filter((member) => member.name === name);
  const heirs = members.filter((member) => member.name !== name);
  for (const { user } of gone) putOut(world, changed, user);
  tellChange(world, { room, entry, members: gone }, change, by);
  tellChange(world, { room, entry: undefined, members: heirs }, 'role', by);
  await letIn(world, room, heirs);
}

/** All sessions of this person have left the room. */
function putOut(world: World, { room, entry }: Changed, user: number): void {
  world.hub.unhear(user, room.id, entry?.seq ?? room.head);
  world.hub.tellUser(user, { type: 'room-gone', room: room.key });
}

/** Every session of these people learns of the room as it is for them now, and hears it. */
export async function letIn(
  world: World,
  room: Pick<Room, 'id'>,
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
async function tellEach(
  world: World,
  room: Pick<Room, 'id'>,
  sessions: readonly Session[],
  asker?: Asker,
): Promise<void> {
  const told = sessions.map((session) =>
    tellRoom(world, room, session, session === asker?.session ? asker.re : undefined),
  );
  await Promise.all(told);
}

async function tellRoom(
  world: World,
  room: Pick<Room, 'id'>,
  session: Session,
  re?: number,
): Promise<void> {
  const { user, device } = session;
  const now = await world.store.roomOf(room.id, user.id, device.id);
  if (!now) {
    // Meanwhile somebody took it away again.
    if (re !== undefined) session.refuse('no-room', re);
    return;
  }
  session.tell(roomMessage(now, re));
  const hearing = session.ear.hears.get(room.id);
  if (hearing) hearing.moderates = now.role !== 'member';
  world.hub.hear(session, now, Math.max(now.acked, now.joined, now.low));
}

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
