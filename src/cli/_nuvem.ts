import { join } from 'node:path';

import { realClock } from '../base/clock.ts';
import { type Lifetime, newLifetime } from '../base/lifetime.ts';
import type { Log } from '../base/log.ts';
import { newRandom } from '../base/random.ts';
import type { Renewal } from '../base/renewal.ts';
import type { Home } from '../home/paths.ts';
import { listenLocal } from '../net/local.ts';
import { tidy } from '../nuvem/files/tidy.ts';
import { newNuvem, type Nuvem } from '../nuvem/nuvem.ts';
import { openAccounts } from '../nuvem/opaque.ts';
import type { Settings } from '../nuvem/settings.ts';
import { diskShelf } from '../store/disk-shelf.ts';
import type { Store } from '../store/port.ts';
import type { Shelf } from '../store/shelf.ts';
import { controlName } from './_control.ts';
import { lockNuvem, openNuvemStore } from './_store.ts';

export interface NuvemOptions {
  readonly home: Home;
  readonly settings: Settings;
  readonly store: string | undefined;
  readonly log: Log;
  readonly keys: () => readonly Buffer[];
  readonly former: () => readonly Renewal[];
  readonly stop: () => void;
  readonly reload: () => Promise<void>;
}

/** A nuvem that answers its owner through the control socket, and nobody else yet. It ends with `life`. */
export async function openNuvem(options: NuvemOptions, life: Lifetime): Promise<Nuvem> {
  const lock = life.own(await lockNuvem(options.home));
  const store = life.own(await openNuvemStore(options.home, options.store));
  const { settings, log, keys, former, stop, reload } = options;
  const accounts = await openAccounts(store.secret);
  const own = life.own(newLifetime());
  const made = { ...realClock, settings, store, accounts, log, random: newRandom() };
  const shelf = await shelfOf(options, store);
  const nuvem = newNuvem({ ...made, shelf, keys, former, stop, reload }, own);
  const owner = (line: Parameters<Nuvem['serve']>[0]): void => nuvem.serve(line, { owner: true });
  life.own(await listenLocal(lock, controlName, owner));
  return nuvem;
}

/** Where the bytes of files lie, rid of what the store does not know. Files that were taken once go at their time. */
async function shelfOf({ home }: NuvemOptions, store: Store): Promise<Shelf> {
  const shelf = await diskShelf(join(home.data, 'files'), join(home.data, 'files.boot'));
  await tidy(store, shelf, realClock.now());
  return shelf;
}
