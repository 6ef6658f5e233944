import { open } from 'node:fs/promises';

/** Names in it stay, whatever happens to the machine. Where folders cannot be opened, the system sees to it. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } catch (failure) {
    // Some disks, of other machines mostly, have no such thing.
    if (!['EINVAL', 'ENOTSUP'].includes((failure as NodeJS.ErrnoException).code ?? ''))
      throw failure;
  } finally {
    await folder.close();
  }
}
