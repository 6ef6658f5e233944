import { stat } from 'node:fs/promises';
import { join } from 'node:path';

import { accountFolders } from './accounts.ts';
import { certificateFiles } from './certs.ts';
import type { Home } from './paths.ts';
import { filesIn } from './pins.ts';

/** A file that is nobody else's business, and when it was last written. */
export interface Kept {
  readonly file: string;
  readonly at: number;
}

const ofNuvem = /^nuvem\.(?:db(?:-\w+)?|log)$|\.(?:key|token)$/;
const ofAccount = /^client\.db(?:-\w+)?$|^account\.json$|\.token$/;
const ofHistory = /\.txt$/;

/** Every file of a home that others must not read. */
export async function secretsIn({ certs, data, history }: Home): Promise<readonly Kept[]> {
  const folders = await accountFolders(data);
  const paths = await Promise.all([
    those(data, ofNuvem),
    those(history, ofHistory),
    ...folders.map((folder) => those(folder, ofAccount)),
  ]);
  const found = await Promise.all([certificateFiles(certs).key, ...paths.flat()].map(kept));
  return found.filter((each) => each !== undefined);
}

async function those(folder: string, like: RegExp): Promise<readonly string[]> {
  return (await filesIn(folder))
    .filter((name) => like.test(name))
    .map((name) => join(folder, name));
}

/** Undefined when it has gone meanwhile, or was never there. */
async function kept(file: string): Promise<Kept | undefined> {
  try {
    return { file, at: (await stat(file)).mtimeMs };
  } catch (failure) {
    if ((failure as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw failure;
  }
}
