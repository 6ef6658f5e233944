import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { parseThumbnail } from '../../src/base/thumbnail.ts';
import { dotsCode } from '../../src/tui/dots.ts';
import { newPainter, type Style } from '../../src/tui/paint.ts';
import { pictureRows } from '../../src/tui/picture-rows.ts';
import { rowText, rowWidth } from '../../src/tui/row.ts';
import { builtIn } from '../../src/tui/themes.ts';
import { sunset } from './rig/file-scenes.ts';

const picture = parseThumbnail(sunset())!;
const style = (more: Partial<Style> = {}): Style => ({
  theme: builtIn('cmd'),
  depth: 'true',
  ascii: false,
  extras: true,
  ...more,
});

describe('a picture in a terminal', () => {
  it('keeps its proportions, and is no larger than it is', () => {
    const sizes = [
      [100, 100],
      [30, 100],
      [100, 9],
    ].map(([width = 0, height = 0]) => {
      const rows = pictureRows(picture, { width, height });
      return [rowWidth(rows[0] ?? []), rows.length];
    });

    assert.deepEqual(sizes, [
      [64, 18],
      [30, 8],
      [32, 9],
    ]);
  });

  it('has two colours in each cell, as many as the terminal has', () => {
    assert.equal(
      dotsCode([0xff8000, 0x000102], { x: 0, y: 0 }, 'true'),
      '\u001b[0;38;2;255;128;0;48;2;0;1;2m',
    );
    assert.match(dotsCode([0xff8000, 0x000102], { x: 0, y: 0 }, '256'), /\[0;38;5;\d+;48;5;\d+m$/);
    assert.match(dotsCode([0xff8000, 0x000102], { x: 0, y: 0 }, '16'), /\[0;[39]\d;(?:4|10)\dm$/);
  });

  it('in few colours is mixed of neighbours', () => {
    const codes = Array.from({ length: 16 }, (_, at) =>
      dotsCode([0x808000, 0x808000], { x: at % 4, y: Math.floor(at / 4) }, '16'),
    );

    assert.ok(new Set(codes).size > 1);
  });

  it('without colours is drawn in light and dark', () => {
    const rows = pictureRows(picture, { width: 64, height: 18 }).map(rowText);

    assert.match(rows[11] ?? '', /█/);
    assert.match(rows[17] ?? '', /^ +$/);
    const painted = newPainter({ width: 64, height: 18 }, style({ depth: 'mono' })).paint({
      rows: pictureRows(picture, { width: 64, height: 18 }),
    });
    assert.doesNotMatch(painted, /38;|48;/);
  });

  it('is painted once, and again only where it changed', () => {
    const painter = newPainter({ width: 70, height: 18 }, style());
    const rows = pictureRows(picture, { width: 64, height: 18 });
    const first = painter.paint({ rows });
    assert.match(first, /▀/);
    assert.equal(painter.paint({ rows }), '');

    const other = rows.with(3, [{ ink: 'normal', text: '▀', dots: [1, 2] }]);
    const second = painter.paint({ rows: other });

    assert.ok(second.length < first.length / 4);
    assert.match(second, /38;2;0;0;1;48;2;0;0;2m▀/);
  });

  it('is of one colour on a monitor of one colour', () => {
    const painted = newPainter({ width: 64, height: 18 }, style({ theme: builtIn('green') })).paint(
      {
        rows: pictureRows(picture, { width: 64, height: 18 }),
      },
    );
    for (const [, red = 0, green = 0, blue = 0] of painted.matchAll(/38;2;(\d+);(\d+);(\d+)/g))
      assert.ok(Number(green) >= Number(red) && Number(green) >= Number(blue));
  });
});
