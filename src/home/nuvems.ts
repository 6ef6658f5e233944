import { join } from 'node:path';

import { type Fingerprint, parseFingerprint } from '../base/fingerprint.ts';
import { fileName } from './names.ts';
import { filesIn } from './pins.ts';
import { privateFolder, readIfThere, writePrivate } from './private.ts';

/** What the nuvems that this home knows call themselves, by their keys: one small file for each. */
export interface NuvemNames {
  readonly all: () => Promise<ReadonlyMap<Fingerprint, string>>;
  /** `name` is on one line. */
  readonly keep: (nuvem: Fingerprint, name: string) => Promise<void>;
}

export function nuvemNamesIn(data: string): NuvemNames {
  const folder = join(data, 'nuvems');
  return {
    async all() {
      const files = (await filesIn(folder)).filter((file) => file.endsWith('.txt'));
      const texts = await Promise.all(files.map((file) => readIfThere(join(folder, file))));
      return new Map(texts.flatMap((text) => parsed(text ?? '')));
    },
    async keep(nuvem, name) {
      await privateFolder(folder);
      const file = fileName(nuvem.replace('sha256:', ''));
      await writePrivate(join(folder, `${file}.txt`), `${nuvem} ${name}\n`);
    },
  };
}

function parsed(text: string): readonly (readonly [Fingerprint, string])[] {
  const [, key = '', name = ''] = /^(\S+) (.{1,64})$/.exec(text.trim()) ?? [];
  const nuvem = parseFingerprint(key);
  return nuvem && name !== '' ? [[nuvem, name]] : [];
}
