import type { DueFile, FileRow } from '../store/files.ts';
import type { World } from './handler.ts';
import { hex } from './on/room-open.ts';
import { tellFile } from './tell-file.ts';

type Swept = Pick<World, 'store' | 'transfers' | 'hub' | 'activity' | 'now' | 'log'>;
type Going = FileRow & Pick<DueFile, 'why'>;

const step = 100;

/** Deletes files whose time is over. Answers whether there may be more that can be deleted. */
export async function sweepFiles(world: Swept): Promise<boolean> {
  const { due, more } = await world.store.filesDue(world.now(), step);
  let left = 0;
  for (const file of due) left += (await deleteFile(world, file)) ? 0 : 1;
  return more && left < step;
}

/** First the bytes, then what is known of them: what the disk does not let go now, false, stays due. */
export async function deleteFile(world: Swept, file: Going): Promise<boolean> {
  const { id, key, size, why } = file;
  try {
    await world.transfers.remove(id);
  } catch (failure) {
    world.log('warn', 'file.remove', { file: hex(id), why: String(failure) });
    return false;
  }
  await world.store.removeFiles([id], world.now());
  tellFile(world, file, why === 'dropped' ? 'dropped' : 'expired');
  if (why !== 'dropped') world.activity('file.expired', { room: hex(key), size, why });
  return true;
}
