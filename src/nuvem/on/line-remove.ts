import { no, ok } from '../../base/result.ts';
import { sweepFiles } from '../file-sweep.ts';
import { known } from '../known.ts';
import { roomId } from '../tell-rooms.ts';
import { hex } from './room-open.ts';

/** The notice in the log tells everybody, whoever is away too, which line to blank. */
export const onLineRemove = known<'line-remove'>(async (world, session, { re, room: key, seq }) => {
  const room = await roomId(world, session, key);
  if (room === undefined) return no('no-room');
  const { id, name: by } = session.user;
  const removed = await world.store.removeLine(room, seq, id, world.now());
  if (!removed.ok) return removed;
  const { entry, room: now } = removed.value;
  if (entry) world.hub.deliver(now, entry);
  session.tell({ type: 'ok', re });
  if (entry)
    void sweepFiles(world).catch((failure: unknown) => {
      world.log('warn', 'file.sweep', { why: String(failure) });
    });
  if (entry) world.activity('line.removed', { room: hex(key), seq, by });
  return ok(undefined);
});
