import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';

import fc from 'fast-check';

import { leafOf, newTree } from '../../src/files/tree.ts';

test('roots are what they always were', () => {
  assert.equal(rootOf(['']), '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d');
  assert.equal(
    rootOf(['a', 'b', 'c']),
    '36642e73c2540ab121e3a6bf9545b0a24982cd830eb13d3cd19de3ce6c021ec1',
  );
  assert.equal(
    rootOf(['a', 'b', 'c', 'd', 'e']),
    'fe14a5426fbd70c0fa73f52342afed0da0bd23c4838662ccf6b88a3070ead97b',
  );
});

test('a root is that of the tree that splits at the largest power of two', () => {
  fc.assert(
    fc.property(fc.array(fc.string(), { minLength: 1, maxLength: 70 }), (chunks) => {
      assert.equal(
        rootOf(chunks),
        split(chunks.map((text) => leafOf(Buffer.from(text)))).toString('hex'),
      );
    }),
  );
});

test('a pair of hashes does not pass for a chunk', () => {
  const [left, right] = [leafOf(Buffer.from('a')), leafOf(Buffer.from('b'))];
  assert.notEqual(rootOf(['a', 'b']), leafOf(Buffer.concat([left, right])).toString('hex'));
});

test('a tree of nothing has no root', () => {
  assert.throws(() => newTree().root(), RangeError);
});

function rootOf(chunks: readonly string[]): string {
  const tree = newTree();
  for (const chunk of chunks) tree.add(leafOf(Buffer.from(chunk)));
  return tree.root().toString('hex');
}

function split(leaves: readonly Buffer[]): Buffer {
  if (leaves.length === 1) return leaves[0]!;
  let half = 1;
  while (half * 2 < leaves.length) half *= 2;
  return createHash('sha256')
    .update(Buffer.of(1))
    .update(split(leaves.slice(0, half)))
    .update(split(leaves.slice(half)))
    .digest();
}
