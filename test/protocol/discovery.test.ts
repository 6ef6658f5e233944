import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import {
  type Answer,
  encodeAnswer,
  encodeProbe,
  parseAnswer,
  parseProbe,
  probeSize,
} from '../../src/protocol/discovery.ts';
import { Malformed } from '../../src/protocol/malformed.ts';

const bytes = (length: number): fc.Arbitrary<Uint8Array> =>
  fc.uint8Array({ minLength: length, maxLength: length });
const textOf = (most: number): fc.Arbitrary<string> =>
  fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: most })
    .filter((text) => Buffer.byteLength(text) <= most);
const answers: fc.Arbitrary<Answer> = fc.record({
  nonce: bytes(16),
  name: textOf(128),
  port: fc.integer({ min: 1, max: 65_535 }),
  key: bytes(32),
  version: textOf(32),
});

/** Parses it, or answers that it is not what it should be; anything else is thrown. */
function parsed<T>(parse: (datagram: Buffer) => T, datagram: Buffer): T | 'malformed' {
  try {
    return parse(datagram);
  } catch (fault) {
    if (fault instanceof Malformed) return 'malformed';
    throw fault;
  }
}

test('every probe is exactly as long as an answer may be, and gives its nonce back', () => {
  fc.assert(
    fc.property(bytes(16), (nonce) => {
      const probe = encodeProbe(nonce);

      assert.equal(probe.length, probeSize);
      assert.deepEqual(parseProbe(probe), Buffer.from(nonce));
    }),
  );
});

test('no answer is longer than the probe it answers, whatever a nuvem is called', () => {
  fc.assert(
    fc.property(answers, (told) => {
      const datagram = encodeAnswer(told);
      const { nonce, name, port, key, version } = parseAnswer(datagram);

      assert.ok(datagram.length <= probeSize, String(datagram.length));
      assert.deepEqual(
        { nonce: new Uint8Array(nonce), name, port, key: new Uint8Array(key), version },
        { ...told },
      );
    }),
  );
  const longest = encodeAnswer({
    nonce: Buffer.alloc(16),
    name: 'a'.repeat(128),
    port: 65_535,
    key: Buffer.alloc(32),
    version: 'v'.repeat(32),
  });
  assert.ok(longest.length <= probeSize);
});

test('a probe that is cut, longer or of another mark is none, and an answer is none either', () => {
  const probe = encodeProbe(Buffer.alloc(16, 7));
  const told = { nonce: Buffer.alloc(16), name: 'casa', port: 7070, key: Buffer.alloc(32) };
  const answer = encodeAnswer({ ...told, version: '1' });
  const junk = [
    Buffer.alloc(0),
    probe.subarray(0, -1),
    Buffer.concat([probe, Buffer.alloc(1)]),
    answer,
    Buffer.alloc(probeSize),
    Buffer.from(probe).fill('X', 0, 1),
    Buffer.concat([answer, Buffer.alloc(probeSize - answer.length)]),
  ];

  for (const datagram of junk) assert.equal(parsed(parseProbe, datagram), 'malformed');
  assert.equal(parsed(parseAnswer, probe), 'malformed');
  assert.equal(parsed(parseAnswer, Buffer.concat([answer, Buffer.alloc(1)])), 'malformed');
  assert.equal(parsed(parseAnswer, encodeAnswer({ ...told, version: '1', port: 0 })), 'malformed');
  assert.equal(
    parsed(parseAnswer, encodeAnswer({ ...told, version: '1', name: 'x'.repeat(129) })),
    'malformed',
  );
  assert.equal(parsed(parseAnswer, Buffer.alloc(65_507, 0x41)), 'malformed');
});

test('whatever comes is a datagram of this wire or Malformed, and nothing else is thrown', () => {
  const mark = fc.constantFrom('PYCv1?', 'PYCv1!').map((text) => Buffer.from(text));
  const marked = fc.tuple(mark, fc.uint8Array({ maxLength: 600 })).map((one) => Buffer.concat(one));
  const sized = marked.map((one) => {
    const whole = Buffer.alloc(probeSize);
    one.copy(whole);
    return whole;
  });
  const flipped = fc
    .tuple(answers, fc.nat(), fc.integer({ min: 1, max: 255 }))
    .map(([told, at, by]) => {
      const datagram = encodeAnswer(told);
      const place = at % datagram.length;
      datagram[place] = datagram[place]! ^ by;
      return datagram;
    });
  fc.assert(
    fc.property(fc.oneof(marked, sized, flipped), (datagram) => {
      const probe = parsed(parseProbe, datagram);
      const answer = parsed(parseAnswer, datagram);

      if (probe !== 'malformed') assert.deepEqual([probe.length, datagram.length], [16, probeSize]);
      // One encoding for each answer: what is read is what was written.
      if (answer !== 'malformed') assert.deepEqual(encodeAnswer(answer), datagram);
    }),
    { numRuns: 2000 },
  );
});
