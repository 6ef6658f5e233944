import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { unloaded } from './cases.ts';
import type { Alone } from './measure.ts';

const times = 1000;
const everyMs = 5;
const page = Buffer.alloc(4120, 1);

/** What the disk alone takes, at the pace of L2: no line can be acknowledged sooner. */
export const disk: Alone = {
  shown: {
    name: 'disk',
    what: 'a page appended to a file and fsync, 200 times a second',
    ...unloaded,
    aims: [
      { label: 'fsync p50', path: 'p50', unit: 'ms' },
      { label: 'fsync p99', path: 'p99', unit: 'ms' },
    ],
  },

  async figures(folder: string) {
    const file = openSync(join(folder, 'disk'), 'w');
    const taken: number[] = [];
    for (let time = 0; time < times; time += 1) {
      await pause(everyMs);
      const start = performance.now();
      writeSync(file, page);
      fsyncSync(file);
      taken.push(performance.now() - start);
    }
    closeSync(file);
    const sorted = taken.toSorted((one, other) => one - other);
    const at = (share: number): number => sorted[Math.floor((times - 1) * share)] ?? 0;
    return { p50: at(0.5), p99: at(0.99) };
  },
};
