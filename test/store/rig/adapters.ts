import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { memoryStore } from '../../../src/store/memory.ts';
import type { Store } from '../../../src/store/port.ts';
import { sqliteStore } from '../../../src/store/sqlite.ts';
import { now } from './people.ts';

export function newFolder(): { readonly folder: string } & Disposable {
  const folder = mkdtempSync(join(tmpdir(), 'pychat-store-'));
  return {
    folder,
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }),
  };
}

/** The same behaviour of each adapter, on a store of its own. `later` sets its clock. */
export function eachStore(
  behaviour: string,
  work: (store: Store, later: (ms: number) => void) => Promise<void>,
): void {
  for (const adapter of ['memory', 'sqlite'] as const) {
    test(`${adapter}: ${behaviour}`, async () => {
      using place = newFolder();
      let at = now;
      const options = { key: new Uint8Array(randomBytes(32)), now: () => at };
      await using store =
        adapter === 'memory'
          ? memoryStore(options)
          : await sqliteStore(join(place.folder, 'nuvem.db'), options);
      await work(store, (ms) => (at = now + ms));
    });
  }
}
