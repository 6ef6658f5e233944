import { no, ok } from '../../base/result.ts';
import type { Handler } from '../handler.ts';

const pageSize = 500;
/** The version of the wire that tells who is leaving. */
const leavingSince = 2;

export const onMembers: Handler<'members'> = async (
  world,
  { session },
  { re, room: key, after },
) => {
  const room = session && world.hub.heard(session, key);
  if (!room) return no('no-room');
  const page = await world.store.members(room.id, after, pageSize + 1);
  const members = page.slice(0, pageSize).map(({ user, name, role, request, leaving }) => ({
    name,
    role,
    // Who was asked and has not answered shows nothing of themselves.
    state: request ? 'offline' : world.presence.seenBy(session, { id: user, name, seen: 0 }).state,
    leaving: leaving && session.version >= leavingSince ? true : undefined,
  }));
  session.tell({ type: 'members-are', re, members, more: page.length > pageSize });
  return ok(undefined);
};
