import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Reader, Writer } from '../../src/protocol/cbor.ts';
import {
  bytes,
  type Field,
  list,
  oneOf,
  optional,
  record,
  text,
  textLike,
  uint,
} from '../../src/protocol/fields.ts';
import { Malformed } from '../../src/protocol/malformed.ts';
import { raw } from './arbitrary.ts';

const place = record({ room: text(8), seq: optional(uint(9)) });
const places = list(place, 3);

function read<T>(field: Field<T>, value: unknown): T {
  const from = new Reader(Buffer.isBuffer(value) ? value : raw(value));
  const found = field.read(from);
  from.end();
  return found;
}

function faultOf<T>(field: Field<T>, value: unknown): Malformed {
  try {
    read(field, value);
  } catch (fault) {
    assert.ok(fault instanceof Malformed);
    return fault;
  }
  return assert.fail('was accepted');
}

test('sizes count bytes, up to and including the most', () => {
  assert.equal(read(text(4), 'éé'), 'éé');
  faultOf(text(4), 'ééa');
  assert.equal(read(text(4, 0), ''), '');
  faultOf(text(4), '');
  assert.equal(read(uint(255), 255), 255);
  faultOf(uint(255), 256);
  assert.equal(read(bytes(2, 2), new Uint8Array(2)).length, 2);
  faultOf(bytes(2, 2), new Uint8Array(3));
});

test('a choice takes its words and no others', () => {
  const state = oneOf('on', 'off');

  assert.equal(read(state, 'off'), 'off');
  for (const word of ['ON', 'of', 'toString', '']) faultOf(state, word);
});

test('a text that must look like something does', () => {
  const name = textLike(8, /^[a-z]+$/, 'a name');

  assert.equal(read(name, 'ana'), 'ana');
  assert.equal(faultOf(name, 'Ana').wanted, 'a name');
});

test('a field left out is absent, not undefined', () => {
  const found = read(place, new Map([[1, 'ana']]));

  assert.deepEqual(Object.keys(found), ['room']);
});

test('a fault says where it is', () => {
  const row = record({ places });

  const fault = faultOf(row, new Map([[1, [new Map([[1, '']])]]]));

  assert.equal(fault.message, 'places.room: expected text of 1 to 8 bytes');
});

test('an unknown field cannot smuggle in the next item of a list', () => {
  // Two items are announced; the second hides behind a field that the first may not have.
  const smuggled = Buffer.concat([
    Buffer.from([0x82, 0xa2, 0x01]),
    raw('ana'),
    Buffer.from([0x07]),
    raw(new Map([[1, 'bob']])),
  ]);

  faultOf(places, smuggled);
});

test('a writer leaves out what is undefined', () => {
  const to = new Writer();

  place.write(to, { room: 'ana', seq: undefined });

  assert.deepEqual(to.take(0), raw(new Map([[1, 'ana']])));
});
