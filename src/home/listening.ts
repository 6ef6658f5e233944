import { rm } from 'node:fs/promises';
import { join } from 'node:path';

import { type Address, parseAddress } from '../base/address.ts';
import { readIfThere, writePrivate } from './private.ts';

/** Where the nuvem of this home listens, for other processes of the home. One that was killed leaves it behind. */
export function listeningIn(data: string) {
  const file = join(data, 'listening');
  return {
    async read(): Promise<Address | undefined> {
      const address = parseAddress(((await readIfThere(file)) ?? '').trim());
      return address.ok ? address.value : undefined;
    },
    keep: (where: string): Promise<void> => writePrivate(file, `${where}\n`),
    forget: (): Promise<void> => rm(file, { force: true }),
  };
}
