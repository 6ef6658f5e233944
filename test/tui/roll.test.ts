import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { type Roll, rollOf } from '../../src/tui/roll.ts';

type Deed = (
  roll: Roll<number>,
  array: readonly number[],
) => readonly [Roll<number>, readonly number[]];

const append = (count: number): Deed => {
  return (roll, array) => {
    let [longer, other] = [roll, array];
    for (let item = 0; item < count; item += 1) {
      longer = longer.append(item);
      other = [...other, item];
    }
    return [longer, other];
  };
};

const drop =
  (count: number): Deed =>
  (roll, array) => [roll.dropLast(count), array.slice(0, Math.max(0, array.length - count))];

const replace =
  (place: number): Deed =>
  (roll, array) => {
    if (array.length === 0) return [roll, array];
    const at = place % array.length;
    return [roll.with(at, -place), array.with(at, -place)];
  };

const deeds = fc.array(
  fc.oneof(
    fc.integer({ min: 0, max: 700 }).map(append),
    fc.integer({ min: 0, max: 900 }).map(drop),
    fc.nat().map(replace),
  ),
  { maxLength: 12 },
);

test('a roll is what an array would be, and so is every roll it was made of', () => {
  fc.assert(
    fc.property(deeds, deeds, (first, second) => {
      let both: ReturnType<Deed> = [rollOf<number>(), []];
      const seen = [both];
      for (const deed of first) seen.push((both = deed(...both)));
      // Another future of the same past.
      both = seen[seen.length >> 1] ?? both;
      for (const deed of second) seen.push((both = deed(...both)));

      for (const [roll, array] of seen) {
        assert.deepEqual([...roll], array);
        assert.deepEqual(roll.slice(-5), array.slice(-5));
        assert.deepEqual(roll.slice(3, 600), array.slice(3, 600));
        assert.equal(roll.at(-1), array.at(-1));
        assert.equal(roll.at(array.length), undefined);
        const odd = (item: number): boolean => item % 2 === 1;
        assert.equal(roll.findLastIndex(odd), array.findLastIndex(odd));
        assert.equal(roll.findLast(odd), array.findLast(odd));
      }
    }),
    { numRuns: 40 },
  );
});

test('a roll of many items is the items', () => {
  for (const length of [0, 1, 511, 512, 513, 2048]) {
    const items = Array.from({ length }, (_, at) => at);

    assert.deepEqual(rollOf(items).slice(), items);
  }
});
