import { no, ok } from '../../base/result.ts';
import { known } from '../known.ts';
import { roomId } from '../tell-rooms.ts';

/** Waits in the store for the commit that names it. */
export const onBlobPut = known<'blob-put'>(async (world, session, message) => {
  const { re, room: key, hash, size, at: start, body } = message;
  const room = await roomId(world, session, key);
  if (room === undefined) return no('no-room');
  const by = { room, user: session.user.id, device: session.device.id, at: world.now() };
  const put = await world.store.putChunk({ ...by, hash, size, start, body });
  if (!put.ok) return put;
  session.tell({ type: 'ok', re });
  return ok(undefined);
});
