import assert from 'node:assert/strict';
import { test } from 'node:test';

import { picturedBefore, pictures, pointsOf } from './rig/pictures.ts';

const longest = 60_000;

for (const [name, draw] of Object.entries(pictures))
  test(`docs/${name}.png shows the screen as it is now (else: npm run docs)`, () => {
    const before = picturedBefore(name);

    assert.ok(before.length <= longest, 'a picture is small');
    assert.deepEqual(before.subarray(16, 24), draw().subarray(16, 24), 'its size');
    assert.ok(pointsOf(before).equals(pointsOf(draw())), 'its points; run `npm run docs`');
  });
