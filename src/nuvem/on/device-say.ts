import { no, ok } from '../../base/result.ts';
import { known } from '../known.ts';

/** From one device of a person to another one that is here; nobody keeps it. */
export const onDeviceSay = known<'device-say'>((world, session, { re, device, body }) => {
  const other = world.hub.sessionOf(device);
  const isTheirs = other?.user.id === session.user.id && device !== session.device.id;
  if (!other || !isTheirs) return Promise.resolve(no('unknown'));
  other.tell({ type: 'device-says', device: session.device.id, body });
  session.tell({ type: 'ok', re });
  return Promise.resolve(ok(undefined));
});
