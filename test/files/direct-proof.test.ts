import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';

import {
  answerTo,
  claimant,
  claimBytes,
  claimed,
  directKeys,
  greetingBytes,
  isAnswer,
  isGreeting,
  newClaim,
  newGreeting,
  newMarks,
} from '../../src/files/direct-proof.ts';

const id = randomBytes(16);
const keys = directKeys(randomBytes(32), id);
const others = Array.from({ length: 5 }, () => ({ keys: directKeys(randomBytes(32), id) }));
const offer = { keys };

test('who holds the key of a file finds who offers it, among others', () => {
  const greeting = newGreeting();
  const claim = newClaim(keys, greeting, 7);

  assert.equal(greeting.length, greetingBytes);
  assert.equal(claim.length, claimBytes);
  assert.ok(isGreeting(greeting));
  assert.equal(claimed([...others, offer], greeting, claim), offer);
  assert.equal(claimant(keys, greeting, claim), 7);
  assert.equal(claimed(others, greeting, claim), undefined);
  assert.ok(isAnswer(keys, greeting, claim, answerTo(keys, greeting, claim)));
});

test('a claim holds for one greeting, and an answer for one claim', () => {
  const [greeting, another] = [newGreeting(), newGreeting()];
  const claim = newClaim(keys, greeting, 7);
  const answer = answerTo(keys, greeting, claim);

  assert.equal(claimed([offer], another, claim), undefined);
  assert.ok(!isAnswer(keys, another, claim, answer));
  assert.ok(!isAnswer(keys, greeting, newClaim(keys, greeting, 7), answer));
  assert.ok(!isAnswer(others[0]!.keys, greeting, claim, answer));
  assert.ok(!isAnswer(keys, greeting, claim, claim.subarray(32)), 'a claim is no answer');
});

test('a changed bit anywhere is no proof', () => {
  const greeting = newGreeting();
  const claim = newClaim(keys, greeting, 7);

  for (let at = 0; at < claim.length; at += 1) {
    const changed = Buffer.from(claim);
    changed[at]! ^= 1;
    assert.equal(claimed([offer], greeting, changed), undefined);
  }
});

test('neither the id of the file nor its key are said, and nothing twice', () => {
  const greeting = newGreeting();
  const said = [newClaim(keys, greeting, 7), newClaim(keys, greeting, 7)];

  assert.ok(said.every((claim) => !claim.includes(id) && !claim.includes(id.toString('hex'))));
  assert.notDeepEqual(said[0], said[1]);
  assert.notDeepEqual(newGreeting(), greeting);
});

test('the same key means something else for another file', () => {
  const fileKey = randomBytes(32);
  const greeting = newGreeting();
  const claim = newClaim(directKeys(fileKey, id), greeting, 7);

  const other = { keys: directKeys(fileKey, randomBytes(16)) };

  assert.equal(claimed([other], greeting, claim), undefined);
});

test('what is said afterwards is marked in its order', () => {
  const greeting = newGreeting();
  const claim = newClaim(keys, greeting, 7);
  const [mine, yours] = [newMarks(keys, greeting, claim), newMarks(keys, greeting, claim)];
  const said = Buffer.from('the same');

  const marks = [mine(said), mine(said)];

  assert.notDeepEqual(marks[0], marks[1]);
  assert.deepEqual([yours(said), yours(said)], marks);
  assert.notDeepEqual(newMarks(keys, newGreeting(), claim)(said), marks[0]);
});
