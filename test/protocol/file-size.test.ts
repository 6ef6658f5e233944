import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  chunkLength,
  chunksIn,
  chunksInSealed,
  chunkSize,
  largestChunk,
  plainSize,
  sealedChunk,
  sealedSize,
} from '../../src/protocol/file-size.ts';

const sizes = [0, 1, chunkSize - 1, chunkSize, chunkSize + 1, 3 * chunkSize, 10 * 2 ** 30 + 7];

test('the sealed size of a file tells its size and the length of each chunk', () => {
  for (const size of sizes) {
    const sealed = sealedSize(size);
    const count = chunksIn(size);
    assert.equal(plainSize(sealed), size);
    assert.equal(chunksInSealed(sealed), count);
    const last = chunkLength(sealed, count - 1);
    assert.equal((count - 1) * sealedChunk + last, sealed);
    assert.ok(last >= 64 && last <= largestChunk, `${last} bytes at the end of ${size}`);
    if (count > 1) assert.equal(chunkLength(sealed, 0), sealedChunk);
  }
});

test('what no file has sealed is no size', () => {
  for (const sealed of [0, 1, 63, sealedSize(chunkSize) + 1, sealedSize(chunkSize) + 32])
    assert.equal(plainSize(sealed), undefined, String(sealed));
  assert.equal(plainSize(sealedSize(chunkSize) + 33), chunkSize + 1);
});
