import { randomBytes } from 'node:crypto';
import { join } from 'node:path';

import { realClock } from '../base/clock.ts';
import { withFiles } from '../client/files/coordinator.ts';
import type { FileChoices } from '../client/files/desk.ts';
import type { Client } from '../client/port.ts';
import { choicesIn } from '../home/choices.ts';
import type { Home } from '../home/paths.ts';
import { openFileWorkshop } from './file-workshop.ts';

/** The client of this process, with the files of its people; `folder` is the account's. */
export function openFiles(
  client: Client,
  { downloads }: Home,
  folder: string,
  chosen: Partial<FileChoices> = {},
): Client {
  const usual = { downloads, autoGet: 0, direct: true, previews: true };
  const file = choicesIn(folder);
  return withFiles(client, {
    carrier: (host) => openFileWorkshop({ state: join(folder, 'files') }, host),
    // As they are on disk: another process of this account may have been told others.
    choices: async () => ({ ...usual, ...(await file.read()).files, ...chosen }),
    clock: realClock,
    random: randomBytes,
  });
}
