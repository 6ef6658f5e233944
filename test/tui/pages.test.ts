import assert from 'node:assert/strict';
import { test } from 'node:test';

import { seatsPage } from '../../src/tui/pages/seats.ts';
import { rowText, rowWidth } from '../../src/tui/row.ts';
import { palettes, themeNames } from '../../src/tui/themes.ts';
import { screen as en } from '../../src/words/en/screen.ts';
import { screen as ptBR } from '../../src/words/pt-BR/screen.ts';
import { readQr } from '../rig/qr.ts';
import { pages, type PageName, pageScene, type PageScene } from './rig/pages.ts';
import { noon } from './rig/scene.ts';

const names = Object.keys(pages) as PageName[];

const sizes = [
  [20, 6],
  [31, 10],
  [40, 12],
  [80, 24],
  [120, 36],
] as const;

function assertPage(scene: PageScene, wanted: string): void {
  const rows = wanted
    .split('\n')
    .map((row) => row.trim())
    .filter((row) => row.startsWith('|'))
    .map((row) => row.slice(1).trimEnd());
  assert.equal(scene.text(), rows.join('\n'));
}

test('the start screen leads to accounts, to an address, and to a nuvem here', () => {
  assertPage(
    pageScene('menu'),
    `
    | C:\\> PYCHAT.EXE                                                       _  □  ×
    |┌─ Start ──────────────────────────────────────────────────────────────────────┐
    |│                                                                              │
    |│                                                                              │
    |│              ██████╗ ██╗   ██╗ ██████╗██╗  ██╗ █████╗ ████████╗              │
    |│              ██╔══██╗╚██╗ ██╔╝██╔════╝██║  ██║██╔══██╗╚══██╔══╝              │
    |│              ██████╔╝ ╚████╔╝ ██║     ███████║███████║   ██║                 │
    |│              ██╔═══╝   ╚██╔╝  ██║     ██╔══██║██╔══██║   ██║                 │
    |│              ██║        ██║   ╚██████╗██║  ██║██║  ██║   ██║                 │
    |│              ╚═╝        ╚═╝    ╚═════╝╚═╝  ╚═╝╚═╝  ╚═╝   ╚═╝                 │
    |│                                                                              │
    |│       Your accounts                                                          │
    |│       ► ana@nuvem.local                                     used last        │
    |│         ana@192.168.0.7:7071                   the nuvem of this home        │
    |│                                                                              │
    |│       Elsewhere                                                              │
    |│         Connect to an address                                                │
    |│         Start a nuvem here                                                   │
    |│         Quit                                                                 │
    |│                                                                              │
    |│                                                                              │
    |│                                                                              │
    |└──────────────────────────────────────────────────────────────────────────────┘
    | 12:00                              ↑↓ choose ↵ go on Esc back F9 Theme ^Q Quit
    `,
  );
});

test('what is wrong stands where it is wrong, in either language', () => {
  assertPage(
    pageScene('login', { columns: 60, lines: 14, words: ptBR }),
    `
    | C:\\> PYCHAT.EXE                                   _  □  ×
    |┌─ Quem é você? ───────────────────────────────────────────┐
    |│ Aqui é chat.example.                                     │
    |│                                                          │
    |│   Nome   ana                                             │
    |│                                                          │
    |│ ► Senha                                                  │
    |│   ! Wrong name or password. Try again                    │
    |│                                                          │
    |│   Entrar                                                 │
    |│   Ainda não tenho conta lá: fazer uma                    │
    |│   Voltar                                                 │
    |└──────────────────────────────────────────────────────────┘
    | 12:00          ↑↓ escolhe ↵ segue Esc volta F9 Tema ^Q Sai
    `,
  );
});

test('a changed key shows both, says what it means, and is not accepted by Enter', () => {
  const scene = pageScene('changed', { columns: 70, lines: 20 });
  assertPage(
    scene,
    `
    | C:\\> PYCHAT.EXE                                             _  □  ×
    |┌─ The key changed ──────────────────────────────────────────────────┐
    |│  Another key answers at chat.example than the one that belongs     │
    |│  there.                                                            │
    |│                                                                    │
    |│  Expected  sha256:Qm9tIGRpYSEgRXN0YSDDqSB1bWEgY2hhdmUgZmFsc2EuLi4  │
    |│  Got       sha256:T3V0cmEgY2hhdmUsIHRhbWLDqW0gZmFsc2EsIG11aXRvIGI  │
    |│                                                                    │
    |│  Either its operator made a new key, or another nuvem is at this   │
    |│  address now, or somebody stands between you and the nuvem and     │
    |│  would read what you write. Nothing was said to it.                │
    |│                                                                    │
    |│  Ask the operator, by another way than this one, which             │
    |│  fingerprint is right. Without an answer, go back.                 │
    |│                                                                    │
    |│  ► Go back: talk to nobody                                         │
    |│    The operator says it is right: trust this key                   │
    |│                                                                    │
    |└────────────────────────────────────────────────────────────────────┘
    | 12:00                    ↑↓ choose ↵ go on Esc back F9 Theme ^Q Quit
    `,
  );

  scene.key('enter');

  assert.deepEqual(scene.answers, [{ did: 'choose', choice: 'back', values: {} }]);
  const pinned = pageScene('pinned');
  assert.deepEqual(
    pinned.state().page.choices.map(({ id }) => id),
    ['back'],
  );
});

