import { ok } from '../../base/result.ts';
import { known } from '../known.ts';

const most = 5000;

export const onBlocks = known<'blocks'>(async (world, session, { re }) => {
  const names = await world.store.blocks(session.user.id);
  session.tell({ type: 'blocks-are', re, names: names.slice(0, most) });
  return ok(undefined);
});
