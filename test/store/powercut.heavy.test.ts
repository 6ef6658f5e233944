import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'node:test';

import type { SqliteOptions } from '../../src/base/sqlite.ts';
import { openEngine } from '../../src/store/sqlite/engine.ts';
import { newFolder } from './rig/adapters.ts';
import { type Image, watchDisk } from './rig/disk.ts';
import { key, lostOf, newWriters } from './rig/writers.ts';

interface Cut {
  readonly image: Image;
  readonly acknowledged: ReadonlyMap<string, number>;
}

/** Lives through many commits, and cuts the power at random moments of all of them. */
function live(folder: string, cuts: number, synchronous: SqliteOptions['synchronous']): Cut[] {
  const taken: Cut[] = [];
  using disk = watchDisk(folder, Math.random);
  const file = join(folder, 'a.db');
  const engine = openEngine({ file, key, checkpointPages: 30, synchronous: synchronous ?? 'full' });
  const writers = newWriters(engine);
  disk.onTouch = () => {
    if (Math.random() < 0.08) {
      taken.push({ image: disk.cut(), acknowledged: new Map(writers.acknowledged) });
    }
  };
  while (taken.length < cuts) {
    assert.ok(writers.write(engine, 1 + Math.floor(Math.random() * 20)));
    if (Math.random() < 0.2) {
      taken.push({ image: disk.cut(), acknowledged: new Map(writers.acknowledged) });
    }
  }
  disk.onTouch = () => {};
  engine.close();
  return taken.slice(0, cuts);
}

function lostIn(folder: string, { image, acknowledged }: Cut, index: number): number {
  const name = (file: string) => join(folder, basename(file).replace('a.db', `cut${index}.db`));
  for (const [file, bytes] of image) writeFileSync(name(file), bytes);
  const lost = lostOf(join(folder, `cut${index}.db`), acknowledged);
  for (const file of image.keys()) rmSync(name(file), { force: true });
  return lost;
}

test('200 power cuts lose nothing that was acknowledged', () => {
  using place = newFolder();
  const cuts = live(place.folder, 200, 'full');
  const lost = cuts.map((cut, index) => lostIn(place.folder, cut, index));
  assert.deepEqual(lost.filter(Boolean), []);
  const lines = [...cuts.at(-1)!.acknowledged.values()].reduce((sum, no) => sum + no, 0);
  assert.ok(lines > 500, `only ${lines} lines`);
});

test('the same cuts find what is lost without syncing every commit', () => {
  using place = newFolder();
  const cuts = live(place.folder, 40, 'normal');
  const lost = cuts.map((cut, index) => lostIn(place.folder, cut, index));
  assert.ok(lost.filter(Boolean).length > 0);
});
