import process from 'node:process';
import { test } from 'node:test';

import { live } from '../rig/sealed-life.ts';

// The first twenty in every run; PYCHAT_SEED and PYCHAT_RUNS look for others.
const seed = Number(process.env['PYCHAT_SEED'] ?? 1);
const runs = Number(process.env['PYCHAT_RUNS'] ?? 20);

/** Most are small, and some are of as many people as DESIGN says. */
const sizes = [
  { people: 3, devices: 2, groups: 1, steps: 40 },
  { people: 4, devices: 3, groups: 2, steps: 40 },
  { people: 5, devices: 2, groups: 2, steps: 40 },
  { people: 3, devices: 3, groups: 2, steps: 50 },
  { people: 12, devices: 3, groups: 2, steps: 30 },
] as const;

/** What DESIGN names, and all of them there from the beginning: some 10 s of one core. */
const full = {
  people: Number(process.env['PYCHAT_PEOPLE'] ?? 12),
  devices: Number(process.env['PYCHAT_DEVICES'] ?? 3),
  groups: 2,
  steps: Number(process.env['PYCHAT_STEPS'] ?? 100),
  full: true,
};
const isFull = process.env['PYCHAT_PEOPLE'] !== undefined;

for (let n = seed; n < seed + runs; n += 1)
  test(`people with several devices come, write, race and go, and all agree (${n})`, () =>
    live({ seed: n, ...(isFull ? full : sizes[n % sizes.length]!) }));

if (process.env['PYCHAT_SEED'] === undefined)
  test('the same with all who may be there from the beginning', () => live({ seed: 1, ...full }));
