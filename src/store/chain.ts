import { createHash } from 'node:crypto';

import { no, ok, type Result } from '../base/result.ts';
import type { ActivityRow, Bytes } from './rows.ts';

/** What stands before the first row. */
export const chainStart: Bytes = new Uint8Array(32);

/** Binds a detail that may be erased later: without its salt it cannot be guessed from this. */
export const commit = (salt: Bytes, detail: string): Bytes =>
  new Uint8Array(createHash('sha256').update(salt).update(detail).digest());

/** SHA-256 over the hash before, the length-prefixed fixed fields, and the commitment. */
export function chainHash(
  before: Bytes,
  row: Pick<ActivityRow, 'n' | 'at' | 'kind' | 'commitment'>,
): Bytes {
  const hash = createHash('sha256').update(before);
  for (const field of [String(row.n), String(row.at), row.kind]) {
    const bytes = Buffer.from(field);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    hash.update(length).update(bytes);
  }
  return new Uint8Array(hash.update(row.commitment).digest());
}

export interface Verified {
  /** The last hash. It proves something only against one that is held elsewhere. */
  readonly head: Bytes;
  /** The numbers of the rows whose detail was erased. */
  readonly erased: readonly number[];
}

export interface BrokenChain {
  readonly n: number;
  readonly why: 'missing' | 'changed' | 'detail changed';
}

/** Checks rows that follow each other, the first of them after `before`. */
export function verifyChain(
  rows: readonly ActivityRow[],
  before: { readonly n: number; readonly hash: Bytes } = { n: 0, hash: chainStart },
): Result<Verified, BrokenChain> {
  const erased: number[] = [];
  let { n, hash } = before;
  for (const row of rows) {
    n += 1;
    if (row.n !== n) return no({ n, why: 'missing' });
    if (!same(row.hash, chainHash(hash, row))) return no({ n, why: 'changed' });
    if (row.detail === undefined || row.salt === undefined) erased.push(n);
    else if (!same(row.commitment, commit(row.salt, row.detail))) {
      return no({ n, why: 'detail changed' });
    }
    ({ hash } = row);
  }
  return ok({ head: hash, erased });
}

const same = (one: Bytes, other: Bytes): boolean => Buffer.compare(one, other) === 0;
