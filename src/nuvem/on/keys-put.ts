import { ok } from '../../base/result.ts';
import { known } from '../known.ts';
import { tellDevice } from '../tell-device.ts';

/** Kept for whoever adds this device to a sealed room. */
export const onKeysPut = known<'keys-put'>(async (world, session, { re, packages, last }) => {
  const put = await world.store.putOffers(session.device.id, packages, last, world.now());
  if (!put.ok) return put;
  session.tell({ type: 'keys-left', re, left: put.value });
  if (last || packages.length > 0)
    await tellDevice(world, session.user, session.device.id, 'waiting');
  return ok(undefined);
});
