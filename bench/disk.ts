import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { type Case, unloaded } from './cases.ts';
import { quiet } from './machine.ts';
import type { Row } from './measure.ts';

const times = 1000;
const everyMs = 5;
const page = Buffer.alloc(4120, 1);

/** What the disk alone takes, at the pace of L2: no line can be acknowledged sooner. */
export const disk = {
  name: 'disk',
  shown: {
    name: 'disk',
    what: 'a page appended to a file and fsync, 200 times a second',
    ...unloaded,
    aims: [
      { label: 'fsync p50', path: 'p50', unit: 'ms' },
      { label: 'fsync p99', path: 'p99', unit: 'ms' },
    ],
  } satisfies Case,

  async measure(folder: string): Promise<Row> {
    const calm = await quiet(20);
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
    const figures = { p50: at(0.5), p99: at(0.99) };
    return { case: 'disk', server: 'pychat', figures, quiet: calm, fault: undefined };
  },
};
