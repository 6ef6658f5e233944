import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { bodyBytes, bodyIn, marked, padded } from '../../src/e2ee/body.ts';

test('a body comes back as it was, whatever is in it', () => {
  const some = fc.record({
    content: fc.uint8Array({ maxLength: 3000 }),
    count: fc.integer({ min: 1, max: 2 ** 47 }),
    mark: fc.option(
      fc.record(
        {
          seq: fc.integer({ min: 1, max: 2 ** 47 }),
          hash: fc.uint8Array({ minLength: 32, maxLength: 32 }),
        },
        { noNullPrototype: true },
      ),
      { nil: undefined },
    ),
  });
  fc.assert(fc.property(some, (body) => assert.deepEqual(bodyIn(bodyBytes(body)), { ...body })));
});

test('lengths say little: one up to 256 bytes, then steps of at most an eighth', () => {
  assert.deepEqual([1, 200, 256].map(padded), [256, 256, 256]);
  for (let length = 257; length < 140_000; length += 1) {
    const wide = padded(length);
    assert.ok(wide >= length && wide <= length * 1.125, `${length} becomes ${wide}`);
    assert.equal(padded(wide), wide);
  }
  const lengths = new Set(Array.from({ length: 131_072 }, (_, length) => padded(length)));
  assert.ok(lengths.size < 200, `${lengths.size} lengths`);
});

test('what was not written so is refused', () => {
  const bytes = bodyBytes({ content: Buffer.from('oi'), count: 1, mark: undefined });
  for (const wrong of [
    bytes.with(0, 2),
    bytes.with(bytes.length - 1, 1),
    bytes.subarray(0, 255),
    Buffer.concat([bytes, Buffer.alloc(256)]),
    bytes.with(13 + 32, 0xff),
    new Uint8Array(0),
  ])
    assert.throws(() => bodyIn(wrong), { code: 'wire' });
});

test('a mark changes with every entry, its place and what came before', () => {
  const none = new Uint8Array(32);
  const [one, two] = [Buffer.from('one'), Buffer.from('two')];
  const marks = [
    marked(none, 1, one),
    marked(none, 2, one),
    marked(none, 1, two),
    marked(marked(none, 1, one).hash, 2, two),
    marked(marked(none, 1, two).hash, 2, one),
  ];

  assert.equal(new Set(marks.map(({ hash }) => Buffer.from(hash).toString('hex'))).size, 5);
  assert.deepEqual(marked(none, 1, one), marks[0]);
});
