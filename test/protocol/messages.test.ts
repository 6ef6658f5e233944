import assert from 'node:assert/strict';
import { test } from 'node:test';

import { decode } from 'cborg';
import fc from 'fast-check';

import { headSize, longestBody, longestStrangerBody } from '../../src/protocol/frames.ts';
import { Malformed } from '../../src/protocol/malformed.ts';
import { type Message, messages, type Row, type Type } from '../../src/protocol/messages.ts';
import { encode, parseMessage } from '../../src/protocol/wire.ts';
import { isOptional, raw, strangers, valuesOf, wiredFields } from './arbitrary.ts';

const rows = Object.entries<Row>(messages) as [Type, Row][];
const refuses = (body: Buffer, what?: string): void =>
  assert.throws(() => parseMessage(body), Malformed, what);

const bodyOf = (message: Message): Buffer => encode(message).subarray(headSize);
/** The message as another program would build it: a map of places, the type at place 0. */
const mapOf = (row: Row, values: object): Map<number, unknown> =>
  new Map<number, unknown>([[0, row.id], ...wiredFields(row.fields, values)]);
/** One valid message of a row with every optional field, the same in each run. */
const sampleOf = (row: Row): Record<string, unknown> =>
  fc.sample(valuesOf(row.fields), { seed: 7, numRuns: 100 }).toSorted(byFields).at(-1)!;
const byFields = (one: object, other: object): number =>
  Object.keys(one).length - Object.keys(other).length;

for (const [type, row] of rows) {
  test(`${type} survives the way, and is what another CBOR library writes and reads`, () => {
    fc.assert(
      fc.property(valuesOf(row.fields), (values) => {
        const body = bodyOf({ type, ...values } as Message);

        assert.deepEqual(plain(parseMessage(body)), { type, ...values });
        assert.deepEqual(body, raw(mapOf(row, values)));
        assert.deepEqual(decode(body, { useMaps: true, strict: true }), mapOf(row, values));
      }),
      { numRuns: 60 },
    );
  });

  test(`${type} is refused when a field is missing, strange, unknown, double or in another place`, () => {
    const whole = mapOf(row, sampleOf(row));
    const pairs = [...whole];
    const names = Object.keys(row.fields);

    parseMessage(raw(whole));
    for (const [place, name] of [...names.entries()].map(([at, word]) => [at + 1, word] as const)) {
      if (!isOptional(row.fields, name)) refuses(raw(without(whole, place)), `without ${name}`);
      for (const [what, value] of strangers(row.fields[name]!.shape))
        refuses(raw(new Map(whole).set(place, value)), `${name} is ${what}`);
    }
    refuses(raw(new Map(whole).set(names.length + 1, 0)), 'a field more');
    refuses(raw(new Map(whole).set(200, 0)), 'a field far off');
    refuses(raw(new Map<unknown, unknown>(whole).set('re', 1)), 'a field by name');
    if (pairs.length > 1) refuses(raw(new Map(pairs.toReversed())), 'the type last');
    if (pairs.length > 2) {
      const [first, second, third, ...rest] = pairs;
      refuses(raw(new Map([first!, third!, second!, ...rest])), 'two fields swapped');
    }
    refuses(doubled(whole), 'a field twice');
  });

  test(`${type} is refused when cut anywhere, and with a byte more`, () => {
    const body = raw(mapOf(row, sampleOf(row)));

    for (let end = 0; end < body.length; end += 1) refuses(body.subarray(0, end), `cut at ${end}`);
    refuses(Buffer.concat([body, Buffer.alloc(1)]));
  });
}

test('junk is refused as junk, and never breaks anything else', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (junk) => harmless(Buffer.from(junk))),
    { numRuns: 5000 },
  );
});

