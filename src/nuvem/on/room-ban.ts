import { no, ok } from '../../base/result.ts';
import { known } from '../known.ts';
import { putOut, roomId, tellChange } from '../tell-rooms.ts';
import { hex } from './room-open.ts';

export const onRoomBan = known<'room-ban'>(
  async (world, session, { re, room: key, member, on }) => {
    const room = await roomId(world, session, key);
    if (room === undefined) return no('no-room');
    const { id, name: by } = session.user;
    const banned = await world.store.ban(room, id, member, on, world.now());
    if (!banned.ok) return banned;
    if (on) {
      putOut(world, banned.value, banned.value.members);
      tellChange(world, banned.value, 'banned', by);
    }
    session.tell({ type: 'ok', re });
    world.activity(on ? 'room.banned' : 'room.unbanned', { room: hex(key), member, by });
    return ok(undefined);
  },
);
