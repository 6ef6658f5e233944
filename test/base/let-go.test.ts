import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import process from 'node:process';
import { test } from 'node:test';

import { letGo } from '../../src/base/let-go.ts';

const mib = 1024 * 1024;

test('memory that is let go does not wait for the garbage collector', () => {
  const before = process.memoryUsage().arrayBuffers;
  // Less of it than makes the collector come by itself.
  for (let count = 0; count < 20; count += 1) letGo(Buffer.allocUnsafeSlow(mib).fill(count));
  assert.ok(process.memoryUsage().arrayBuffers - before < 10 * mib);
});

test('a view of it goes with it, and small pieces, which may share theirs, stay', () => {
  const whole = Buffer.allocUnsafeSlow(mib);
  const part = whole.subarray(10, 20);
  letGo(whole.subarray(0, 100));
  assert.equal(whole.length, 0);
  assert.equal(part.length, 0);

  const pooled = Buffer.from(randomBytes(100));
  const copy = Buffer.from(pooled);
  letGo(pooled);
  assert.deepEqual(pooled, copy);
});
