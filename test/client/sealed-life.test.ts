import process from 'node:process';
import { test } from 'node:test';

import { live } from './rig/sealed-life.ts';

// The first twenty in every run; PYCHAT_SEED and PYCHAT_RUNS look for others.
const seed = Number(process.env['PYCHAT_SEED'] ?? 1);
const runs = Number(process.env['PYCHAT_RUNS'] ?? 20);

/** Most are small, and some as large as DESIGN says. */
const sizes = [
  { people: 3, devices: 2, groups: 1, steps: 40 },
  { people: 4, devices: 3, groups: 2, steps: 40 },
  { people: 5, devices: 2, groups: 2, steps: 40 },
  { people: 3, devices: 3, groups: 2, steps: 50 },
  { people: 12, devices: 3, groups: 2, steps: 30 },
] as const;

for (let n = seed; n < seed + runs; n += 1)
  test(`people with several devices come, write, race and go, and all agree (${n})`, () =>
    live({ seed: n, ...sizes[n % sizes.length]! }));
