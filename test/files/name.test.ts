import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { numbered, safeName } from '../../src/files/name.ts';

const cases: ReadonlyArray<readonly [string, string]> = [
  ['photo.jpg', 'photo.jpg'],
  ['Ação de graças.txt', 'Ação de graças.txt'],
  ['/etc/passwd', 'passwd'],
  ['..\\..\\windows\\system32\\evil.dll', 'evil.dll'],
  ['../..', 'file'],
  ['', 'file'],
  ['...', 'file'],
  ['.bashrc', '_bashrc'],
  ['CON', '_CON'],
  ['nul.tar.gz', '_nul.tar.gz'],
  ['com1 .txt', '_com1 .txt'],
  ['LPT\u00b9', '_LPT\u00b9'],
  ['console.log', 'console.log'],
  ['report.pdf. . .', 'report.pdf'],
  ['a\u0000b\u001b[31mc\nd', 'ab[31mcd'],
  ['invoice\u202egpj.exe', 'invoicegpj.exe'],
  ['a:b*c?"<d>|', 'a_b_c___d__'],
  ['e\u0301.txt', '\u00e9.txt'],
  ['half\ud800.txt', 'half\ufffd.txt'],
];

for (const [wanted, name] of cases)
  test(`a file called ${JSON.stringify(wanted)} is kept as ${JSON.stringify(name)}`, () => {
    assert.equal(safeName(wanted), name);
  });

test('whatever a file is called, its name is safe, short and stays as it is', () => {
  const letters = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 120 }),
    fc.string({ unit: 'grapheme', maxLength: 120 }),
    fc
      .array(
        fc.constantFrom('con', '.', ' ', '/', 'nul', 'com1', '\u202e', '~', 'é', '\ud800', '_'),
        {
          maxLength: 120,
        },
      )
      .map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(letters, (wanted) => {
      const name = safeName(wanted);
      assert.match(name, /^[^/\\<>:"|?*\p{Cc}\u202a-\u202e\u2066-\u2069]+$/u);
      assert.doesNotMatch(name, /^[\s.]|[\s.]$/u);
      assert.doesNotMatch(name, /^(?:con|prn|aux|nul|com\d|lpt\d)(?:[. ]|$)/i);
      assert.ok(Buffer.byteLength(name) <= 200);
      assert.equal(safeName(name), name);
      assert.equal(name, name.normalize('NFC'));
      for (const number of [2, 10_000]) assert.ok(Buffer.byteLength(numbered(name, number)) <= 255);
    }),
  );
});

test('a long name is cut in front of what says of which kind it is', () => {
  const name = safeName(`${'ção'.repeat(200)}.tar.gz`);
  assert.ok(name.endsWith('.tar.gz'));
  assert.ok(Buffer.byteLength(name) > 190);
});

test('the second file of a name has its number in front of the ending', () => {
  assert.equal(numbered('a.txt', 1), 'a.txt');
  assert.equal(numbered('a.txt', 2), 'a (2).txt');
  assert.equal(numbered('a.tar.gz', 3), 'a (3).tar.gz');
  assert.equal(numbered('README', 2), 'README (2)');
  assert.equal(numbered('v1.2 final', 2), 'v1.2 final (2)');
});
