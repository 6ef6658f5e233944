import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes a folder that only its owner may look into, with all that leads there; answers whether it was missing.
 * Not `recursive`: where the system says of every new folder that its parent is missing (/proc), Node tries for ever.
 */
export async function makeFolder(path: string, parents = true): Promise<boolean> {
  try {
    await mkdir(path, { mode: 0o700 });
    return true;
  } catch (failure) {
    const { code } = failure as NodeJS.ErrnoException;
    if (code !== 'ENOENT' || !parents || dirname(path) === path) return isFolder(path, failure);
  }
  await makeFolder(dirname(path));
  return makeFolder(path, false);
}

/** Answers that nothing had to be made; otherwise the failure stands. */
async function isFolder(path: string, failure: unknown): Promise<false> {
  const there = await stat(path).catch(() => undefined);
  if (there?.isDirectory()) return false;
  throw failure;
}
