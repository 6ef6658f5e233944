import type { Store } from '../store/port.ts';
import { type Bucket, newBucket, take } from './bucket.ts';
import type { World } from './handler.ts';

interface Made {
  readonly store: Pick<Store, 'log'>;
  readonly now: () => number;
  readonly uptime: () => number;
  readonly failed: (what: string, failure: unknown) => void;
}

/** Rows of one account at once, and then for every second. */
const rows = { atOnce: 300, perSecond: 0.05 } as const;
const remembered = 20_000;
/** What the operator did, and what is bounded where it happens. */
const always = new Set(['start', 'stop', 'reload', 'grant', 'invite', 'account', 'login.failed']);

interface Teller {
  readonly bucket: Bucket;
  skipped: number;
}

/**
 * Writes into the activity log. Who comes and goes without end fills it no faster than so: what is left
 * out is counted, and told with the next row of that account.
 */
export function newActivity({ store, now, uptime, failed }: Made): World['activity'] {
  const tellers = new Map<string, Teller>();

  function tellerOf(name: string): Teller {
    const bucket = newBucket(rows.perSecond, rows.atOnce, uptime());
    const teller = tellers.get(name) ?? { bucket, skipped: 0 };
    tellers.delete(name);
    tellers.set(name, teller);
    if (tellers.size > remembered) tellers.delete(tellers.keys().next().value ?? name);
    return teller;
  }

  function write(kind: string, detail: object): void {
    store.log(now(), kind, JSON.stringify(detail)).catch((failure: unknown) => {
      failed('activity.log', failure);
    });
  }

  return (kind, detail) => {
    if (always.has(kind)) return write(kind, detail);
    const { name, by } = detail;
    const teller = tellerOf(String(name ?? by));
    if (take(teller.bucket, 0, uptime()) > 0) {
      teller.skipped += 1;
      return;
    }
    teller.bucket.level -= 1;
    const { skipped } = teller;
    teller.skipped = 0;
    write(kind, skipped > 0 ? { ...detail, skipped } : detail);
  };
}
