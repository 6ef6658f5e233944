import assert from 'node:assert/strict';
import { test } from 'node:test';

import { printJson, size } from '../../src/cli/options.ts';
import type { Terminal } from '../../src/cli/terminal.ts';
import { words } from '../../src/words/en/words.ts';

test('JSON carries every text, and nothing that a terminal obeys', () => {
  const written: string[] = [];
  const terminal = { out: (text: string) => void written.push(text) } as unknown as Terminal;
  const value = { text: 'a\u001b[2J\u0007\u007f\u009b31m\u202eb\u2028c\u00e9\u{1f600}' };

  printJson(terminal, value);

  const [json = ''] = written;
  assert.deepEqual(JSON.parse(json), value);
  assert.doesNotMatch(json.trimEnd(), /\p{Cc}|\p{Bidi_C}|[\u2028\u2029]/u);
});

test('a size is bytes, or has a unit of 1024', () => {
  const sizeOf = size({ words } as unknown as Terminal);
  assert.deepEqual(['1', '10K', '500m', '4G', '1.5G', '2T'].map(sizeOf), [
    1,
    10 * 1024,
    500 * 1024 ** 2,
    4 * 1024 ** 3,
    1.5 * 1024 ** 3,
    2 * 1024 ** 4,
  ]);
  for (const wrong of ['', '0', '0.5', '-1', 'G', '4GB', '4 G', '1e9', '999999999999T', '٤G'])
    assert.throws(() => sizeOf(wrong), { message: words.usage.size }, wrong);
});