test('the smallest screen shows what is typed, and scrolls', () => {
  const scene = pageScene('login', { columns: 20, lines: 6 });
  scene.type('abc');
  assertPage(
    scene,
    `
    | C:\\> PYCHAT.EXE ×
    |   •••
    |   ! Wrong name or
    |   password. Try
    |   again
    | 12:00 ▲▼   ^Q Quit
    `,
  );
  assert.equal(scene.frame().cursor?.y, 1);
});

for (const words of [en, ptBR])
  test(`every page fills every size exactly (${words.language})`, () => {
    for (const name of names)
      for (const [columns, lines] of sizes)
        for (const ascii of [false, true]) {
          const { rows } = pageScene(name, { words, columns, lines, ascii }).frame();
          assert.deepEqual(rows.map(rowWidth), Array<number>(lines).fill(columns), name);
        }
  });

test('every page is drawn in every theme, with the lines of that theme', () => {
  for (const name of names)
    for (const theme of themeNames) {
      const { rows } = pageScene(name).frame(theme);
      const { box } = palettes[theme];
      assert.ok(rowText(rows[1]!).startsWith({ single: '┌', double: '╔', ascii: '+' }[box]));
      assert.equal(rows.length, 24);
    }
});

test('on the smallest screen every field and choice comes into sight', () => {
  for (const name of names) {
    const scene = pageScene(name, { columns: 20, lines: 6 });
    const { fields, choices } = scene.state().page;
    for (let at = 0; at < fields.length + choices.length; at += 1) {
      const isSeen = scene.text().includes('►') || scene.frame().cursor !== undefined;
      // A page that is read from its beginning begins there.
      if (at > 0) assert.ok(isSeen, `${name} ${scene.state().focus}\n${scene.text()}`);
      scene.key('down');
    }
  }
});

test('a choice that is out of sight comes into sight before it is made', () => {
  const scene = pageScene('first', { columns: 30, lines: 8 });
  assert.doesNotMatch(scene.text(), /►/);

  scene.key('enter');
  assert.match(scene.text(), /► It is the same/);
  assert.deepEqual(scene.answers, []);

  scene.key('enter');
  assert.equal(scene.answers.length, 1);
});

test('a password is dots, is erased from its end, and is gone with the answer', () => {
  const scene = pageScene('login');
  scene.type('correct horsé');
  scene.input({ kind: 'paste', text: ' battery\nrm -rf\n' });
  scene.key('backspace', 'left', 'ctrl+z');
  assert.match(scene.text(), /•{20}(?!•)/);
  assert.doesNotMatch(scene.text(), /horse|battery/);

  scene.key('enter');

  assert.deepEqual(scene.answers, [
    { did: 'choose', choice: 'go', values: { name: 'ana', password: 'correct horsé batter' } },
  ]);
  assert.doesNotMatch(JSON.stringify(scene.state()), /horsé|batter/);
});

test('another page forgets what was typed in secret on the one before', () => {
  const scene = pageScene('login');
  scene.type('correct horse');

  scene.show(pages.login(en));

  assert.deepEqual(scene.state().secrets, {});
});

test('Enter goes from field to field, and behind the last one does the first thing', () => {
  const scene = pageScene('register');
  scene.type('ana');
  scene.key('enter');
  scene.type('one');
  scene.key('enter');
  scene.type('two');
  scene.key('enter');

  assert.deepEqual(scene.answers, [
    { did: 'choose', choice: 'go', values: { name: 'ana', password: 'one', again: 'two' } },
  ]);
});

test('what was left out is said in its place, and nothing that was typed is lost', () => {
  const scene = pageScene('register');
  scene.key('down');
  scene.type('correct horse');
  scene.key('enter');
  scene.type('correct horse');
  scene.key('enter');
  assert.deepEqual(scene.answers, []);
  assert.match(scene.text(), /Type a name/);

  scene.type('ana');
  scene.key('enter', 'enter', 'enter');

  const values = { name: 'ana', password: 'correct horse', again: 'correct horse' };
  assert.deepEqual(scene.answers, [{ did: 'choose', choice: 'go', values }]);
});

