import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import {
  chunkLength,
  chunkSize,
  chunksOf,
  chunkStart,
  largestFile,
  longestChunk,
  plainSize,
  sealedSize,
} from '../../src/protocol/file-size.ts';

/** Sizes with an interest in the ends of chunks. */
const sizes = fc.oneof(
  fc.nat({ max: 3 * chunkSize }),
  fc.maxSafeNat().map((n) => n % (largestFile + 1)),
  fc
    .tuple(fc.nat({ max: 2 ** 32 - 2 }), fc.integer({ min: -1, max: 1 }))
    .map(([chunks, off]) => Math.max(0, Math.min(largestFile, chunks * chunkSize + off))),
);

test('an empty file is one chunk of a seal and the root', () => {
  assert.equal(chunksOf(0), 1);
  assert.equal(sealedSize(0), 64);
  assert.equal(chunkLength(0, 0), 64);
  assert.equal(plainSize(64), 0);
});

test('a size is found again in what it is when sealed', () => {
  fc.assert(fc.property(sizes, (size) => assert.equal(plainSize(sealedSize(size)), size)));
});

test('chunks lie one behind the other, and end where the file ends', () => {
  fc.assert(
    fc.property(sizes, (size) => {
      const last = chunksOf(size) - 1;

      assert.equal(chunkStart(last) + chunkLength(size, last), sealedSize(size));
      assert(chunkLength(size, last) <= longestChunk);
      if (last > 0) assert.equal(chunkStart(1), chunkLength(size, 0));
    }),
  );
});

test('a size that no sealed file has is known', () => {
  const whole = chunkSize + 32;
  for (const sealed of [
    -1,
    0,
    63,
    1.5,
    NaN,
    Infinity,
    longestChunk + 1,
    whole + 64,
    sealedSize(largestFile) + 1,
    Number.MAX_SAFE_INTEGER,
  ])
    assert.equal(plainSize(sealed), undefined, String(sealed));
  assert.equal(plainSize(whole + 65), chunkSize + 1);
});
