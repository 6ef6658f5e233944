import assert from 'node:assert/strict';
import { test } from 'node:test';

import * as fc from 'fast-check';

import { harmless, harmlessLine } from '../../src/base/sanitize.ts';

const cases: readonly (readonly [string, string, string])[] = [
  ['plain text', 'oi, tudo bem?', 'oi, tudo bem?'],
  ['accents and emoji', 'João 👩‍👩‍👧 🏴󠁧󠁢󠁥󠁮󠁧󠁿 日本', 'João 👩‍👩‍👧 🏴󠁧󠁢󠁥󠁮󠁧󠁿 日本'],
  ['right-to-left text', 'שלום', 'שלום'],
  ['colours', '\u001b[31mred\u001b[0m', '␛[31mred␛[0m'],
  ['a window title', '\u001b]0;owned\u0007', '␛]0;owned␇'],
  ['the 8-bit escape', '\u009b31m', '\uFFFD31m'],
  ['backspace and delete', 'a\b\u007f', 'a␈␡'],
  ['a lone carriage return', 'safe\rEVIL', 'safe␍EVIL'],
  ['a line end of Windows', 'a\r\nb', 'a\nb'],
  ['line and paragraph separators', 'a\u2028b\u2029c', 'a\nb\nc'],
  ['turns of direction', 'a\u202egpj.exe\u202c\u2066x\u2069\u200f', 'agpj.exex'],
  ['a tower of marks', `e${'\u0301'.repeat(50)}x`, `e${'\u0301'.repeat(4)}x`],
  ['half a character', 'a\ud83db\udc00', 'a\uFFFDb\uFFFD'],
  ['a tab', 'a\tb', 'a    b'],
];
for (const [what, from, to] of cases) {
  test(`${what} becomes harmless`, () => assert.equal(harmless(from), to));
}

test('whatever comes, nothing is left that moves a cursor', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      const safe = harmless(text);

      assert.doesNotMatch(safe, /(?!\n)\p{Cc}|[\u202a-\u202e\u2066-\u2069]/u);
      assert.doesNotMatch(safe, /\p{Surrogate}|\p{M}{5}/u);
      assert.equal(harmless(safe), safe);
    }),
    { numRuns: 500 },
  );
});

test('a line is one line, and as long as it may be', () => {
  assert.equal(harmlessLine(' a\n\n b \r\n c ', 80), 'a b c');
  assert.equal(harmlessLine('x'.repeat(100), 10), `${'x'.repeat(9)}…`);
  assert.equal(harmlessLine('😀'.repeat(10), 4), '😀…');
});

test('a character of every plane passes', () => {
  for (let plane = 0; plane <= 16; plane++) {
    const text = String.fromCodePoint(plane * 0x10000 + 0x4321);
    assert.equal(harmless(text), text);
  }
});
