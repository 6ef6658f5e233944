import { ok } from '../../base/result.ts';
import type { Handler } from '../handler.ts';
import { kept } from '../known.ts';
import { once } from '../once.ts';

/** The operator's word, through the control socket only. */
export const onAdminGrant: Handler<'admin.grant'> = async (world, caller, message) => {
  const { re, op, name, role } = kept(message);
  const granted = await once(world, op, async () => {
    const set = await world.store.setRole(name, role);
    if (!set.ok) return set;
    const user = await world.store.userByName(name);
    for (const session of user ? world.hub.sessionsOf(user.id) : []) {
      session.user = { ...session.user, role };
    }
    world.activity('grant', { name, role });
    return ok(Buffer.alloc(0));
  });
  if (!granted.ok) return granted;
  caller.tell({ type: 'ok', re });
  return ok(undefined);
};
