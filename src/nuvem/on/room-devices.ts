import { no, ok } from '../../base/result.ts';
import { known } from '../known.ts';
import { roomId } from '../tell-rooms.ts';

const pageSize = 500;
const day = 24 * 60 * 60 * 1000;

export const onRoomDevices = known<'room-devices'>(async (world, session, asked) => {
  const { re, room: key, after } = asked;
  const room = await roomId(world, session, key);
  if (room === undefined) return no('no-room');
  const found = await world.store.roomDevices(room, session.user.id, after, pageSize + 1);
  if (!found.ok) return found;
  const { devices, room: now } = found.value;
  const { gen, epoch } = now;
  const page = devices
    .slice(0, pageSize)
    .map(({ since, ...device }) => ({ ...device, young: since > world.now() - day }));
  const more = devices.length > pageSize;
  session.tell({ type: 'room-devices-are', re, gen, epoch, devices: page, more });
  return ok(undefined);
});
