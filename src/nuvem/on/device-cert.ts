import { no, ok } from '../../base/result.ts';
import { certBytes } from '../../protocol/proof.ts';
import { known } from '../known.ts';
import { signedBy } from '../proven.ts';

/** The identity's word for a device that logged in with the password and could open the vault. */
export const onDeviceCert = known<'device-cert'>(async (world, session, { re, identity, cert }) => {
  const { device } = session;
  const now = await world.store.device(device.id);
  if (!now || Buffer.compare(now.user.identity, identity) !== 0) return no('conflict');
  if (!signedBy(identity, certBytes(now.user.name, now.device.key), cert)) return no('malformed');
  await world.store.setCert(device.id, cert);
  session.tell({ type: 'ok', re });
  return ok(undefined);
});
