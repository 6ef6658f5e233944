import assert from 'node:assert/strict';
import { test } from 'node:test';

import { decode, encode } from 'cborg';
import fc from 'fast-check';

import { Reader, Writer } from '../../src/protocol/cbor.ts';
import { Malformed } from '../../src/protocol/malformed.ts';

const most = Number.MAX_SAFE_INTEGER;
const numbers = fc.oneof(
  fc.maxSafeNat(),
  fc.constantFrom(0, 23, 24, 255, 256, 65_535, 65_536, 2 ** 32 - 1, 2 ** 32, most),
);
const texts = fc.string({ unit: 'binary', maxLength: 300 });
const blobs = fc.uint8Array({ maxLength: 300 });

function written(write: (to: Writer) => void): Buffer {
  const writer = new Writer();
  write(writer);
  return writer.take(0);
}

const over = (hex: string): Reader => new Reader(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
const refuses = (read: () => unknown): void => assert.throws(read, Malformed);

test('numbers are what another CBOR library writes and reads', () => {
  fc.assert(
    fc.property(numbers, (value) => {
      const bytes = written((to) => to.uint(value));

      assert.deepEqual(bytes, Buffer.from(encode(value)));
      assert.equal(decode(bytes), value);
      assert.equal(new Reader(bytes).uint(most), value);
    }),
  );
});

test('texts are what another CBOR library writes and reads', () => {
  fc.assert(
    fc.property(texts, (value) => {
      const bytes = written((to) => to.text(value));

      assert.deepEqual(bytes, Buffer.from(encode(value)));
      assert.equal(decode(bytes), value);
      assert.equal(new Reader(bytes).text(0, 2000), value);
    }),
  );
});

test('bytes are what another CBOR library writes and reads', () => {
  fc.assert(
    fc.property(blobs, (value) => {
      const bytes = written((to) => to.bytes(value));

      assert.deepEqual(bytes, Buffer.from(encode(value)));
      assert.deepEqual(decode(bytes), value);
      assert.deepEqual(new Uint8Array(new Reader(bytes).bytes(0, 300)), value);
    }),
  );
});

test('flags, lists and maps are what another CBOR library writes', () => {
  const bytes = written((to) => {
    to.map(1);
    to.uint(1);
    to.array(2);
    to.flag(true);
    to.flag(false);
  });

  assert.deepEqual(bytes, Buffer.from(encode(new Map([[1, [true, false]]]))));
});

test('a text of half a surrogate pair becomes valid UTF-8, in the length that was announced', () => {
  const bytes = written((to) => to.text('a\ud800b'));

  const from = new Reader(bytes);
  assert.equal(from.text(0, 10), 'a\ufffdb');
  from.end();
});

test('a writer grows for what is long and is empty after it was taken', () => {
  const writer = new Writer();
  writer.bytes(new Uint8Array(100_000));

  assert.equal(writer.take(4).length, 4 + 5 + 100_000);
  assert.equal(writer.take(0).length, 0);
});

test('a writer writes no number that a reader would refuse', () => {
  for (const value of [-1, 1.5, Number.NaN, Infinity, 2 ** 53])
    assert.throws(() => written((to) => to.uint(value)), RangeError, String(value));
});

for (const [what, hex] of [
  ['24 in one byte too many', '18 17'],
  ['255 in one byte too many', '19 00ff'],
  ['65535 in two bytes too many', '1a 0000ffff'],
  ['2^32 - 1 in four bytes too many', '1b 00000000ffffffff'],
  ['2^53', '1b 0020000000000000'],
  ['2^64 - 1', '1b ffffffffffffffff'],
  ['an indefinite length', '1f'],
  ['a reserved length', '1c'],
  ['a negative number', '20'],
  ['a tag', 'c0 01'],
  ['a bignum', 'c2 41 01'],
  ['a float', 'f9 3c00'],
  ['null', 'f6'],
  ['undefined', 'f7'],
  ['a break', 'ff'],
  ['nothing at all', ''],
  ['a number cut off', '19 01'],
] as const) {
  test(`${what} is no number`, () => refuses(() => over(hex).uint(most)));
}

for (const [what, hex] of [
  ['an indefinite text', '7f 61 61 ff'],
  ['bytes', '41 61'],
  ['a cut-off text', '62 61'],
  ['a text that promises 4 GiB', '7a ffffffff'],
  ['a text that promises 2^60 bytes', '7b 1000000000000000'],
  ['an overlong slash', '62 c0af'],
  ['half a surrogate pair', '63 eda080'],
  ['a code point past Unicode', '64 f4908080'],
  ['a lone continuation byte', '61 80'],
] as const) {
  test(`${what} is no text`, () => refuses(() => over(hex).text(0, most)));
}

test('a list that promises more than it may is refused before it is read', () => {
  refuses(() => over('9a ffffffff').array(1000));
  refuses(() => over('ba ffffffff').map(64));
});

test('simple values other than true and false are no flag', () => {
  for (const hex of ['f6', 'f7', 'f8 14', 'e0', '00', '']) refuses(() => over(hex).flag());
  assert.equal(over('f5').flag(), true);
  assert.equal(over('f4').flag(), false);
});

test('every byte must have been read at the end', () => {
  const from = over('01 02');
  from.uint(9);

  refuses(() => from.end());
});

test('one value has one encoding: whatever is accepted is written back byte for byte', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 12 }), (junk) => {
      const from = new Reader(Buffer.from(junk));
      let value: number;
      try {
        value = from.uint(most);
        from.end();
      } catch (fault) {
        assert.ok(fault instanceof Malformed);
        return;
      }
      assert.deepEqual(
        written((to) => to.uint(value)),
        Buffer.from(junk),
      );
    }),
    { numRuns: 2000 },
  );
});
