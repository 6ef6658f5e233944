import { randomBytes } from 'node:crypto';

import type { Store } from './port.ts';
import { openEngine } from './sqlite/engine.ts';
import { storeOver } from './sqlite/store.ts';

export interface MemoryOptions {
  readonly now?: () => number;
}

/** A store that forgets everything when it is closed: the same one as on disk, in this process. */
export function memoryStore({ now = Date.now }: MemoryOptions = {}): Store {
  const engine = openEngine({ file: ':memory:', key: new Uint8Array(randomBytes(32)) });
  return storeOver(
    {
      incarnation: engine.incarnation,
      died: new Promise(() => {}),
      perform: (batch) => Promise.resolve(engine.perform(batch)),
      close: () => Promise.resolve(engine.close()),
    },
    now,
  );
}
