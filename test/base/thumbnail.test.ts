import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import fc from 'fast-check';

import { encodeThumbnail, parseThumbnail, type Thumbnail } from '../../src/base/thumbnail.ts';

const made = (width: number, height: number, colours: number): Thumbnail => ({
  width,
  height,
  colours: Array.from({ length: colours }, (_, at) => at * 0x030201),
  points: Uint8Array.from({ length: width * height }, (_, at) => at % colours),
});

describe('a small picture beside a name', () => {
  it('is read as it was written', () => {
    for (const picture of [made(1, 1, 1), made(64, 42, 64), made(64, 64, 32), made(3, 5, 3)])
      assert.deepEqual(parseThumbnail(encodeThumbnail(picture)), picture);
  });

  it('is none when a byte is missing or too much, or a number is wrong', () => {
    const bytes = encodeThumbnail(made(3, 5, 3));
    const changed = (at: number, to: number): Uint8Array =>
      Uint8Array.from(bytes).fill(to, at, at + 1);

    for (const wrong of [
      bytes.subarray(0, -1),
      Buffer.concat([bytes, Buffer.alloc(1)]),
      changed(0, 2),
      changed(1, 0),
      changed(1, 65),
      changed(2, 255),
      changed(3, 64),
      changed(13, 0xff),
      new Uint8Array(),
      encodeThumbnail(made(64, 64, 64)),
    ])
      assert.equal(parseThumbnail(wrong), undefined);
  });

  it('of whatever bytes is a sound picture or none', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        const picture = parseThumbnail(Uint8Array.from([1, ...bytes]));
        if (!picture) return;
        assert.equal(picture.points.length, picture.width * picture.height);
        assert.ok(picture.points.every((point) => point < picture.colours.length));
      }),
    );
  });
});
