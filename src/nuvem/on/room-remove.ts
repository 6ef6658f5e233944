import { no, ok } from '../../base/result.ts';
import { known } from '../known.ts';
import { roomId, tellGone } from '../tell-rooms.ts';
import { hex } from './room-open.ts';

export const onRoomRemove = known<'room-remove'>(
  async (world, session, { re, room: key, member }) => {
    const room = await roomId(world, session, key);
    if (room === undefined) return no('no-room');
    const { id: by, name } = session.user;
    const at = world.now();
    const names = [member];
    const removed = await world.store.changeMembers({ room, by, what: 'removed', names, at });
    if (!removed.ok) return removed;
    const { members: people } = removed.value;
    session.tell({ type: 'ok', re });
    await tellGone(world, removed.value, { names: [member], change: 'removed', by: name });
    if (people.length > 0) world.activity('room.removed', { room: hex(key), member, by: name });
    return ok(undefined);
  },
);
