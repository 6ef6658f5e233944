import { createHash } from 'node:crypto';

import type { Bytes, Offer, Outcome } from '../rows.ts';
import { type Base, no, ok, type Sync } from './base.ts';
import { most, offerLife } from './codes.ts';
import { noteDue } from './leaves.ts';

/** Offers of devices to be added to sealed rooms: each given away once, then the device's last one. */
export function offerVerbs(base: Base): Pick<Sync, 'putOffers' | 'takeOffers'> {
  return {
    putOffers(device, packages, last, at) {
      const put = putOffers(base, { device, packages, last, at });
      if (put.ok) noteDue(base, device);
      return put;
    },
    takeOffers: (by, devices, at) =>
      [...new Set(devices)].flatMap((device) => takeOffer(base, { by, device, at }) ?? []),
  };
}

interface Putting {
  readonly device: number;
  readonly packages: readonly Bytes[];
  readonly last: Bytes | undefined;
  readonly at: number;
}

const insert =
  'INSERT OR IGNORE INTO offers(device_id, hash, package, is_last, at) VALUES(?,?,?,?,?)';

function putOffers({ sql }: Base, { device, packages, last, at }: Putting): Outcome<number> {
  const there = sql.get<{ n: number }>(
    'SELECT count(*) AS n FROM offers WHERE device_id=? AND is_last=0 AND package IS NOT NULL',
    [device],
  );
  if (packages.length > 0 && (there?.n ?? 0) + packages.length > most.offers) return no('too-many');
  let left = there?.n ?? 0;
  for (const each of packages) left += sql.run(insert, [device, hashOf(each), each, 0, at]).changes;
  if (last) {
    const hash = hashOf(last);
    sql.run('DELETE FROM offers WHERE device_id=? AND is_last=1 AND hash<>?', [device, hash]);
    sql.run(insert, [device, hash, last, 1, at]);
  }
  return ok(left);
}

const hashOf = (offer: Bytes): Buffer => createHash('sha256').update(offer).digest();

interface Taking {
  readonly by: number;
  readonly device: number;
  readonly at: number;
}

/** The oldest first: it is the next to be out of date. */
function takeOffer({ sql }: Base, { by, device, at }: Taking): Offer | undefined {
  const row = sql.get<{ hash: Bytes; package: Bytes; last: number }>(
    `SELECT o.hash, o.package, o.is_last AS last FROM offers o JOIN devices d ON d.id=o.device_id
     WHERE o.device_id=?1 AND o.package IS NOT NULL AND o.at>?2 AND d.revoked=0
       AND NOT EXISTS (SELECT 1 FROM blocks b WHERE b.user_id=d.user_id AND b.blocked=?3)
     ORDER BY o.is_last, o.at, o.hash LIMIT 1`,
    [device, at - offerLife, by],
  );
  if (!row) return undefined;
  if (row.last === 0)
    sql.run('UPDATE offers SET package=NULL WHERE device_id=? AND hash=?', [device, row.hash]);
  return { device, package: row.package };
}
