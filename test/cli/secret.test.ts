import assert from 'node:assert/strict';
import { test } from 'node:test';

import { newSecretLine } from '../../src/cli/secret.ts';

function typed(...chunks: string[]): readonly [string, string] {
  const line = newSecretLine();
  let state = 'more';
  for (const chunk of chunks) state = line.take(chunk);
  return [state, line.text()];
}

test('what is typed is the password, erased and pasted text included', () => {
  assert.deepEqual(typed('s', 'e', 'x', '\u007f', 'nha\r'), ['done', 'senha']);
  assert.deepEqual(typed('wrong\u0015right', '\n'), ['done', 'right']);
  assert.deepEqual(typed('ção 😀 x\b\r'), ['done', 'ção 😀 ']);
});

test('arrow keys are no part of it', () => {
  assert.deepEqual(typed('a\u001b[D', '\u001bOAb', '\u001b[1;5Cc\r'), ['done', 'abc']);
});

test('Ctrl-C stops, and so does Ctrl-D on an empty line', () => {
  assert.equal(typed('abc\u0003')[0], 'stopped');
  assert.equal(typed('\u0004')[0], 'stopped');
  assert.equal(typed('a\u0004')[0], 'more');
});