test('a message with flipped bytes is another message or junk', () => {
  const flips = fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { minLength: 1, maxLength: 4 });
  const bodies = rows.map(([, row]) => raw(mapOf(row, sampleOf(row))));
  fc.assert(
    fc.property(fc.constantFrom(...bodies), flips, (body, changes) => {
      const bent = Buffer.from(body);
      for (const [at, value] of changes) bent[at % bent.length] = value;
      harmless(bent);
    }),
    { numRuns: 5000 },
  );
});

test('words that every object knows are no message and no field', () => {
  for (const word of ['toString', '__proto__', 'constructor'])
    refuses(raw(new Map<unknown, unknown>([[0, word]])));
  refuses(raw(new Map([[0, 0]])));
  refuses(raw(new Map()));
  refuses(raw([0, 1]));
});

test('a list of many thousands of nothing is refused at its first item', () => {
  const marks = Buffer.from([0xa3, 0x00, 20, 0x01, 0x01, 0x02, 0x99, 0x1f, 0x40]);
  const body = Buffer.concat([marks, Buffer.alloc(250_000, 0xa0)]);

  refuses(body);
});

test('the largest message of every row fits into a frame of those who may send it', () => {
  // A page and its entries are bounded by bytes, not by count.
  for (const [type, row] of rows.filter(([name]) => name !== 'page')) {
    const most = row.when === 'new' && row.from === 'client' ? longestStrangerBody : longestBody;
    const size = sizeOfRecord(row.fields);
    assert.ok(size <= most, `${type} may be ${size} bytes, a frame ${most}`);
  }
});

function harmless(body: Buffer): void {
  try {
    const message = parseMessage(body);
    assert.deepEqual(bodyOf(message), body, 'what is accepted has one encoding');
  } catch (fault) {
    assert.ok(fault instanceof Malformed, String(fault));
  }
}

/** Buffers as plain byte arrays, for comparing. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return new Uint8Array(value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, plain(inner)]));
}

function without(map: Map<number, unknown>, place: number): Map<number, unknown> {
  const rest = new Map(map);
  rest.delete(place);
  return rest;
}

/** The same message with its last field said twice; no map holds that, so it is put together by hand. */
function doubled(map: Map<number, unknown>): Buffer {
  const [place, value] = [...map].at(-1)!;
  const body = raw(map);
  body[0] = 0xa0 | (map.size + 1);
  const again = Buffer.concat([raw(place), raw(value)]);
  return map.size + 1 < 24 ? Buffer.concat([body, again]) : Buffer.alloc(0);
}

function sizeOfRecord(fields: Row['fields']): number {
  return Object.values(fields).reduce((sum, field) => sum + 2 + sizeOf(field.shape), 2);
}

function sizeOf(shape: Row['fields'][string]['shape']): number {
  switch (shape.kind) {
    case 'uint':
      return raw(shape.max).length;
    case 'text':
    case 'bytes':
      return raw(shape.max).length + shape.max;
    case 'flag':
      return 1;
    case 'oneOf':
      return 2 + Math.max(...shape.options.map((option) => option.length));
    case 'list':
      return 5 + shape.max * sizeOf(shape.item);
    case 'record':
      return sizeOfRecord(shape.fields);
  }
}

test('a time is one that a clock can show', () => {
  const pong = (at: number) => bodyOf({ type: 'pong', re: 1, at });
  const latest = 8_640_000_000_000_000;

  assert.equal(new Date(latest).getTime(), latest);
  assert.deepEqual(plain(parseMessage(pong(latest))), { type: 'pong', re: 1, at: latest });
  refuses(pong(latest + 1));
});

test('who speaks an older version is not told the fields that are newer', () => {
  const stale = { type: 'refused', re: 1, code: 'stale', text: 'x', head: 3 } as const;
  const whole = { ...stale, gen: 1, epoch: 2 };

  assert.deepEqual(parseMessage(encode(whole, 1).subarray(headSize)), stale);
  assert.deepEqual(parseMessage(encode(whole, 2).subarray(headSize)), whole);
});
