import { no, ok } from '../../base/result.ts';
import { known } from '../known.ts';
import { letIn, roomId, tellChange } from '../tell-rooms.ts';
import { hex } from './room-open.ts';

export const onRoomRole = known<'room-role'>(async (world, session, asked) => {
  const { re, room: key, member, role } = asked;
  const room = await roomId(world, session, key);
  if (room === undefined) return no('no-room');
  const { id: by, name } = session.user;
  const at = world.now();
  const names = [member];
  const changed = await world.store.changeMembers({ room, by, what: 'role', names, role, at });
  if (!changed.ok) return changed;
  const { members: people } = changed.value;
  tellChange(world, changed.value, 'role', name);
  session.tell({ type: 'ok', re });
  await letIn(world, changed.value.room, people);
  if (people.length > 0) world.activity('room.role', { room: hex(key), member, role, by: name });
  return ok(undefined);
});
