import { ok } from '../../base/result.ts';
import { known } from '../known.ts';

/** Who is blocked is told nothing. */
export const onBlock = known<'block'>(async (world, session, { re, name, on }) => {
  const { id, name: by } = session.user;
  const blocked = await world.store.block(id, name, on);
  if (!blocked.ok) return blocked;
  world.presence.setBlock(by, name, on);
  session.tell({ type: 'ok', re });
  return ok(undefined);
});
