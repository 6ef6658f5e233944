import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { largestChunk } from '../../src/protocol/file-size.ts';
import {
  chunkHeadSize,
  encodeFileFrame,
  fileEnds,
  type FileFrame,
  fileWaits,
  longestFileBody,
  longestOpen,
  parseFileFrame,
  putChunkHead,
  tokenSize,
} from '../../src/protocol/file-wire.ts';
import { headSize } from '../../src/protocol/frames.ts';
import { Malformed } from '../../src/protocol/malformed.ts';

const u32 = fc.nat({ max: 2 ** 32 - 1 });
const bytes = (length: { minLength: number; maxLength: number }): fc.Arbitrary<Buffer> =>
  fc.uint8Array(length).map((array) => Buffer.from(array));

const written: fc.Arbitrary<FileFrame> = fc.oneof(
  fc.record({
    type: fc.constant('open' as const),
    token: bytes({ minLength: tokenSize, maxLength: tokenSize }),
    from: u32,
  }),
  fc.record({
    type: fc.constant('chunk' as const),
    index: u32,
    bytes: bytes({ minLength: 1, maxLength: 300 }),
  }),
  fc.constant<FileFrame>({ type: 'end' }),
  fc.record({ type: fc.constant('go' as const), at: u32 }),
  fc.record({ type: fc.constant('kept' as const), count: u32 }),
  fc.record({ type: fc.constant('wait' as const), why: fc.constantFrom(...fileWaits) }),
  fc.record({ type: fc.constant('no' as const), code: fc.constantFrom(...fileEnds) }),
);

/** Objects like those of the parser. */
const frames = written.map((frame): FileFrame => ({ ...frame }));

test('a frame is read as it was written, and its length is said in front of it', () => {
  fc.assert(
    fc.property(frames, (frame) => {
      const sent = encodeFileFrame(frame);

      assert.equal(sent.readUInt32BE(), sent.length - headSize);
      assert.deepEqual(parseFileFrame(sent.subarray(headSize)), frame);
    }),
  );
});

test('a frame has one form only: a byte more or less is another frame or none', () => {
  fc.assert(
    fc.property(
      frames.filter(({ type }) => type !== 'chunk'),
      (frame) => {
        const body = encodeFileFrame(frame).subarray(headSize);

        assert.throws(() => parseFileFrame(Buffer.concat([body, Buffer.of(0)])), Malformed);
        assert.throws(() => parseFileFrame(body.subarray(0, -1)), Malformed);
      },
    ),
  );
});

test('junk is malformed or a frame, and never anything else', () => {
  fc.assert(
    fc.property(bytes({ minLength: 0, maxLength: 64 }), (junk) => {
      try {
        assert.deepEqual(encodeFileFrame(parseFileFrame(junk)).subarray(headSize), junk);
      } catch (fault) {
        assert(fault instanceof Malformed, String(fault));
      }
    }),
    { numRuns: 2000 },
  );
});

test('what nobody may say is malformed: no type, other reasons, a chunk of nothing or too much', () => {
  const chunkOf = (length: number): Buffer =>
    Buffer.concat([Buffer.of(2, 0, 0, 0, 0), Buffer.alloc(length)]);
  for (const body of [
    Buffer.alloc(0),
    Buffer.of(0),
    Buffer.of(8),
    Buffer.of(6, fileWaits.length),
    Buffer.of(7, fileEnds.length),
    Buffer.of(7, 255),
    chunkOf(0),
    chunkOf(largestChunk + 1),
  ])
    assert.throws(() => parseFileFrame(body), Malformed, body.subarray(0, 8).toString('hex'));
  assert.equal(parseFileFrame(chunkOf(largestChunk)).type, 'chunk');
});

test('nothing is longer than it is said to be', () => {
  const longest = encodeFileFrame({
    type: 'chunk',
    index: 2 ** 32 - 1,
    bytes: Buffer.alloc(largestChunk),
  });
  const open = encodeFileFrame({ type: 'open', token: Buffer.alloc(tokenSize), from: 1 });

  assert.equal(longest.length - headSize, longestFileBody);
  assert.equal(open.length - headSize, longestOpen);
});

test('a chunk that lies behind its head is the same frame without being copied', () => {
  const bytesOf = Buffer.from('sealed');
  const frame = Buffer.concat([Buffer.alloc(chunkHeadSize), bytesOf]);

  putChunkHead(frame, 77);

  assert.deepEqual(frame, encodeFileFrame({ type: 'chunk', index: 77, bytes: bytesOf }));
});
