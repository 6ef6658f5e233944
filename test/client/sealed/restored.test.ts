import process from 'node:process';
import { test } from 'node:test';

import { live } from '../rig/sealed-life.ts';

// The same lives in every run; PYCHAT_SEED and PYCHAT_RUNS look for others.
const seed = Number(process.env['PYCHAT_SEED'] ?? 1);
const runs = Number(process.env['PYCHAT_RUNS'] ?? 3);

const sizes = [
  { people: 2, devices: 1, groups: 1, steps: 60 },
  { people: 3, devices: 2, groups: 1, steps: 60 },
  { people: 4, devices: 1, groups: 2, steps: 60 },
] as const;

for (let n = seed; n < seed + runs; n += 1)
  test(`a nuvem goes back to older states, again and again, and all go on together (${n})`, () =>
    live({ seed: n, ...sizes[n % sizes.length]!, restores: true }));
