import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inflateSync } from 'node:zlib';

import { span } from '../../src/tui/frame.ts';
import { builtIn } from '../../src/tui/themes.ts';
import { pngOf } from '../rig/png.ts';

test('a frame becomes a PNG in the colours of its theme', () => {
  const theme = builtIn('dosblue');
  const frame = { rows: [[span('title', 'ab')], [span('normal', '日')]], cursor: { x: 2, y: 1 } };

  const png = pngOf(frame, { width: 4, height: 2 }, theme, { scale: 1 });

  assert.equal(png.subarray(1, 4).toString(), 'PNG');
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  assert.deepEqual([width, height], [4 * 8 + 16, 2 * 16 + 16]);
  const length = png.readUInt32BE(33);
  const points = inflateSync(png.subarray(41, 41 + length));
  assert.equal(points.length, height * (1 + 3 * width));
  const seen = new Set<string>();
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const at = y * (1 + 3 * width) + 1 + 3 * x;
      seen.add(`#${points.subarray(at, at + 3).toString('hex')}`);
    }
  const { title, normal, input } = theme.looks;
  const wanted = [title, normal].flatMap((look) => [look.foreground, look.background]);
  assert.deepEqual([...seen].toSorted(), [...new Set([...wanted, input.foreground])].toSorted());
});
