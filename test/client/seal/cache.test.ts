import assert from 'node:assert/strict';
import { test } from 'node:test';

import { newCache } from '../../../src/client/seal/cache.ts';
import { nowhere, type Place, weightOf } from '../../../src/client/seal/place.ts';
import { letInAt } from '../../../src/e2ee/witness.ts';

/** A room that takes about a megabyte. */
function large(room: string): Place {
  const witness = letInAt(1);
  for (let n = 0; n < 7000; n += 1) witness.counts.set(`${n}`, n);
  return { ...nowhere(room), witness };
}

test('of the rooms only those used last are held, up to a size', () => {
  const cache = newCache();
  const most = Math.floor((32 * 1024 * 1024) / weightOf(large('0')));
  assert.ok(most > 10 && most < 100);
  for (let n = 0; n < most; n += 1) cache.put(large(`${n}`));
  assert.ok(cache.get('0'));
  cache.put(large('one more'));

  assert.ok(cache.get('0'));
  assert.ok(cache.get('one more'));
  assert.equal(cache.get('1'), undefined);
  for (let n = 0; n < 3 * most; n += 1) cache.put(large('again'));
  assert.ok(cache.get('2') ?? cache.get('3'));
});
