import { randomBytes } from 'node:crypto';

import { realClock } from '../base/clock.ts';
import { withFiles } from '../client/files/coordinator.ts';
import type { Client } from '../client/port.ts';
import type { Home } from '../home/paths.ts';

/** The client of this process, with the files of its people. */
export function openFiles(client: Client, { downloads }: Home): Client {
  const choices = { downloads, autoGet: 0, direct: true, previews: true };
  return withFiles(client, {
    carrier: undefined,
    choices: () => choices,
    clock: realClock,
    random: randomBytes,
  });
}
