import assert from 'node:assert/strict';
import { test } from 'node:test';

import { contentKinds } from '../../src/protocol/content.ts';
import type { Shape } from '../../src/protocol/fields.ts';
import { encodeFileRest, type FileRest, parseFileRest } from '../../src/protocol/file-rest.ts';
import { Malformed } from '../../src/protocol/malformed.ts';
import { raw } from './arbitrary.ts';

const key = Buffer.alloc(32, 7);
const whole: FileRest = {
  key,
  folder: true,
  preview: Buffer.alloc(3072, 1),
  direct: Array.from({ length: 8 }, (_, n) => `${'[fe80::1%interface]:'.padEnd(63, '6')}${n}`),
};

test('what a file line says beside its name survives the way inside it', () => {
  assert.deepEqual(parseFileRest(encodeFileRest(whole)), whole);
  assert.deepEqual(parseFileRest(encodeFileRest({ key })), { key });
  assert.deepEqual(encodeFileRest({ key }), raw(new Map([[1, key]])));
});

test('the longest of it has room in a line', () => {
  const { shape } = contentKinds.file.fields as { shape: Shape & { kind: 'record' } };
  const { max } = shape.fields['rest']!.shape as Shape & { kind: 'bytes' };

  assert.ok(encodeFileRest(whole).length <= max);
});

test('junk beside the name of a file is refused', () => {
  for (const junk of [
    Buffer.alloc(0),
    raw(new Map()),
    raw(new Map([[1, Buffer.alloc(31)]])),
    raw(
      new Map<number, unknown>([
        [1, key],
        [3, Buffer.alloc(3073)],
      ]),
    ),
    raw(
      new Map<number, unknown>([
        [1, key],
        [4, Array.from({ length: 9 }, () => 'a')],
      ]),
    ),
    raw(
      new Map<number, unknown>([
        [1, key],
        [5, 1],
      ]),
    ),
    Buffer.concat([encodeFileRest({ key }), Buffer.alloc(1)]),
  ])
    assert.throws(() => parseFileRest(junk), Malformed, junk.toString('hex'));
});
