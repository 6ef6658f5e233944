import { ok } from '../../base/result.ts';
import { deleteFile } from '../file-sweep.ts';
import { known } from '../known.ts';
import { hex } from './room-open.ts';

/** Its bytes go at once; what the disk does not let go now is tried again when files are swept. */
export const onFileDrop = known<'file-drop'>(async (world, session, { re, file: id }) => {
  const dropped = await world.store.dropFile(id, session.user.id, world.now());
  if (!dropped.ok) return dropped;
  const { file, fresh } = dropped.value;
  if (fresh) {
    const { key, size } = file;
    world.activity('file.dropped', { room: hex(key), size, by: session.user.name });
    await deleteFile(world, { ...file, why: 'dropped' });
  }
  session.tell({ type: 'ok', re });
  return ok(undefined);
});
