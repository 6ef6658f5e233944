import { no, ok } from '../../base/result.ts';
import { known } from '../known.ts';
import { letIn, roomId, tellChange } from '../tell-rooms.ts';
import { hex } from './room-open.ts';

export const onRoomAdd = known<'room-add'>(async (world, session, { re, room: key, members }) => {
  const room = await roomId(world, session, key);
  if (room === undefined) return no('no-room');
  const { id: by, name } = session.user;
  const at = world.now();
  const added = await world.store.changeMembers({ room, by, what: 'added', names: members, at });
  if (!added.ok) return added;
  const { members: people } = added.value;
  tellChange(world, added.value, 'added', name);
  session.tell({ type: 'ok', re });
  await letIn(world, added.value.room, people);
  const names = people.map((member) => member.name).join(' ');
  if (names) world.activity('room.added', { room: hex(key), names, by: name });
  return ok(undefined);
});
