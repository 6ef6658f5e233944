import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';

import { paced } from '../../src/cli/_paced.ts';
import type { Db, Write } from '../../src/client/db-port.ts';
import { line, marks, waiting } from '../rig/client-db.ts';
import { testClock } from '../rig/clock.ts';

const heard = (seq: number): Write => ({ do: 'archive', line: line(seq), own: false });
const echo = (seq: number): Write => ({ do: 'archive', line: line(seq, true), own: true });
const said = (no: number): Write => ({ do: 'wait', line: waiting(no) });

/** A paced database on a clock that stands still, and when each step reached the disk. */
function begun(fails?: Error) {
  const clock = testClock();
  const steps: number[] = [];
  const under: Pick<Db, 'commit'> = {
    async commit() {
      steps.push(clock.uptime());
      if (fails) throw fails;
      return [];
    },
  };
  return { clock, steps, db: paced(under as Db, clock) };
}

test('the first line of others is kept at once', async () => {
  const { db, steps } = begun();
  await db.commit([heard(1), marks(1, 0)]);
  assert.deepEqual(steps, [0]);
});

test('lines one upon the other wait for each other, and no longer than that', async () => {
  const { clock, db, steps } = begun();
  await db.commit([heard(1)]);
  let kept = false;
  const second = db.commit([heard(2), marks(2, 0)]).then(() => void (kept = true));
  clock.advance(49);
  await turn();
  assert.deepEqual([kept, steps], [false, [0]], 'it resolved before it was on disk');
  clock.advance(1);
  await second;
  assert.deepEqual([kept, steps], [true, [0, 50]]);
});

test('lines that come slowly are kept as they come', async () => {
  const { clock, db, steps } = begun();
  for (const seq of [1, 2, 3]) {
    await db.commit([heard(seq)]);
    clock.advance(60);
  }
  assert.deepEqual(steps, [0, 60, 120]);
});

test('what this person says, or hears back of it, waits for nothing', async () => {
  const { db, steps } = begun();
  await db.commit([heard(1)]);
  await db.commit([heard(2), said(1)]);
  await db.commit([echo(3), marks(3, 1)]);
  assert.deepEqual(steps, [0, 0, 0]);
});

test('a line waits for no step that brought none, as when a room was just entered', async () => {
  const { db, steps } = begun();
  await db.commit([{ do: 'leave', room: line(1).room }]);
  await db.commit([marks(1, 0)]);
  await db.commit([heard(2), marks(2, 0)]);
  assert.deepEqual(steps, [0, 0, 0]);
});

test('a disk that takes nothing says so to whoever waited', async () => {
  const full = new Error('full');
  const { clock, db, steps } = begun(full);
  await assert.rejects(db.commit([heard(1)]), full);
  const second = assert.rejects(db.commit([heard(1)]), full);
  clock.advance(50);
  await second;
  assert.deepEqual(steps, [0, 50]);
});