test('a click does what Enter does, and the cross ends it', () => {
  const scene = pageScene('menu');
  const click = (x: number, y: number): void =>
    scene.input({ kind: 'mouse', action: 'down', button: 'left', x, y, modifiers: '' });
  const y = scene
    .text()
    .split('\n')
    .findIndex((row) => row.includes('Start a nuvem here'));

  click(20, y);
  click(77, 0);
  click(20, 9);

  assert.deepEqual(scene.answers, [{ did: 'choose', choice: 'host', values: {} }, { did: 'quit' }]);
});

test('Esc goes back, Ctrl+Q quits, F9 takes another theme', () => {
  const scene = pageScene('address');
  scene.key('f9', 'escape', 'ctrl+q');

  assert.equal(scene.state().theme, 'amber');
  assert.deepEqual(scene.answers, [{ did: 'back' }, { did: 'quit' }]);
});

test('F9 goes through the themes of one’s own too, and begins anew', () => {
  const scene = pageScene('menu', { themes: [...themeNames, 'night'] });
  const seen = [...themeNames, 'night'].map(() => {
    scene.key('f9');
    return scene.state().theme;
  });

  assert.deepEqual(seen, [...themeNames.slice(1), 'night', 'cmd']);
});

test('the boot picture goes at any key', () => {
  const scene = pageScene('menu', { boot: 600 });
  assert.match(scene.text(), /PYCHAT BIOS v1\.0/);
  assert.match(scene.text(), /Accounts \.+ 2\n/);

  scene.key('enter');

  assert.match(scene.text(), /► ana@nuvem\.local/);
  assert.deepEqual(scene.answers, []);
});

/** The modules of a code as they are drawn, light for what is white. */
function drawnCode(scene: PageScene, ascii: boolean): readonly (readonly boolean[])[] {
  const rows = scene
    .frame()
    .rows.map((row) => row.filter(({ ink }) => ink === 'qr' || ink === 'qr-light'))
    .filter((row) => row.length > 0);
  if (ascii) return rows.map((row) => row.map(({ ink }) => ink === 'qr-light'));
  return rows.flatMap((row) => {
    const cells = Array.from(rowText(row));
    return [cells.map((cell) => '▀█'.includes(cell)), cells.map((cell) => '▄█'.includes(cell))];
  });
}

for (const [what, columns, lines, ascii] of [
  ['beside the text', 80, 24, false],
  ['among the text', 50, 36, false],
  ['in blanks, light and dark, without the signs of half blocks', 120, 45, true],
] as const)
  test(`the code of a nuvem can be read ${what}`, () => {
    const scene = pageScene('ready', { columns, lines, ascii });
    const light = drawnCode(scene, ascii);
    const size = 33;

    assert.ok(light[0]?.every((module) => module) && light[1]?.every((module) => module));
    const read = readQr({ size, dark: (x, y) => light[y + 2]?.[x + 2] === false });
    const block = scene.state().page.blocks.find(({ kind }) => kind === 'fact');
    assert.equal(read, block?.kind === 'fact' && block.value);
    assert.match(scene.text(), /► Make your account/);
  });

test('where a code does not fit, it is said how large the window has to be', () => {
  assert.match(pageScene('ready', { columns: 60, lines: 20 }).text(), /window of 41×23/);
  assert.match(pageScene('ready', { ascii: true }).text(), /window of 78×41/);
});

test('what a nuvem calls a session is harmless', () => {
  const label = 'ana\u001b]52;c;AAAA\u0007\u202e@\nlaptop';
  const scene = pageScene(seatsPage(en, 'ana', [{ id: 7, label, since: noon }]));

  assert.match(scene.text(), /► 7 {2}ana␛\]52;c;AAAA␇@ laptop +since 2026-11-21 12:00/);
  assert.doesNotMatch(scene.text(), /(?!\n)\p{Cc}|\u202e/u);
  scene.key('enter');
  assert.deepEqual(scene.answers, [{ did: 'choose', choice: '7', values: {} }]);
});

test('what is found later comes in beside the cursor, which stays at what it was at', () => {
  const scene = pageScene('menu');
  scene.key('down', 'down');
  assert.match(scene.text(), /► Connect to an address/);

  scene.renew(pages.found(en));
  assert.match(scene.text(), /► Connect to an address/);
  assert.match(scene.text(), / {2}laboratório {2}192\.168\.0\.9:7071 +new {2}sha256:T3V0cmEg…/);
  scene.key('up', 'enter');

  const [answer] = scene.answers;
  assert.match(answer?.did === 'choose' ? answer.choice : '', /^found sha256:VGVy/);
});

test('one with a known name and another key is warned of', () => {
  assert.match(
    pageScene('found').text(),
    /“casa” at \[fe80.+ is not the nuvem that is +│\n.+known here/,
  );
  assert.doesNotMatch(pageScene('foundFirst').text(), /another|Nobody has an account/);
});
