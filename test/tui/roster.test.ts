import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import type { LineRow } from '../../src/client/port.ts';
import type { RosterContent } from '../../src/client/shown.ts';
import { rosterText } from '../../src/tui/roster.ts';
import { rowWidth } from '../../src/tui/row.ts';
import { said as en } from '../../src/words/en/said.ts';
import { said as ptBR } from '../../src/words/pt-BR/said.ts';
import { screen as ptBRScreen } from '../../src/words/pt-BR/screen.ts';
import { plainScene } from './rig/plain.ts';
import { line, newScene, room } from './rig/scene.ts';
import { frameOf, rowsWith, textOf } from './rig/screen.ts';

const at = (user: string, device: number) => ({ user, device });
const me = at('duna', 1);

function change(more: Partial<RosterContent>, by = at('ana', 2)): RosterContent {
  return { kind: 'roster', by, added: [], removed: [], came: [], left: [], ...more };
}

const row = (content: LineRow['content'], from = 'ana'): LineRow =>
  line('+lab', 3, from, '', { content });

describe('what a commit did', () => {
  const bob = at('bob', 7);
  const cases: readonly (readonly [RosterContent, string, string])[] = [
    [
      change({ added: [bob], came: ['bob'] }),
      'bob (device 7) came in, let in by ana',
      'entrou: bob (dispositivo 7), por ana',
    ],
    [
      change({ added: [bob] }, at('bob', 5)),
      "bob's device 7 came in, let in by bob",
      'entrou: dispositivo 7 de bob, por bob',
    ],
    [
      change({ added: [at('duna', 4)] }, me),
      'your device 4 came in, let in by you',
      'entrou: seu dispositivo 4, por você',
    ],
    [
      change({ added: [bob, at('bob', 9)], came: ['bob'] }),
      'bob (devices 7, 9) came in, let in by ana',
      'entrou: bob (dispositivos 7, 9), por ana',
    ],
    [
      change({ removed: [bob], left: ['bob'] }),
      'bob (device 7) was taken out by ana',
      'saiu: bob (dispositivo 7), por ana',
    ],
    [
      change({ removed: [me] }),
      'this device was taken out by ana',
      'saiu: este dispositivo, por ana',
    ],
    [
      change({ added: [at('eva', 3)], came: ['eva'], removed: [bob] }),
      "eva (device 3) came in, let in by ana · bob's device 7 was taken out by ana",
      'entrou: eva (dispositivo 3), por ana · saiu: dispositivo 7 de bob, por ana',
    ],
    [
      change({ begun: 1 }),
      'sealed by ana, nobody else is in yet',
      'selado por ana, ninguém mais está dentro ainda',
    ],
    [
      change({ added: [bob], came: ['bob'], begun: 1 }),
      'bob (device 7) came in, let in by ana',
      'entrou: bob (dispositivo 7), por ana',
    ],
    [change({}), 'the keys were renewed by ana', 'as chaves foram renovadas por ana'],
    [
      change({ added: [bob], begun: 2 }),
      "the keys were begun anew by ana, for bob's device 7",
      'as chaves começaram de novo por ana, para dispositivo 7 de bob',
    ],
  ];
  for (const [content, english, portuguese] of cases)
    test(`${english}: generation ${content.begun ?? 0}`, () => {
      assert.equal(rosterText(en.roster, content, me), english);
      assert.equal(rosterText(ptBR.roster, content, me), portuguese);
    });

  test('names of many people and devices are cut short, and hostile ones harmless', () => {
    const added = Array.from({ length: 40 }, (_, device) => at(`p${device % 20}`, device));
    const many = Array.from({ length: 30 }, (_, device) => at('\u001b[31mbob\u202e\n', device));

    const text = rosterText(en.roster, change({ added }));
    const hostile = rosterText(en.roster, change({ added: many }, at('\u001b[2J', 1)));

    assert.match(text, /p7's devices 7, 27 and 12 more came in/);
    assert.match(hostile, /devices 0, 1, 2, 3, 4, 5 … came in/);
    for (const sign of ['\u001b', '\u202e', '\n']) assert.equal(hostile.includes(sign), false);
  });
});

describe('in a conversation', () => {
  const content = change({ added: [at('bob', 7)], came: ['bob'] });

  test('it stands among the lines, on a screen of any size', () => {
    for (const [columns, lines] of [
      [80, 24],
      [40, 12],
      [20, 6],
    ] as const) {
      const scene = newScene({ columns, lines });
      scene.rooms([room('+lab', { sealed: true })]);
      scene.lines('+lab', [row(content)]);
      for (const cells of frameOf(scene).rows) assert.equal(rowWidth(cells), columns);
      if (columns === 80)
        assert.equal(rowsWith(scene, '*** bob (device 7) came in, let in by ana').length, 1);
      assert.match(textOf(scene), /ana/);
    }
  });

  test('what cannot be read keeps its place, and says why', () => {
    const scene = newScene({ words: ptBRScreen });
    scene.rooms([room('+lab', { sealed: true })]);
    scene.lines('+lab', [
      row({ kind: 'unreadable', why: 'forged' }, '\u001b[31mbob'),
      line('+lab', 4, 'bob', '', { content: { kind: 'unreadable', why: 'constructor' } }),
    ]);

    const text = textOf(scene).replaceAll(/[│\s]+/g, ' ');
    assert.match(text, /que este dispositivo não abre \(não é de quem a nuvem diz\)/);
    assert.match(text, /bob: uma mensagem selada que este dispositivo não abre └/);
  });

  test('it is told line by line, in signs and in sentences', () => {
    for (const aloud of [false, true]) {
      const scene = plainScene({ aloud });
      scene.rooms(room('+lab', { sealed: true, head: 3 }));
      scene.texts();
      scene.lines('+lab', row(change({ added: [at('duna', 4)] }, me)));
      scene.happen({ type: 'tick' });
      const told = scene.texts().find((text) => text.includes('device 4'));
      assert.match(
        told ?? '',
        aloud ? /^Your device 4 came in, let in by you$/ : /-- your device 4/,
      );
    }
  });
});
