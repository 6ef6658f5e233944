import assert from 'node:assert/strict';
import { createCipheriv, hkdfSync } from 'node:crypto';
import { test } from 'node:test';

import fc from 'fast-check';

import { newSeal } from '../../src/files/chunk.ts';
import { id, key } from './rig/made.ts';

const salt = Buffer.alloc(16, 0x33);
const { seal, open } = newSeal(id, key);

function sealed(index: number, plain: Uint8Array, tail?: Uint8Array, from = salt): Buffer {
  const into = Buffer.alloc(plain.length + (tail?.length ?? 0) + 32);
  assert.equal(seal({ index, plain, ...(tail && { tail }) }, from, into, 0), into.length);
  return into;
}

test('chunks are sealed as they always were', () => {
  assert.equal(
    sealed(0, Buffer.from('a first chunk')).toString('hex'),
    '3333333333333333333333333333333325242b572faebe7e8429487d3cf8d24bf578406f3db7259f8d0d83fac6',
  );
  assert.equal(
    sealed(258, Buffer.from('the last one'), Buffer.alloc(32, 0x44)).toString('hex'),
    '33333333333333333333333333333333cf4f411b36179f414f40e4a5bb5f99dcf0e309e3213d6a8b18e17f1d2f9d96169be549a1d7b01973bb828e4ceebbffa6702699474b41beca45bdc215',
  );
});

test('a chunk is sealed by HKDF and AES-256-GCM as the system has them, and opens again', () => {
  fc.assert(
    fc.property(
      fc.nat(2 ** 32 - 1),
      fc.uint8Array({ maxLength: 4096 }),
      fc.option(fc.uint8Array({ minLength: 32, maxLength: 32 }), { nil: undefined }),
      fc.uint8Array({ minLength: 16, maxLength: 16 }),
      (index, plain, tail, from) => {
        const whole = Buffer.concat([plain, tail ?? new Uint8Array()]);
        const found = sealed(index, plain, tail, Buffer.from(from));
        assert.deepEqual(found, reference(index, whole, tail !== undefined, from));
        assert.deepEqual(open(index, tail !== undefined, found), whole);
      },
    ),
  );
});

test('a chunk opens at its own place only, as what it was, and with no bit changed', () => {
  const plain = Buffer.from('sealed as the third');
  const whole = sealed(3, plain);
  assert.equal(open(2, false, whole), undefined);
  assert.equal(open(3, true, whole), undefined);
  assert.equal(newSeal(Buffer.alloc(16, 9), key).open(3, false, whole), undefined);
  assert.equal(newSeal(id, Buffer.alloc(32, 9)).open(3, false, whole), undefined);
  for (let bit = 0; bit < whole.length * 8; bit += 1) {
    const other = Buffer.from(whole);
    other.writeUInt8((other[bit >> 3] ?? 0) ^ (1 << (bit & 7)), bit >> 3);
    assert.equal(open(3, false, other), undefined, `bit ${bit}`);
  }
  for (let length = 0; length < whole.length; length += 1)
    assert.equal(open(3, false, whole.subarray(0, length)), undefined);
});

function reference(index: number, plain: Uint8Array, final: boolean, from: Uint8Array): Buffer {
  const place = Buffer.alloc(4);
  place.writeUInt32BE(index);
  const made = hkdfSync('sha256', key, Buffer.concat([from, place]), 'pychat-file/1 chunk', 44);
  const under = Buffer.from(made);
  const cipher = createCipheriv('aes-256-gcm', under.subarray(0, 32), under.subarray(32));
  cipher.setAAD(Buffer.concat([id, place, Buffer.of(final ? 1 : 0)]));
  return Buffer.concat([from, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}
