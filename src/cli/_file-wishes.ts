import { resolve } from 'node:path';

import type { Command } from 'commander';

import type { Saved } from '../client/account.ts';
import { accountsIn } from '../home/accounts.ts';
import { choicesIn } from '../home/choices.ts';
import type { Home } from '../home/paths.ts';
import type { FileWishes } from '../tui/choices.ts';

interface FileOptions {
  readonly downloads?: string;
  readonly autoGet?: number;
  readonly direct?: boolean;
  readonly previews?: boolean;
}

/** What the command line says of files is remembered for this start and the next ones. */
export async function rememberFiles(home: Home, account: Saved, command: Command): Promise<void> {
  const { downloads, autoGet, direct, previews } = command.optsWithGlobals<FileOptions>();
  const now: FileWishes = {
    ...(downloads === undefined ? {} : { downloads: resolve(downloads) }),
    ...(autoGet === undefined ? {} : { autoGet }),
    ...(direct === undefined ? {} : { direct }),
    ...(previews === undefined ? {} : { previews }),
  };
  if (Object.keys(now).length === 0) return;
  const file = choicesIn(await accountsIn(home.data).folder(account));
  file.wish(now);
  await file.kept();
}
