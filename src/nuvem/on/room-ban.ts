import { no, ok } from '../../base/result.ts';
import { known } from '../known.ts';
import { roomId, tellGone } from '../tell-rooms.ts';
import { hex } from './room-open.ts';

export const onRoomBan = known<'room-ban'>(
  async (world, session, { re, room: key, member, on }) => {
    const room = await roomId(world, session, key);
    if (room === undefined) return no('no-room');
    const { id, name: by } = session.user;
    const banned = await world.store.ban(room, id, member, on, world.now());
    if (!banned.ok) return banned;
    session.tell({ type: 'ok', re });
    if (on) await tellGone(world, banned.value, { names: [member], change: 'banned', by });
    world.activity(on ? 'room.banned' : 'room.unbanned', { room: hex(key), member, by });
    return ok(undefined);
  },
);
