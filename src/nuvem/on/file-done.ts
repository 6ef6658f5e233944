import { ok } from '../../base/result.ts';
import { known } from '../known.ts';
import { tellFile } from '../tell-file.ts';
import { hex } from './room-open.ts';

export const onFileDone = known<'file-done'>(async (world, session, { re, file: id }) => {
  const { user, device } = session;
  const had = await world.store.haveFile(id, user.id, device.id, world.now());
  if (!had.ok) return had;
  const { file, first, byAll } = had.value;
  session.tell({ type: 'ok', re });
  if (first)
    world.activity('file.fetched', { room: hex(file.key), size: file.size, by: user.name });
  if (byAll) tellFile(world, file, 'fetched');
  return ok(undefined);
});
