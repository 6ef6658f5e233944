import { no, ok } from '../../base/result.ts';
import { known } from '../known.ts';
import { roomId, tellLeft } from '../tell-rooms.ts';

export const onRoomLeave = known<'room-leave'>(async (world, session, { re, room: key }) => {
  const room = await roomId(world, session, key);
  if (room === undefined) return no('no-room');
  const { id: by, name } = session.user;
  const at = world.now();
  const left = await world.store.changeMembers({ room, by, what: 'left', names: [name], at });
  if (!left.ok) return left;
  session.tell({ type: 'ok', re });
  await tellLeft(world, left.value, name);
  return ok(undefined);
});
