import { ok } from '../../base/result.ts';
import { known } from '../known.ts';
import { tellDevice } from '../tell-device.ts';

/** Its session ends at once, and its ticket and key are good for nothing. */
export const onDeviceRevoke = known<'device-revoke'>(async (world, session, { re, device }) => {
  const { id, name } = session.user;
  const [waited] = await world.store.dueRooms(device);
  const revoked = await world.store.revokeDevice(id, device);
  if (!revoked.ok) return revoked;
  session.tell({ type: 'ok', re });
  world.hub.sessionOf(device)?.end('revoked');
  await tellDevice(world, session.user, device, 'revoked');
  // Who was let in nowhere leaves no room: their other devices asked about it all the same.
  if (waited)
    world.hub.tellUser(id, { type: 'device', room: waited.key, name, device, change: 'revoked' });
  world.activity('device.revoked', { name, device, by: session.device.id });
  return ok(undefined);
});
