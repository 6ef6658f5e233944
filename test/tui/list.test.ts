import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import fc from 'fast-check';

import { type Row, span } from '../../src/tui/frame.ts';
import {
  type Anchor,
  jump,
  type ListSource,
  look,
  rowCache,
  scroll,
  settle,
} from '../../src/tui/list.ts';
import { rowText } from '../../src/tui/row.ts';

interface Message {
  readonly id: number;
  readonly rows: number;
}

/** Messages with a known number of rows, and a count of those that were formatted. */
function listOf(messages: readonly Message[]) {
  let formatted = 0;
  const source: ListSource<number> = {
    length: messages.length,
    idAt: (index) => messages[index]!.id,
    indexOf: (id) => firstFrom(messages, id),
    rows(index) {
      formatted += 1;
      const { id, rows } = messages[index]!;
      return Array.from({ length: rows }, (_, row): Row => [span('normal', `${id}.${row}`)]);
    },
  };
  return { source, formatted: () => formatted };
}

/** By halving: ids grow. */
function firstFrom(messages: readonly Message[], id: number): number {
  let low = 0;
  let high = messages.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (messages[middle]!.id < id) low = middle + 1;
    else high = middle;
  }
  return low;
}

const seen = (source: ListSource<number>, anchor: Anchor<number>, height: number): string[] =>
  look(source, anchor, { width: 9, height }).rows.map(({ row }) => rowText(row));

const three = [1, 2, 3, 4].map((id) => ({ id, rows: 3 }));

describe('the list', () => {
  it('shows its end', () => {
    const { source } = listOf(three);
    assert.deepEqual(seen(source, 'end', 4), ['3.2', '4.0', '4.1', '4.2']);
    const view = look(source, 'end', { width: 9, height: 4 });
    assert.deepEqual([view.above, view.below], [true, 0]);
    assert.deepEqual(seen(source, 'end', 99).length, 12);
    assert.deepEqual(seen(listOf([]).source, 'end', 5), []);
  });

  it('scrolls by rows, stays where it is when lines come, and follows them again from the end', () => {
    const box = { width: 9, height: 4 };
    const { source } = listOf(three);
    const up = scroll(source, 'end', box, -2);
    assert.deepEqual(seen(source, up, 4), ['3.0', '3.1', '3.2', '4.0']);
    assert.equal(look(source, up, box).below, 1);

    const more = listOf([...three, { id: 5, rows: 1 }]).source;
    assert.deepEqual(seen(more, up, 4), ['3.0', '3.1', '3.2', '4.0']);
    assert.equal(look(more, up, box).below, 2);

    assert.notEqual(scroll(more, up, box, 2), 'end');
    assert.equal(scroll(more, up, box, 3), 'end');
    assert.equal(scroll(source, 'end', box, 1), 'end');
  });

  it('stops at the top', () => {
    const box = { width: 9, height: 4 };
    const top = scroll(listOf(three).source, 'end', box, -1000);
    assert.deepEqual(top, { id: 1, row: 0 });
    assert.equal(look(listOf(three).source, top, box).above, false);
    assert.equal(scroll(listOf(three).source, 'end', { width: 9, height: 12 }, -5), 'end');
  });

  it('stays at its message when older ones are put in front, and near it when it is gone', () => {
    const at: Anchor<number> = { id: 2, row: 1 };
    const older = [{ id: -1, rows: 2 }, { id: 0, rows: 5 }, ...three];
    assert.deepEqual(seen(listOf(older).source, at, 3), ['2.1', '2.2', '3.0']);
    const without = three.filter(({ id }) => id !== 2);
    assert.deepEqual(seen(listOf(without).source, at, 3), ['3.0', '3.1', '3.2']);
  });

  it('jumps to a message', () => {
    const { source } = listOf(Array.from({ length: 50 }, (_, id) => ({ id, rows: 1 })));
    const box = { width: 9, height: 5 };
    assert.deepEqual(seen(source, jump(source, 20, box), 5), [
      '18.0',
      '19.0',
      '20.0',
      '21.0',
      '22.0',
    ]);
    assert.deepEqual(seen(source, jump(source, 20, box, 0), 5)[0], '20.0');
    assert.equal(jump(source, 49, box), 'end');
    assert.deepEqual(jump(source, 0, box), { id: 0, row: 0 });
  });

  it('keeps a message longer than the box readable to its last row', () => {
    const { source } = listOf([{ id: 1, rows: 30 }]);
    const box = { width: 9, height: 4 };
    let anchor: Anchor<number> = scroll(source, 'end', box, -1000);
    for (let step = 0; step < 7; step += 1) anchor = scroll(source, anchor, box, 3);
    assert.deepEqual(seen(source, anchor, 4)[0], '1.21');
    assert.equal(settle(source, { id: 1, row: 26 }, box), 'end');
  });

  it('formats only what is in sight, at a million messages', () => {
    const million = Array.from({ length: 1_000_000 }, (_, id) => ({ id, rows: 1 + (id % 3) }));
    const { source, formatted } = listOf(million);
    const box = { width: 9, height: 30 };

    let anchor: Anchor<number> = 'end';
    look(source, anchor, box);
    for (const by of [-3, -30, -30, 12]) anchor = scroll(source, anchor, box, by);
    look(source, anchor, box);
    look(source, jump(source, 500_000, box), box);
    assert.ok(formatted() < 10 * box.height * 3, `${formatted()} messages were formatted`);
  });

  it('moves by as many rows as asked, back to where it was, whatever the messages are like', () => {
    const messages = fc
      .array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 30 })
      .map((all) => all.map((rows, id) => ({ id, rows })));
    const steps = fc.array(fc.integer({ min: -20, max: 20 }), { maxLength: 20 });
    fc.assert(
      fc.property(messages, steps, fc.integer({ min: 1, max: 12 }), (all, moves, height) => {
        const { source } = listOf(all);
        const every = all.flatMap(({ id, rows }) =>
          Array.from({ length: rows }, (_, row) => `${id}.${row}`),
        );
        const lowest = Math.max(0, every.length - height);
        let top = lowest;
        let anchor: Anchor<number> = 'end';
        for (const by of moves) {
          anchor = scroll(source, anchor, { width: 9, height }, by);
          top = Math.max(0, Math.min(lowest, top + by));
          assert.deepEqual(seen(source, anchor, height), every.slice(top, top + height));
          assert.equal(anchor === 'end', top === lowest);
        }
      }),
    );
  });
});

describe('the cache of rows', () => {
  it('makes each once, forgets the oldest, and all at another width', () => {
    const made: string[] = [];
    const cache = rowCache<number>(2);
    const get = (id: number, width = 10): void => {
      cache.get(id, width, () => {
        made.push(`${id}@${width}`);
        return [];
      });
    };
    for (const id of [1, 2, 1, 3, 1, 2]) get(id);
    cache.drop(1);
    get(1);
    get(1, 20);
    assert.deepEqual(made, ['1@10', '2@10', '3@10', '2@10', '1@10', '1@20']);
  });
});
