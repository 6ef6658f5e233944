import assert from 'node:assert/strict';
import { test } from 'node:test';

import { newAccused } from '../../src/files/direct-places.ts';

test('after many false claims nobody is listened to, from however many addresses they came', () => {
  using accused = newAccused();
  const machine = (count: number): string => `2001:db8::${count.toString(16)}`;

  for (let count = 0; count < 63; count += 1) accused.add(machine(count));
  assert.equal(accused.has('2001:db8:1::1'), false);
  accused.add(machine(63));

  assert.equal(accused.has('2001:db8:1::1'), true);
});

test('a machine that claimed what is not so ten times is not listened to, and others are', () => {
  using accused = newAccused();

  for (let count = 0; count < 9; count += 1) accused.add('192.0.2.1');
  assert.equal(accused.has('192.0.2.1'), false);
  accused.add('192.0.2.1');

  assert.deepEqual([accused.has('192.0.2.1'), accused.has('192.0.2.2')], [true, false]);
});
