import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Body } from '../../src/e2ee/body.ts';
import {
  atBeginning,
  copyOf,
  heard,
  letInAt,
  markOf,
  passed,
  sweep,
  type Witness,
  witnessBytes,
  witnessIn,
} from '../../src/e2ee/witness.ts';

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
  const witness = atBeginning();
  for (let seq = 1; seq <= entries; seq += 1) passed(witness, seq, entry(seq));
  return witness;
}

test('a log that is whole raises no suspicion', () => {
  const reader = readerOf(3);
  for (const [author, count] of [
    [ana, 1],
    [bob, 7],
    [ana, 2],
    [bob, 8],
  ] as const)
    assert.deepEqual(heard(reader, author, said(count, markOf(readerOf(2)))), []);
});

test('messages that the nuvem kept back are counted', () => {
  const reader = readerOf(0);
  heard(reader, ana, said(1));
  assert.deepEqual(heard(reader, ana, said(4)), [{ kind: 'missing', count: 2 }]);
});

test('a message that comes again, or late, is noticed', () => {
  const reader = readerOf(0);
  heard(reader, ana, said(5));
  assert.deepEqual(heard(reader, ana, said(5)), [{ kind: 'moved' }]);
  assert.deepEqual(heard(reader, ana, said(4)), [{ kind: 'moved' }]);
});

test('an author who was shown another log is noticed', () => {
  const other = atBeginning();
  passed(other, 1, entry(1));
  passed(other, 2, entry(9));
  assert.deepEqual(heard(readerOf(3), ana, said(1, markOf(other))), [{ kind: 'forked', seq: 2 }]);
});

test('an author who has read an entry that is not there is noticed', () => {
  const reader = readerOf(2);
  passed(reader, 4, entry(4));
  for (const seq of [3, 5])
    assert.deepEqual(heard(copyOf(reader), ana, said(1, { seq, hash: Buffer.alloc(32) })), [
      { kind: 'forked', seq },
    ]);
});

test('who hears of a mark too old trusts the counts alone', () => {
  const old = markOf(readerOf(1));
  assert.deepEqual(heard(readerOf(3000), ana, said(1, old)), []);
});

test('who was let in later believes the first mark, and from then on knows', () => {
  const newcomer = letInAt(2);
  for (const seq of [3, 4, 5]) passed(newcomer, seq, entry(seq));
  assert.equal(markOf(newcomer), undefined);

  assert.deepEqual(heard(newcomer, ana, said(7, markOf(readerOf(4)))), []);
  assert.deepEqual(markOf(newcomer), markOf(readerOf(5)));
  const other = readerOf(4);
  passed(other, 5, entry(9));
  assert.deepEqual(heard(newcomer, bob, said(3, markOf(other))), [{ kind: 'forked', seq: 5 }]);
});

test('of what was swept as many lines are missing as it had entries, and no more', () => {
  const reader = readerOf(3);
  for (const author of [ana, bob]) heard(reader, author, said(1));
  sweep(reader, { from: 4, to: 7 }, Buffer.from('own'));
  const again = witnessIn(witnessBytes(reader), new Map(), new Map(reader.swept.counts));
  assert.deepEqual(again, { ...reader, counts: new Map() });
  const far = { seq: 7, hash: Buffer.alloc(32, 7) };

  assert.deepEqual(heard(again, ana, said(5, far)), []);
  assert.deepEqual(heard(again, bob, said(4)), [{ kind: 'missing', count: 1 }]);
  assert.deepEqual(heard(again, ana, said(7)), [{ kind: 'missing', count: 1 }]);
  assert.deepEqual(heard(again, bob, said(4)), [{ kind: 'moved' }]);
});

test('what is remembered comes back from the disk', () => {
  for (const witness of [readerOf(5), letInAt(9)]) {
    passed(witness, 10, entry(10));
    const back = witnessIn(witnessBytes(witness), new Map(), new Map());
    assert.deepEqual(back, witness);
  }
  const long = readerOf(500);
  assert.deepEqual(markOf(witnessIn(witnessBytes(long), new Map(), new Map())), markOf(long));
  assert.ok(witnessBytes(long).length < 1024);
});
