import assert from 'node:assert/strict';
import { test } from 'node:test';

import { newThrottle } from '../../src/nuvem/throttle.ts';

const limits = { freeLogins: 3, logins: 120, registrations: 2 };

function throttle() {
  const clock = { at: 1_000_000 };
  return { clock, it: newThrottle(limits, () => clock.at) };
}

test('the first tries cost nothing, each further one twice as long, thirty seconds at most', () => {
  const { clock, it } = throttle();
  const waits: number[] = [];

  for (let tried = 0; tried < 10; tried += 1) {
    const wait = it.login('ana', '10.0.0.1');
    waits.push(wait);
    clock.at += wait;
    if (wait > 0) assert.equal(it.login('ana', '10.0.0.1'), 0);
  }

  assert.deepEqual(waits, [0, 0, 0, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
});

test('a try that was refused does not make the wait longer', () => {
  const { clock, it } = throttle();
  for (let tried = 0; tried < 3; tried += 1) it.login('ana', 'x');

  for (let tried = 0; tried < 100; tried += 1) assert.equal(it.login('ana', 'x'), 1000);

  clock.at += 999;
  assert.equal(it.login('ana', 'x'), 1);
});

test('another place and another name are not delayed', () => {
  const { it } = throttle();
  for (let tried = 0; tried < 50; tried += 1) it.login('ana', 'x');

  assert.equal(it.login('ana', 'y'), 0);
  assert.equal(it.login('bia', 'x'), 0);
});

test('a right password forgets the wrong ones before it', () => {
  const { it } = throttle();
  for (let tried = 0; tried < 3; tried += 1) it.login('ana', 'x');

  it.loggedIn('ana', 'x');

  assert.equal(it.login('ana', 'x'), 0);
});

test('who logs in again and again with the right password is slowed down, and delays nobody else', () => {
  const { clock, it } = throttle();
  for (let times = 0; times < 120; times += 1) {
    assert.equal(it.login('ana', 'x'), 0);
    it.loggedIn('ana', 'x');
  }

  assert.equal(it.login('ana', 'x'), 30_000);
  assert.deepEqual(
    [it.login('ana', 'y'), it.login('ana', 'device 7'), it.login('bia', 'x')],
    [0, 0, 0],
  );
  clock.at += 30_000;
  assert.equal(it.login('ana', 'x'), 0);
});

test('who does not know the password cannot slow down who does', () => {
  const { clock, it } = throttle();
  for (let times = 0; times < 500; times += 1) clock.at += it.login('ana', 'x');

  it.loggedIn('ana', 'x');

  assert.equal(it.login('ana', 'x'), 0);
});

test('failures of a quarter of an hour ago are forgotten', () => {
  const { clock, it } = throttle();
  for (let tried = 0; tried < 3; tried += 1) it.login('ana', 'x');

  clock.at += 15 * 60_000;

  assert.equal(it.login('ana', 'x'), 0);
});

test('a clock set back by years delays nobody for longer than thirty seconds', () => {
  const { clock, it } = throttle();
  for (let tried = 0; tried < 8; tried += 1) {
    it.login('ana', 'x');
    clock.at += 30_000;
  }

  clock.at -= 5 * 365 * 86_400_000;

  assert.ok(it.login('ana', 'x') <= 30_000);
  clock.at += 30_000;
  assert.equal(it.login('ana', 'x'), 0);
});

test('a hundred thousand names are not all remembered', () => {
  const { it } = throttle();
  for (let tried = 0; tried < 4; tried += 1) it.login('ana', 'x');
  assert.notEqual(it.login('ana', 'x'), 0);

  for (let name = 0; name < 100_000; name += 1) it.login(`n${name}`, 'x');

  assert.equal(it.login('ana', 'x'), 0);
});

test('so many accounts come from one place at once, and then one after the other', () => {
  const { clock, it } = throttle();
  assert.equal(it.registration('x', true), 0);
  assert.equal(it.registration('x', false), 0);
  assert.equal(it.registration('x', true), 0);

  assert.equal(it.registration('x', true), 1_800_000);
  assert.equal(it.registration('y', true), 0);
  clock.at += 1_800_000;

  assert.equal(it.registration('x', true), 0);
  assert.notEqual(it.registration('x', true), 0);
});

test('a flood of failed log-ins fills no disk, and the rows say how many they leave out', () => {
  const { clock, it } = throttle();
  const flood = Array.from({ length: 1000 }, () => it.worthTelling());

  clock.at += 10_000;

  assert.equal(flood.filter(Boolean).length, 100);
  assert.deepEqual(it.worthTelling(), { skipped: 900 });
});
