import { ok } from '../../base/result.ts';
import { known } from '../known.ts';

/** Kept for whoever adds this device to a sealed room. */
export const onKeysPut = known<'keys-put'>(async (world, session, { re, packages, last }) => {
  const put = await world.store.putOffers(session.device.id, packages, last, world.now());
  if (!put.ok) return put;
  session.tell({ type: 'keys-left', re, left: put.value });
  return ok(undefined);
});
