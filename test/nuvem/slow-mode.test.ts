import assert from 'node:assert/strict';
import { test } from 'node:test';

import { newSlowMode } from '../../src/nuvem/slow-mode.ts';

test('slow mode lets one line through, and the next after its seconds', () => {
  let at = 50_000;
  const slow = newSlowMode(() => at);

  assert.equal(slow.next(1, 7, 10), 0);
  assert.equal(slow.next(1, 7, 10), 10_000);
  assert.equal(slow.next(2, 7, 10), 0);
  assert.equal(slow.next(1, 8, 10), 0);
  at += 10_000;
  assert.equal(slow.next(1, 7, 10), 0);
});

test('a room without slow mode is not slow', () => {
  const slow = newSlowMode(() => 0);

  for (let line = 0; line < 100; line += 1) assert.equal(slow.next(1, 7, 0), 0);
});

test('a clock set back silences nobody', () => {
  let at = 1e12;
  const slow = newSlowMode(() => at);
  slow.next(1, 7, 10);

  at = 5;

  assert.equal(slow.next(1, 7, 10), 0);
});
