import { ok } from '../../base/result.ts';
import type { Handler } from '../handler.ts';

/** Read on one device is read on all: the others of this person are told, and the authors if they may know. */
export const onRead: Handler<'read'> = (world, { session }, { marks }) => {
  if (!session) return done;
  const told: Array<{ room: Uint8Array; seq: number }> = [];
  for (const { room: key, seq } of marks) {
    const room = world.hub.heard(session, key);
    const holds = room && world.marks.read(session, room, seq);
    if (!room || holds === undefined) continue;
    told.push({ room: room.key, seq: holds });
    world.receipts.read(session, room, holds);
  }
  if (told.length > 0)
    world.hub.tellUser(session.user.id, { type: 'read-here', marks: told }, session);
  return done;
};

const done = ok(undefined);
