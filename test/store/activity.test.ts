import assert from 'node:assert/strict';
import { test } from 'node:test';

import { verifyChain } from '../../src/store/chain.ts';
import { memoryStore } from '../../src/store/memory.ts';
import type { ActivityRow } from '../../src/store/rows.ts';
import { eachStore } from './rig/adapters.ts';
import { now } from './rig/people.ts';

eachStore('what happened is kept in order, and its chain holds', async (store) => {
  await Promise.all([store.log(now, 'login', 'ana'), store.log(now + 1, 'room', 'né')]);
  await store.log(now + 2, 'ban', '');
  const rows = await store.activity(0, 10);
  assert.deepEqual(
    rows.map((row) => [row.n, row.at, row.kind, row.detail]),
    [
      [1, now, 'login', 'ana'],
      [2, now + 1, 'room', 'né'],
      [3, now + 2, 'ban', ''],
    ],
  );
  const head = rows.at(-1)!.hash;
  assert.deepEqual(verifyChain(rows), { ok: true, value: { head, erased: [] } });
  const tail = await store.activity(1, 2);
  assert.deepEqual(
    tail.map((row) => row.n),
    [2, 3],
  );
  assert.equal(verifyChain(tail, { n: 1, hash: rows[0]!.hash }).ok, true);
});

test('every change of a row is found, except that a detail was erased', async () => {
  await using store = memoryStore();
  for (const detail of ['one', 'two', 'three']) await store.log(now, 'k', detail);
  const rows = await store.activity(0, 10);
  const second = (change: Partial<ActivityRow>) =>
    verifyChain(rows.map((row) => (row.n === 2 ? { ...row, ...change } : row)));
  const broken = (why: string, n = 2) => ({ ok: false, error: { n, why } });
  const zeros = new Uint8Array(32);

  assert.deepEqual(second({ at: 5 }), broken('changed'));
  assert.deepEqual(second({ kind: 'kk' }), broken('changed'));
  assert.deepEqual(second({ commitment: zeros }), broken('changed'));
  assert.deepEqual(second({ hash: zeros }), broken('changed'));
  assert.deepEqual(second({ detail: 'twoo' }), broken('detail changed'));
  assert.deepEqual(second({ salt: zeros }), broken('detail changed'));
  assert.deepEqual(second({ n: 4 }), broken('missing'));
  assert.deepEqual(verifyChain(rows.filter((row) => row.n !== 2)), broken('missing'));
  assert.deepEqual(verifyChain(rows.slice(1)), broken('missing', 1));
  const erased = second({ detail: undefined, salt: undefined });
  assert.deepEqual(erased, { ok: true, value: { head: rows[2]!.hash, erased: [2] } });
});
