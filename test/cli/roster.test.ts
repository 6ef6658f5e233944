import assert from 'node:assert/strict';
import { test } from 'node:test';

import { printed } from '../../src/cli/_words.ts';
import type { About } from '../../src/cli/export/format.ts';
import { newHtml } from '../../src/cli/export/html.ts';
import { json } from '../../src/cli/export/json.ts';
import { newText } from '../../src/cli/export/text.ts';
import type { LineRow } from '../../src/client/port.ts';
import { words } from '../../src/words/en/words.ts';
import { words as ptBR } from '../../src/words/pt-BR/words.ts';
import { jsonOf } from '../rig/served.ts';

const hostile = '\u001b[31m<b>bob\u202e';
const row: LineRow = {
  id: '0'.repeat(32),
  room: '+lab',
  seq: 3,
  from: 'ana',
  device: 2,
  at: new Date(2026, 10, 21, 12).getTime(),
  content: {
    kind: 'roster',
    by: { user: 'ana', device: 2 },
    added: [{ user: hostile, device: 7 }],
    removed: [{ user: 'eva', device: 5 }],
    came: [hostile],
    left: [],
  },
  sealed: true,
  removed: false,
};
const about: About = {
  room: '+lab',
  topic: '',
  name: 'ana',
  where: 'chat.example',
  at: row.at,
  words,
  fetched: true,
};

test('who came into a sealed room is told in every format, and harmless in each', () => {
  const item = { item: 'noted', row } as const;
  const [text, html, line] = [newText(), newHtml(), json].map((to) => to.item(about, item));

  assert.match(
    text!,
    /-- .*bob \(device 7\) came in, let in by ana · eva's device 5 was taken out/,
  );
  assert.match(html!, /&lt;b&gt;bob \(device 7\) came in, let in by ana · eva&#39;s device 5/);
  const [shape] = jsonOf(line!);
  assert.equal(shape?.['kind'], 'roster');
  assert.deepEqual(shape?.['added'], [{ user: hostile, device: 7 }]);
  const shown = printed(ptBR, row);
  assert.match(shown, /-- entrou: .*bob \(dispositivo 7\), por ana · saiu: dispositivo 5 de eva/);
  for (const each of [text, html, line, shown])
    for (const sign of ['\u001b', '\u202e']) assert.equal(each!.includes(sign), false);
});
