import assert from 'node:assert/strict';
import { test } from 'node:test';

import { printJson } from '../../src/cli/options.ts';
import type { Terminal } from '../../src/cli/terminal.ts';

test('JSON carries every text, and nothing that a terminal obeys', () => {
  const written: string[] = [];
  const terminal = { out: (text: string) => void written.push(text) } as unknown as Terminal;
  const value = { text: 'a\u001b[2J\u0007\u007f\u009b31m\u202eb\u2028c\u00e9\u{1f600}' };

  printJson(terminal, value);

  const [json = ''] = written;
  assert.deepEqual(JSON.parse(json), value);
  assert.doesNotMatch(json.trimEnd(), /\p{Cc}|\p{Bidi_C}|[\u2028\u2029]/u);
});
