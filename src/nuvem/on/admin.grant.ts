import { ok } from '../../base/result.ts';
import type { User } from '../../store/rows.ts';
import type { Handler, World } from '../handler.ts';
import type { HeardRoom } from '../hub.ts';
import { kept } from '../known.ts';
import { once } from '../once.ts';
import { letIn } from '../tell-rooms.ts';

/** The operator's word, through the control socket only. */
export const onAdminGrant: Handler<'admin.grant'> = async (world, caller, message) => {
  const { re, op, name, role } = kept(message);
  const granted = await once(world, op, async () => {
    const set = await world.store.setRole(name, role);
    if (!set.ok) return set;
    const user = await world.store.userByName(name);
    if (user) await tellRole(world, user);
    world.activity('grant', { name, role });
    return ok(Buffer.alloc(0));
  });
  if (!granted.ok) return granted;
  caller.tell({ type: 'ok', re });
  return ok(undefined);
};

/** Who runs the nuvem moderates its channels: those that are heard are told anew. */
async function tellRole(world: World, { id, role }: User): Promise<void> {
  const channels = new Map<number, HeardRoom>();
  for (const session of world.hub.sessionsOf(id)) {
    session.user = { ...session.user, role };
    for (const { room } of session.ear.hears.values()) {
      if (room.kind === 'channel') channels.set(room.id, room);
    }
  }
  for (const room of channels.values()) await letIn(world, room, [{ user: id }]);
}
