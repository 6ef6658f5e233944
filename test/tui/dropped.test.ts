import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { droppedIn, wordsIn } from '../../src/tui/dropped.ts';

describe('what terminals write of a file that is dropped on them', () => {
  for (const [terminal, text, paths] of [
    ['plain', '/home/ana/a.png', ['/home/ana/a.png']],
    ['quoted, with a blank behind', "'/home/ana/my file.png' ", ['/home/ana/my file.png']],
    ['with backslashes', String.raw`/home/ana/my\ file\(1\).png`, ['/home/ana/my file(1).png']],
    ['an address', 'file:///home/ana/a%20%C3%A7.png\n', ['/home/ana/a ç.png']],
    ['two of them', "'/a/b c' /d/e", ['/a/b c', '/d/e']],
    ['one a line', '/a/b\n/c/d', ['/a/b', '/c/d']],
    ['Windows', String.raw`"C:\Users\Ana Lima\a.png"`, [String.raw`C:\Users\Ana Lima\a.png`]],
    ['Windows, plain', String.raw`C:\Users\ana\a.png`, [String.raw`C:\Users\ana\a.png`]],
    ['Windows, two', String.raw`"C:\a b" "D:\c"`, [String.raw`C:\a b`, String.raw`D:\c`]],
    ['a share of Windows', String.raw`\\server\share\a`, [String.raw`\\server\share\a`]],
    ['an address of Windows', 'file:///C:/a%20b.txt', ['C:/a b.txt']],
    ['a quote in a name', String.raw`'/a/it'\''s'`, ["/a/it's"]],
  ] as const)
    it(terminal, () => {
      assert.deepEqual(droppedIn(text).at(-1), paths);
    });

  it('may be one name with blanks, or several', () => {
    assert.deepEqual(droppedIn('/a/b /c/d'), [['/a/b /c/d'], ['/a/b', '/c/d']]);
  });

  for (const text of [
    '',
    'hello',
    'see /tmp/a',
    '/a/b and more',
    '//comment',
    '/',
    'https://example.org/a',
    'file:///a%zz',
    'file://else.where/a',
    'file:///a%00b',
    '/a/b\u001b[0m',
    `/${'a'.repeat(20_000)}`,
    '/a\n'.repeat(200),
  ])
    it(`is not ${JSON.stringify(text.slice(0, 20))}`, () => {
      const readings = droppedIn(text);
      assert.deepEqual(
        readings.filter((paths) => !paths.every((path) => path.includes(' '))),
        [],
      );
    });
});

it('words of a command are held together by quotes and backslashes', () => {
  assert.deepEqual(wordsIn(`a "b c" 'd "e' f\\ g h"i j"k`), ['a', 'b c', 'd "e', 'f g', 'hi jk']);
  assert.deepEqual(wordsIn('   '), []);
});
