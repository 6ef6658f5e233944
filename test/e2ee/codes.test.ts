import assert from 'node:assert/strict';
import { test } from 'node:test';

import { epochCode, safetyNumber } from '../../src/e2ee/codes.ts';

const ana = { user: 'ana', identity: Buffer.alloc(32, 1) };
const bob = { user: 'bob', identity: Buffer.alloc(32, 2) };

test('both see the same 60 digits, and others when a name or a key is another', () => {
  const number = safetyNumber(ana, bob);

  assert.match(number, /^(\d{5} ){11}\d{5}$/);
  assert.equal(safetyNumber(bob, ana), number);
  assert.notEqual(safetyNumber(ana, { ...bob, identity: Buffer.alloc(32, 3) }), number);
  assert.notEqual(safetyNumber(ana, { ...bob, user: 'bot' }), number);
});

test('the code of a room has 25 digits and follows its epoch', () => {
  assert.match(epochCode(Buffer.alloc(32, 1)), /^(\d{5} ){4}\d{5}$/);
  assert.notEqual(epochCode(Buffer.alloc(32, 1)), epochCode(Buffer.alloc(32, 2)));
});
