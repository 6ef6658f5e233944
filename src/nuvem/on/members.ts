import { no, ok } from '../../base/result.ts';
import type { Handler } from '../handler.ts';

const pageSize = 500;

export const onMembers: Handler<'members'> = async (
  world,
  { session },
  { re, room: key, after },
) => {
  const room = session && world.hub.heard(session, key);
  if (!room) return no('no-room');
  const page = await world.store.members(room.id, after, pageSize + 1);
  const members = page.slice(0, pageSize).map(({ user, name, role, request }) => ({
    name,
    role,
    // Who was asked and has not answered shows nothing of themselves.
    state: request ? 'offline' : world.presence.seenBy(session, { id: user, name, seen: 0 }).state,
  }));
  session.tell({ type: 'members-are', re, members, more: page.length > pageSize });
  return ok(undefined);
};
