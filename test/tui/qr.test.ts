import assert from 'node:assert/strict';
import { test } from 'node:test';

import { qrOf } from '../../src/tui/qr.ts';
import { readQr } from '../rig/qr.ts';

const lengths = [1, 17, 18, 32, 53, 78, 79, 106, 107, 134, 135, 154, 155, 192, 193, 230];

test('what is drawn is what a reader reads, in every version', () => {
  const sizes = lengths.map((length) => {
    const text = Array.from({ length }, (_, at) => 'chat.example:7071#sha256_-Zz'[(at * 7) % 28]);
    const code = qrOf(text.join(''));
    assert.ok(code);
    assert.equal(readQr(code), text.join(''));
    return code.size;
  });

  assert.deepEqual(
    [...new Set(sizes)],
    Array.from({ length: 9 }, (_, at) => 21 + 4 * at),
  );
});

test('letters of any script are their bytes', () => {
  const code = qrOf('olá 日本 😀');

  assert.ok(code);
  assert.equal(readQr(code), 'olá 日本 😀');
});

test('what is too long for a screen has no code', () => {
  assert.equal(qrOf('a'.repeat(231)), undefined);
});
