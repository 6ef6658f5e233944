import { join } from 'node:path';

import { readIfThere, writePrivate } from '../home/private.ts';

/** The port on which the last time was listened for those who are near, and how the one of now is kept. */
export async function keptPort(folder: string): Promise<{
  readonly port: number | undefined;
  readonly keep: (port: number) => void;
}> {
  const file = join(folder, 'port');
  const text = await readIfThere(file);
  const port = Number(text);
  return {
    port: Number.isInteger(port) && port > 0 && port < 65_536 ? port : undefined,
    keep: (now) =>
      // Without it the next time is another one, and what was offered comes through the nuvem.
      void writePrivate(file, `${now}\n`).catch(() => {}),
  };
}
