import process from 'node:process';
import { test } from 'node:test';

import { live } from './rig/sealed-life.ts';

// Nobody's machine makes the same life twice, so these are looked for: PYCHAT_RUNS=20 lives through so many.
const seed = Number(process.env['PYCHAT_SEED'] ?? 20_261_121);
const runs = Number(process.env['PYCHAT_RUNS'] ?? 0);

for (let n = 0; n < runs; n += 1)
  test(`people with several devices come, write, race and go, and all agree (${seed + n})`, () =>
    live({ seed: seed + n, people: 4, devices: 2, steps: 24 }));
