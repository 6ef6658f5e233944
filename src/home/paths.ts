import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, posix, resolve, sep, win32 } from 'node:path';

/** The folder of everything that belongs to this machine. */
export interface Home {
  readonly root: string;
  readonly certs: string;
  readonly history: string;
  readonly data: string;
  /** Where fetched files come to, unless somebody says where. */
  readonly downloads: string;
}

/** What the choice of a home depends on; a test passes its own. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly userFolder: string;
  readonly checkout: string | undefined;
}

/** `--home`, else `$PYCHAT_HOME`, else the checkout when run from one, else the platform's data folder. */
export function homeOf(asked: string | undefined, around: Surroundings): Home {
  const named = asked || around.env['PYCHAT_HOME'];
  const root = named ? resolve(named) : (around.checkout ?? platformFolder(around));
  return {
    root,
    certs: join(root, 'certs'),
    history: join(root, 'history'),
    data: join(root, 'data'),
    downloads: join(root, 'downloads'),
  };
}

function platformFolder({ env, platform, userFolder }: Surroundings): string {
  if (platform === 'win32') {
    return win32.join(env['LOCALAPPDATA'] || win32.join(userFolder, 'AppData', 'Local'), 'pychat');
  }
  if (platform === 'darwin') {
    return posix.join(userFolder, 'Library', 'Application Support', 'pychat');
  }
  const data = env['XDG_DATA_HOME'];
  // A relative $XDG_DATA_HOME is to be ignored, says its specification.
  return data?.startsWith('/')
    ? posix.join(data, 'pychat')
    : posix.join(userFolder, '.local', 'share', 'pychat');
}

/** The checkout this program runs from; an installed package has no `tsconfig.json`. */
export function checkoutOf(folder: string): string | undefined {
  const root = resolve(
    folder,
    ...Array<string>(folder.split(sep).includes('dist') ? 3 : 2).fill('..'),
  );
  if (root.split(sep).includes('node_modules')) return undefined;
  return existsSync(join(root, 'tsconfig.json')) ? root : undefined;
}

export const surroundings = (env: Surroundings['env']): Surroundings => ({
  env,
  platform: process.platform,
  userFolder: homedir(),
  checkout: checkoutOf(import.meta.dirname),
});
