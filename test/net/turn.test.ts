import assert from 'node:assert/strict';
import { test } from 'node:test';

import { inTurn } from '../../src/net/turn.ts';

test('twenty who send a large piece each have a turn after the other, in their order', async () => {
  const done: number[] = [];
  const turns: number[] = [];
  for (let nth = 0; nth < 20; nth += 1) inTurn(256 * 1024, () => void done.push(nth));
  while (done.length < 20) {
    turns.push(done.length);
    await new Promise(setImmediate);
  }
  assert.ok(turns.length >= 9, `after ${turns.join(', ')} at the end of each turn`);
  assert.deepEqual(done, [...Array(20).keys()]);
});
