import { ok } from '../../base/result.ts';
import type { Handler, World } from '../handler.ts';
import type { Hearing } from '../hub.ts';

/** Read on one device is read on all: the others of this person are told, and the authors if they may know. */
export const onRead: Handler<'read'> = (world, { session }, { marks }) => {
  if (!session) return done;
  const told: Array<{ room: Uint8Array; seq: number }> = [];
  for (const { room: key, seq } of marks) {
    const room = world.hub.heard(session, key);
    const hearing = room && session.ear.hears.get(room.id);
    const holds = hearing && world.marks.read(hearing, seq);
    if (!hearing || holds === undefined) continue;
    told.push({ room: hearing.room.key, seq: holds });
    shareWithOwn(world, hearing);
    world.receipts.read(hearing);
  }
  if (told.length > 0)
    world.hub.tellUser(session.user.id, { type: 'read-here', marks: told }, session);
  return done;
};

const done = ok(undefined);

function shareWithOwn(world: World, { session, room, read }: Hearing): void {
  for (const { ear } of world.hub.sessionsOf(session.user.id)) {
    const other = ear.hears.get(room.id);
    if (other) other.read = Math.max(other.read, read);
  }
}
