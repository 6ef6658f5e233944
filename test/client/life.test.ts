import assert from 'node:assert/strict';
import { test } from 'node:test';

import { array, assert as check, integer, property } from 'fast-check';

import { newLife } from '../rig/client-life.ts';

const steps = array(integer({ min: 0, max: 9999 }), { minLength: 20, maxLength: 160 });
const numRuns = Number(process.env['PYCHAT_RUNS'] ?? 150);
// The same lives in every run; PYCHAT_SEED and PYCHAT_RUNS look for others.
const seed = Number(process.env['PYCHAT_SEED'] ?? 20261121);

test('whatever is lost, refused or killed, every line is there once and in order', () => {
  check(
    property(steps, (chances) => {
      const life = newLife();
      for (const chance of chances) life.step(chance);
      life.settle();

      const own = life.log().filter(({ mine }) => mine);
      assert.deepEqual(
        own.map(({ text }) => text),
        life.typed().filter((text) => !life.failed().includes(text)),
        'own lines in the log',
      );
      assert.deepEqual(
        life.archive(),
        life.log().map(({ seq, text }) => [seq, text]),
        'the archive',
      );
      assert.equal(new Set(life.told()).size, life.told().length, 'a line was shown twice');
      assert.deepEqual(life.waiting(), []);
    }),
    { numRuns, seed },
  );
});

test('a nuvem that went back gets the lines it lost again, once, when somebody says so', () => {
  check(
    property(steps, (chances) => {
      const life = newLife({ restores: true });
      for (const chance of chances) life.step(chance);
      life.settle();
      life.resend();
      life.settle();

      const own = life.log().filter(({ mine }) => mine);
      assert.deepEqual(
        own.map(({ text }) => text).toSorted(),
        life
          .typed()
          .filter((text) => !life.failed().includes(text))
          .toSorted(),
        'own lines in the log',
      );
      assert.deepEqual(
        life.archive(),
        life.log().map(({ seq, text }) => [seq, text]),
        'the archive',
      );
      assert.deepEqual(life.waiting(), []);
    }),
    { numRuns, seed },
  );
});

test('what was received while the disk was full is written when it has room again', () => {
  const life = newLife();
  life.go('dial', 'work', 'receive', 'work', 'receive', 'kept', 'work', 'receive', 'receive');
  life.go('say', 'receive', 'commit-fails');

  life.settle();

  assert.deepEqual(life.archive(), [[1, 'other 1']]);
});

test('who typed while the disk was full is not answered before it has room again', () => {
  const life = newLife();
  life.go('dial', 'work', 'receive', 'work', 'receive', 'kept', 'work', 'receive', 'receive');
  life.go('commit-fails', 'type', 'boot');

  life.settle();

  assert.deepEqual(life.typed(), ['own 1']);
  assert.deepEqual(life.archive(), [[1, 'own 1']]);
});

test('what was received and is not written yet is compared with a nuvem that went back, too', () => {
  const life = newLife();
  life.go('dial', 'work', 'receive', 'work', 'receive', 'kept', 'work', 'receive', 'receive');
  life.go('commit-fails', 'say', 'receive', 'restore');

  life.settle();

  assert.deepEqual(life.archive(), [[1, 'other 1']]);
});
