import { join } from 'node:path';

import { fileName } from './names.ts';
import { privateFolder, readIfThere, writePrivate } from './private.ts';

/** Which key answered at an address: one small file per address, so that two processes never lose one's pin. */
export interface Pins {
  /** The pinned fingerprint of an address, or undefined before the first use. */
  readonly at: (address: string) => Promise<string | undefined>;
  /** From now on this key and no other is expected at that address. */
  readonly pin: (address: string, fingerprint: string) => Promise<void>;
}

/** `address` is always with its port, so that one place has one name. */
export function pinsIn(data: string): Pins {
  const folder = join(data, 'pins');
  const fileOf = (address: string): string =>
    join(folder, `${fileName(address.toLowerCase())}.txt`);
  return {
    async at(address) {
      const text = (await readIfThere(fileOf(address))) ?? '';
      return text.trim() || undefined;
    },
    async pin(address, fingerprint) {
      await privateFolder(folder);
      await writePrivate(fileOf(address), `${fingerprint}\n`);
    },
  };
}
