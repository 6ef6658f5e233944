import { ok } from '../../base/result.ts';
import type { World } from '../handler.ts';
import { known } from '../known.ts';

/** Who is blocked is told nothing. */
export const onBlock = known<'block'>(async (world, session, { re, name, on }) => {
  const { id, name: by } = session.user;
  const blocked = await world.store.block(id, name, on);
  if (!blocked.ok) return blocked;
  world.presence.setBlock(by, name, on);
  session.tell({ type: 'ok', re });
  if (on) await lookAt(world, name);
  return ok(undefined);
});

/** Of what is blocked nothing more is taken. */
async function lookAt({ store, transfers }: World, name: string): Promise<void> {
  const user = await store.userByName(name);
  if (user) transfers.look({ user: user.id });
}
