import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { frameOf, headSize, newCutter } from '../../src/protocol/frames.ts';
import { Malformed } from '../../src/protocol/malformed.ts';

const limit = 1000;

function framed(body: Uint8Array): Buffer {
  return frameOf(Buffer.concat([Buffer.alloc(headSize), body]));
}

function head(length: number): Buffer {
  const bytes = Buffer.alloc(headSize);
  bytes.writeUInt32BE(length);
  return bytes;
}

/** A cutter that keeps copies of what it cut. */
function listening(most = limit, wants: () => boolean = () => true) {
  const bodies: Buffer[] = [];
  const bound = { limit: most };
  const cutter = newCutter(bound, (body) => {
    bodies.push(Buffer.from(body));
    return wants();
  });
  return { bodies, cutter, bound };
}

test('bodies come out whole and in order, however the network slices them', () => {
  const all = fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 12 });
  const cuts = fc.array(fc.nat({ max: 400 }), { maxLength: 40 });
  fc.assert(
    fc.property(all, cuts, (sent, slices) => {
      const { bodies, cutter } = listening();
      let rest = Buffer.concat(sent.map(framed));

      for (const slice of slices) {
        cutter.feed(rest.subarray(0, slice));
        rest = rest.subarray(slice);
      }
      cutter.feed(rest);

      assert.deepEqual(
        bodies,
        sent.map((body) => Buffer.from(body)),
      );
    }),
  );
});

test('a byte at a time is as good as any', () => {
  const { bodies, cutter } = listening();

  for (const byte of Buffer.concat([framed(Buffer.from('ana')), framed(Buffer.from('bob'))]))
    cutter.feed(Buffer.from([byte]));

  assert.deepEqual(bodies.map(String), ['ana', 'bob']);
});

test('an empty body is a body', () => {
  const { bodies, cutter } = listening();

  cutter.feed(head(0));

  assert.deepEqual(bodies, [Buffer.alloc(0)]);
});

test('a body of exactly the limit passes, one byte more is refused', () => {
  const { bodies, cutter } = listening();

  cutter.feed(framed(Buffer.alloc(limit)));

  assert.equal(bodies[0]?.length, limit);
  assert.throws(() => cutter.feed(head(limit + 1)), Malformed);
});

test('too long a body is refused when its length is known, however the length came', () => {
  for (let cut = 0; cut <= headSize; cut += 1) {
    const { cutter } = listening();
    const promise = head(0xffff_ffff);

    assert.throws(
      () => {
        cutter.feed(promise.subarray(0, cut));
        cutter.feed(promise.subarray(cut));
      },
      Malformed,
      `cut after ${cut}`,
    );
  }
});

test('the limit may grow between two bodies, as it does after a log-in', () => {
  const { bodies, cutter, bound } = listening(10);
  cutter.feed(framed(Buffer.alloc(10)));

  bound.limit = 20;
  cutter.feed(framed(Buffer.alloc(20)));

  assert.deepEqual(
    bodies.map((body) => body.length),
    [10, 20],
  );
});

test('who wants no more gets no more, and the rest when asking again', () => {
  let wants = false;
  const { bodies, cutter } = listening(limit, () => wants);
  const sent = ['ana', 'bob', 'cid', 'dea'];

  cutter.feed(Buffer.concat(sent.map((text) => framed(Buffer.from(text)))));
  assert.deepEqual(bodies.map(String), ['ana']);

  cutter.feed(Buffer.alloc(0));
  assert.deepEqual(bodies.map(String), ['ana', 'bob']);

  wants = true;
  cutter.feed(framed(Buffer.from('eva')));
  assert.deepEqual(bodies.map(String), [...sent, 'eva']);
});

test('memory grows with what came, not with what a header promises', () => {
  const promised = 200_000;
  const before = process.memoryUsage().arrayBuffers;
  const cutters = Array.from({ length: 200 }, () => listening(promised).cutter);

  for (const cutter of cutters) {
    cutter.feed(head(promised));
    cutter.feed(Buffer.alloc(10));
  }

  const grown = process.memoryUsage().arrayBuffers - before;
  assert.ok(grown < promised, `${grown} bytes kept for 200 promises of ${promised}`);
});
