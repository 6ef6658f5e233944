import { randomBytes } from 'node:crypto';

import { chainHash, chainStart, commit } from '../chain.ts';
import type { Bytes } from '../rows.ts';
import type { Base, Sync } from './base.ts';

interface Row {
  readonly n: number;
  readonly at: number;
  readonly kind: string;
  readonly sealed_detail: Bytes | null;
  readonly commitment: Bytes;
  readonly hash: Bytes;
}

const saltSize = 16;
const detailOf = (n: number): string => `activity ${n}`;

/** What happened on this nuvem: each row vouches for all before it. Never what anybody wrote. */
export function activityVerbs({ sql, sealer, recent }: Base): Pick<Sync, 'log' | 'activity'> {
  return {
    log(at, kind, detail) {
      const last =
        recent.activity ??
        sql.get<{ n: number; hash: Bytes }>('SELECT n, hash FROM activity ORDER BY n DESC LIMIT 1');
      const n = (last?.n ?? 0) + 1;
      const salt = new Uint8Array(randomBytes(saltSize));
      const commitment = commit(salt, detail);
      const hash = chainHash(last?.hash ?? chainStart, { n, at, kind, commitment });
      // The salt lies with the detail: beside it, it would let short details be guessed.
      const sealed = sealer.field(detailOf(n), Buffer.concat([salt, Buffer.from(detail)]));
      sql.run('INSERT INTO activity VALUES(?,?,?,?,?,?)', [n, at, kind, sealed, commitment, hash]);
      recent.activity = { n, hash };
    },
    activity: (after, limit) =>
      sql
        .all<Row>('SELECT * FROM activity WHERE n>? ORDER BY n LIMIT ?', [after, limit])
        .map(({ sealed_detail: sealed, ...row }) => {
          const opened = sealed && sealer.openField(detailOf(row.n), sealed);
          return {
            ...row,
            salt: opened?.slice(0, saltSize),
            detail: opened ? Buffer.from(opened.subarray(saltSize)).toString('utf8') : undefined,
          };
        }),
  };
}
