import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Body } from '../../src/e2ee/body.ts';
import { atBeginning, heard, newWitness, passed, type Witness } from '../../src/e2ee/witness.ts';

const ana = Buffer.from('ana');
const bob = Buffer.from('bob');
const entry = (n: number): Buffer => Buffer.from(`entry ${n}`);
const said = (count: number, mark?: Body['mark']): Body => ({
  content: Buffer.alloc(0),
  count,
  mark,
});

/** Who has read so many entries. */
function readerOf(entries: number): Witness {
  let witness = atBeginning();
  for (let seq = 1; seq <= entries; seq += 1) witness = passed(witness, seq, entry(seq));
  return witness;
}

test('a log that is whole raises no suspicion', () => {
  let reader = readerOf(3);
  for (const [author, count] of [
    [ana, 1],
    [bob, 7],
    [ana, 2],
    [bob, 8],
  ] as const) {
    const { witness, suspicions } = heard(reader, author, said(count, readerOf(2).mark));
    assert.deepEqual(suspicions, []);
    reader = witness;
  }
});

test('messages that the nuvem kept back are counted', () => {
  const { witness } = heard(readerOf(0), ana, said(1));
  assert.deepEqual(heard(witness, ana, said(4)).suspicions, [{ kind: 'missing', count: 2 }]);
});

test('a message that comes again, or late, is noticed', () => {
  const { witness } = heard(readerOf(0), ana, said(5));
  assert.deepEqual(heard(witness, ana, said(5)).suspicions, [{ kind: 'moved' }]);
  assert.deepEqual(heard(witness, ana, said(4)).suspicions, [{ kind: 'moved' }]);
});

test('an author who was shown another log is noticed', () => {
  const other = passed(passed(atBeginning(), 1, entry(1)), 2, entry(9));
  assert.deepEqual(heard(readerOf(3), ana, said(1, other.mark)).suspicions, [
    { kind: 'forked', seq: 2 },
  ]);
});

test('who knows no mark yet, or hears of one too old, trusts the counts alone', () => {
  const old = readerOf(1).mark;
  assert.deepEqual(heard(newWitness(), ana, said(1, old)).suspicions, []);
  assert.deepEqual(heard(readerOf(2000), ana, said(1, old)).suspicions, []);
});
