import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { contentKinds } from '../../src/protocol/content.ts';
import { messages, type Row } from '../../src/protocol/messages.ts';
import { isRefusal, refusals } from '../../src/protocol/refusals.ts';
import { documentFile, frozenFile, renewed, tableNow } from './document.ts';

const rows = Object.entries<Row>(messages);

test('what once travelled keeps its number, its direction and the order of its fields', () => {
  const now = tableNow();
  const frozen = JSON.parse(readFileSync(frozenFile, 'utf8')) as typeof now;
  const rule = 'programs in use read it that way: leave it, and add at the end with a new `since`';

  for (const [type, row] of Object.entries(frozen)) {
    assert.ok(now[type], `${type} is gone; ${rule}`);
    const { fields, ...rest } = now[type];
    assert.deepEqual(
      { ...rest, fields: fields.slice(0, row.fields.length) },
      row,
      `${type} changed; ${rule}`,
    );
    assert.deepEqual(fields, row.fields, `${type} has new fields; run \`npm run docs\``);
  }
  assert.deepEqual(Object.keys(now), Object.keys(frozen), 'new messages; run `npm run docs`');
});

test('PROTOCOL.md says what the table says', () => {
  const file = readFileSync(documentFile, 'utf8');

  assert.equal(file, renewed(file), 'PROTOCOL.md is stale; run `npm run docs`');
});

test('no two messages and no two kinds of content share a number', () => {
  for (const ids of [
    rows.map(([, row]) => row.id),
    Object.values(contentKinds).map((row) => row.id),
  ])
    assert.equal(new Set(ids).size, ids.length);
});

test('every request can be answered, and every answer says to what', () => {
  for (const [type, row] of rows) {
    const names = Object.keys(row.fields);
    const place = names.indexOf('re');
    assert.ok(place <= 0, `${type} has \`re\` first or not at all`);
    assert.ok(row.id < 256 && names.length < 63, `${type} fits the parser`);
  }
});

test('every refusal says what happened and what to do, in two sentences without a full stop', () => {
  for (const [code, { text }] of Object.entries(refusals)) {
    assert.match(text, /^[A-Z][^\n]+[a-z]\. (?:[A-Z]|pychat)[^.\n]*[a-z]$/, code);
    assert.ok(text.length <= 512, code);
  }
});

test('only codes of the table are refusals', () => {
  assert.equal(isRefusal('gap'), true);
  for (const word of ['toString', '__proto__', '', 'Gap']) assert.equal(isRefusal(word), false);
});
