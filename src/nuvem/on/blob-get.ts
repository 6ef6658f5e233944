import { no, ok } from '../../base/result.ts';
import { known } from '../known.ts';
import { roomId } from '../tell-rooms.ts';

export const onBlobGet = known<'blob-get'>(async (world, session, message) => {
  const { re, room: key, hash, at } = message;
  const room = await roomId(world, session, key);
  if (room === undefined) return no('no-room');
  const found = await world.store.chunk(room, session.device.id, hash, at);
  if (!found.ok) return found;
  session.tell({ type: 'blob', re, ...found.value });
  return ok(undefined);
});
