import { ok } from '../../base/result.ts';
import type { Handler } from '../handler.ts';

const pageSize = 500;

/** All accounts by name. Whoever blocked, or is blocked, is shown as offline. */
export const onUsers: Handler<'users'> = async (world, { session }, { re, after }) => {
  if (!session) return ok(undefined);
  const page = await world.store.users(after, pageSize + 1);
  const users = page.slice(0, pageSize).map(({ id, name, role, seen }) => ({
    name,
    role,
    ...world.presence.seenBy(session, { id, name, seen }),
  }));
  session.tell({ type: 'users-are', re, users, more: page.length > pageSize });
  return ok(undefined);
};
