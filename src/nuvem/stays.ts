import type { RoomOf } from '../store/rows.ts';
import type { World } from './handler.ts';
import type { Hearing } from './hub.ts';
import { isHeard, roomMessage } from './room-message.ts';

const retry = 1000;

/**
 * A session has all that was written until its user left a room. What follows is the next time they were
 * in it, without what was written between, or else that the room is theirs no more.
 */
export function goOn(world: World, hearing: Hearing, until: number, forget: () => void): void {
  next(world, hearing, until, forget).catch((failure: unknown) => {
    world.log('warn', 'room.stay', { why: String(failure) });
    world.later(retry, () => {
      if (holds(hearing)) goOn(world, hearing, until, forget);
    });
  });
}

const holds = (hearing: Hearing): boolean => {
  const { ear } = hearing.session;
  return !ear.closed && ear.hears.get(hearing.room.id) === hearing;
};

async function next(
  world: World,
  hearing: Hearing,
  until: number,
  forget: () => void,
): Promise<void> {
  const { session, room, later } = hearing;
  const stay = await world.store.nextStay(room.id, session.user.id, session.device.id, until);
  if (!holds(hearing)) return;
  forget();
  if (stay) {
    session.tell(roomMessage(stay));
    if (isHeard(stay)) world.hub.hear(session, stay, beginOf(stay));
  } else session.tell({ type: 'room-gone', room: room.key });
  for (const each of later) each();
}

/** Where a device goes on in a room. It knows best what it has; without its word the store's holds. */
export const beginOf = ({ acked, joined, low, head, until }: RoomOf, mark?: number): number =>
  Math.min(Math.max(mark ?? acked, joined, low), until ?? head);
