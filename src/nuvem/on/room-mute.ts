import { no, ok } from '../../base/result.ts';
import { known } from '../known.ts';
import { roomId } from '../tell-rooms.ts';
import { hex } from './room-open.ts';

/** Nobody is told: who is muted learns it when they write. */
export const onRoomMute = known<'room-mute'>(async (world, session, asked) => {
  const { re, room: key, member, seconds } = asked;
  const room = await roomId(world, session, key);
  if (room === undefined) return no('no-room');
  const { id, name: by } = session.user;
  const until = seconds === 0 ? 0 : world.now() + seconds * 1000;
  const muted = await world.store.mute(room, id, member, until);
  if (!muted.ok) return muted;
  session.tell({ type: 'ok', re });
  world.activity('room.muted', { room: hex(key), member, seconds, by });
  return ok(undefined);
});
