import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

import { type Fingerprint, parseFingerprint } from '../base/fingerprint.ts';
import { fileName } from './names.ts';
import { privateFolder, readIfThere, writePrivate } from './private.ts';

/** A key, and an address where it answered. */
export interface PinnedAt {
  readonly address: string;
  readonly nuvem: Fingerprint;
}

/** Which key belongs to which address: one small file per address, so that two processes never lose one's pin. */
export interface Pins {
  readonly all: () => Promise<readonly PinnedAt[]>;
  /** From now on this key and no other is expected at that address. */
  readonly pin: (pin: PinnedAt) => Promise<void>;
}

/** `address` is in the one form that `formatAddress` gives. */
export function pinsIn(data: string): Pins {
  const folder = join(data, 'pins');
  return {
    async all() {
      const files = (await filesIn(folder)).filter((file) => file.endsWith('.txt'));
      const texts = await Promise.all(files.map((file) => readIfThere(join(folder, file))));
      return texts.flatMap((text) => parsed(text ?? ''));
    },
    async pin({ address, nuvem }) {
      await privateFolder(folder);
      await writePrivate(join(folder, `${fileName(address)}.txt`), `${address} ${nuvem}\n`);
    },
  };
}

function parsed(text: string): readonly PinnedAt[] {
  const [address, written = ''] = text.trim().split(' ');
  const nuvem = parseFingerprint(written);
  return address && nuvem ? [{ address, nuvem }] : [];
}

/** The names in a folder that may not be there yet. */
export async function filesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (failure) {
    if ((failure as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw failure;
  }
}
