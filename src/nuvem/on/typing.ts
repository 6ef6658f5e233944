import { ok } from '../../base/result.ts';
import type { Handler } from '../handler.ts';

/** Told in small rooms only; too much of it is dropped, as it says nothing that lasts. */
export const onTyping: Handler<'typing'> = (world, { session }, { room: key }) => {
  const room = session && world.hub.heard(session, key);
  if (!room || room.members > world.settings.typingUpTo) return done;
  if (session.ear.hears.get(room.id)?.request) return done;
  world.presence.typing(session, room);
  return done;
};

const done = ok(undefined);
