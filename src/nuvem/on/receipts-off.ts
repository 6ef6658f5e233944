import { ok } from '../../base/result.ts';
import type { Handler } from '../handler.ts';

export const onReceiptsOff: Handler<'receipts-off'> = async (world, caller, { re, off }) => {
  const { session } = caller;
  if (!session) return ok(undefined);
  await world.store.setReceiptsOff(session.user.id, off);
  for (const each of world.hub.sessionsOf(session.user.id)) {
    each.user = { ...each.user, receiptsOff: off };
    for (const { room } of each.ear.hears.values()) room.receipts = undefined;
  }
  caller.tell({ type: 'ok', re });
  return ok(undefined);
};
