import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { crc32, deflateSync } from 'node:zlib';

import { parseThumbnail, type Thumbnail } from '../../src/base/thumbnail.ts';
import { thumbnailOf } from '../../src/pictures/thumbnail-of.ts';
import { pictures } from './samples.ts';

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pychat-pictures-'));
});
after(() => rm(folder, { recursive: true }));

async function smallOf(bytes: Uint8Array): Promise<Thumbnail | undefined> {
  const file = join(folder, 'picture');
  await writeFile(file, bytes);
  const small = await thumbnailOf(file);
  return small && parseThumbnail(small);
}

const sample = (name: keyof typeof pictures): Buffer => Buffer.from(pictures[name], 'base64');

/** The colours in the middle of the four quarters. */
function quarters({ width, height, colours, points }: Thumbnail): readonly number[] {
  const at = (x: number, y: number): number =>
    colours[points[Math.floor(y * height) * width + Math.floor(x * width)] ?? 0] ?? -1;
  return [at(0.25, 0.25), at(0.75, 0.25), at(0.25, 0.75), at(0.75, 0.75)];
}

function assertNear(found: readonly number[], wanted: readonly number[]): void {
  for (const [at, colour] of wanted.entries())
    for (const part of [16, 8, 0]) {
      const far = Math.abs(((colour >> part) & 255) - (((found[at] ?? 0) >> part) & 255));
      assert.ok(far < 16, `${(found[at] ?? 0).toString(16)} for ${colour.toString(16)}`);
    }
}

const red = 0xff0000;
const blue = 0x0000ff;
const green = 0x00ff00;
const white = 0xffffff;

describe('a small picture', () => {
  for (const name of ['baseline', 'progressive', 'restarting'] as const)
    it(`of a ${name} JPEG has a point for each block`, async () => {
      const small = await smallOf(sample(name));

      assert.deepEqual([small?.width, small?.height], [12, 8]);
      assertNear(quarters(small!), [red, blue, green, white]);
    });

  it('of a JPEG without colours has greys', async () => {
    const small = await smallOf(sample('grey'));

    assert.ok(small?.colours.every((colour) => (colour & 255) === colour >> 16));
    assert.equal(new Set(quarters(small!)).size, 4);
  });

  for (const name of ['png', 'interlaced'] as const)
    it(`of a PNG (${name}) is at most 64 points wide`, async () => {
      const small = await smallOf(sample(name));

      assert.deepEqual([small?.width, small?.height], [64, 43]);
      assertNear(quarters(small!), [red, blue, green, white]);
    });

  it('stands upright when the camera did not', async () => {
    const small = await smallOf(turned(sample('baseline')));

    assert.deepEqual([small?.width, small?.height], [8, 12]);
    assertNear(quarters(small!), [green, red, white, blue]);
  });

  it('lies on paper where one can see through it, and keeps what is told by differences', async () => {
    const clear = await smallOf(png({ kind: 6, rows: [[0, 10, 20, 30, 0]] }));
    const told = await smallOf(
      png({
        kind: 0,
        rows: [
          [1, 100],
          [2, 50],
          [3, 75],
          [4, 0],
        ],
      }),
    );

    assert.deepEqual(clear?.colours, [0xececec]);
    assert.deepEqual(
      [...told!.points].map((point) => told!.colours[point]! & 255),
      [100, 150, 150, 150],
    );
  });

  it('of something huge, spoiled, cut off, or of no picture is none', async () => {
    const jpeg = sample('baseline');
    const none = [
      png({ kind: 0, width: 40_000, rows: [[0, 1]] }),
      png({ kind: 0, width: 30_000, height: 30_000, rows: [[0, 1]] }),
      png({ kind: 7, rows: [[0, 1]] }),
      png({ kind: 0, height: 9, rows: [[0, 1]] }),
      Buffer.concat([sample('png').subarray(0, 60), Buffer.alloc(90)]),
      jpeg.subarray(0, 40),
      Buffer.from('a text'),
      Buffer.alloc(0),
    ];

    for (const bytes of none) assert.equal(await smallOf(bytes), undefined);
    assert.equal(await thumbnailOf(folder), undefined);
    assert.equal(await thumbnailOf(join(folder, 'nothing')), undefined);
  });

  it('comes of whatever became of the bytes, or does not, but ends', async () => {
    for (const name of ['baseline', 'progressive', 'png', 'interlaced'] as const)
      for (let at = 2; at < 300; at += 17) {
        const bytes = Buffer.from(sample(name));
        if (at < bytes.length) bytes[at] = (bytes[at] ?? 0) ^ 0x5a;
        const small = await smallOf(bytes);
        assert.ok(small === undefined || small.width <= 64);
      }
  });
});

/** With the word of a camera that it was held on its side. */
function turned(jpeg: Buffer): Buffer {
  const tiff = Buffer.alloc(26);
  tiff.write('MM', 'latin1');
  tiff.writeUInt16BE(42, 2);
  tiff.writeUInt32BE(8, 4);
  tiff.writeUInt16BE(1, 8);
  tiff.writeUInt16BE(0x112, 10);
  tiff.writeUInt16BE(3, 12);
  tiff.writeUInt32BE(1, 14);
  tiff.writeUInt16BE(6, 18);
  const exif = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff]);
  const head = Buffer.from([0xff, 0xe1, 0, exif.length + 2]);
  return Buffer.concat([jpeg.subarray(0, 2), head, exif, jpeg.subarray(2)]);
}

interface Made {
  readonly kind: number;
  readonly rows: readonly (readonly number[])[];
  readonly width?: number;
  readonly height?: number;
}

function png({ kind, rows, width = 1, height = rows.length }: Made): Buffer {
  const chunk = (name: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
    const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    check.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, check]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, kind], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(Buffer.from(rows.flat()))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}
