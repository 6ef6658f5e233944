import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { test } from 'node:test';

import { sqliteStore } from '../../src/store/sqlite.ts';
import { openEngine } from '../../src/store/sqlite/engine.ts';
import { newFolder } from './rig/adapters.ts';
import { watchDisk } from './rig/disk.ts';
import { all, lobbyOf, now, person } from './rig/people.ts';
import { key, lostOf, newWriters } from './rig/writers.ts';

const mayMount = process.platform === 'linux' && process.getuid?.() === 0;

test(
  'a full disk refuses, loses nothing, and takes more when there is room',
  { skip: !mayMount },
  async (t) => {
    using place = newFolder();
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=3m', 'tmpfs', place.folder]);
    if (mounted.status !== 0) return t.skip('mounting is not allowed here');
    try {
      const [file, ballast] = [join(place.folder, 'nuvem.db'), join(place.folder, 'ballast')];
      writeFileSync(ballast, new Uint8Array(1_500_000));
      const store = await sqliteStore(file, { key, now: () => now });
      const ana = await person(store, 'ana');
      const room = await lobbyOf(store);
      const body = new Uint8Array(20_000).fill(65);
      const fill = async (from: number): Promise<number> => {
        for (let no = from; ; no++) {
          const stored = await store.append([ana.post(room, no, { body })]).then(
            ([placed]) => placed && !('refused' in placed),
            (broken: Error) => {
              assert.equal(broken.name, 'StoreBroken');
              assert.match(broken.message, /disk.*full/);
              return false;
            },
          );
          if (!stored) return no;
        }
      };

      const first = await fill(1);
      assert.ok(first > 10, `full after ${first}`);
      assert.equal(await fill(first), first);
      assert.equal((await all(store, room)).length, first - 1);
      rmSync(ballast);
      const second = await fill(first);
      assert.ok(second > first + 10, `only ${second - first} more`);
      assert.deepEqual(
        (await all(store, room)).map((entry) => entry.no),
        numbers(second - 1),
      );
      await store[Symbol.asyncDispose]();

      await using again = await sqliteStore(file, { key, now: () => now });
      assert.deepEqual(
        (await all(again, room)).map((entry) => entry.no),
        numbers(second - 1),
      );
    } finally {
      assert.equal(spawnSync('umount', [place.folder]).status, 0);
    }
  },
);

const numbers = (upTo: number): number[] => Array.from({ length: upTo }, (_, index) => index + 1);

for (const [what, code] of [
  ['write', 'ENOSPC'],
  ['write', 'EIO'],
  ['sync', 'EIO'],
] as const) {
  test(`a ${what} that fails with ${code}, at any moment, fails its batch and no more`, () => {
    using place = newFolder();
    const file = join(place.folder, 'a.db');
    const kept = (() => {
      using disk = watchDisk(place.folder, Math.random);
      const engine = openEngine({ file, key, checkpointPages: 30 });
      const writers = newWriters(engine);
      let failures = 0;
      for (let round = 0; round < 60; round++) {
        let left = Math.floor(Math.random() * (what === 'sync' ? 2 : 12));
        disk.onTouch = (touched) => {
          if (touched !== what || left-- > 0) return;
          throw Object.assign(new Error(code), { code });
        };
        const before = new Map(writers.acknowledged);
        if (!writers.write(engine, 5)) {
          failures += 1;
          assert.deepEqual(writers.acknowledged, before);
        }
        disk.onTouch = () => {};
        assert.ok(writers.write(engine, 5), `round ${round}: works again by itself`);
      }
      assert.ok(failures > 10, `only ${failures} failures`);
      engine.close();
      return writers.acknowledged;
    })();
    assert.equal(lostOf(file, kept), 0);
  });
}
