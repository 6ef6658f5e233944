import assert from 'node:assert/strict';
import { test } from 'node:test';

import { notice } from '../../src/client/notice.ts';
import { rowWidth } from '../../src/tui/row.ts';
import { themeNames } from '../../src/tui/themes.ts';
import { screen as en } from '../../src/words/en/screen.ts';
import { screen as ptBR } from '../../src/words/pt-BR/screen.ts';
import { laboratory, line, noon, room, type Scene, newScene } from './rig/scene.ts';
import * as scenes from './rig/scenes.ts';
import { assertScreen, frameOf, rowsWith, textOf } from './rig/screen.ts';

test('a room on a screen of 80 by 24', () => {
  assertScreen(
    scenes.full(80, 24),
    `
    | C:\\> PYCHAT.EXE - duna@nuvem.local:7070                               _  □  ×
    |┌─ Chats ──────────┬─ #laboratório ─ rede de computadores 2026/2 ─────── open ─┐
    |│ # geral       134│11:32       <duna> 日本語のメッセージもちゃんと表示されま  │
    |│►# laboratório   1│                   すか？ ✓·                               │
    |│ + tcc-seguran…  5│11:33         <li> roda \`npm test\` de novo, ficou verde    █
    |│ ● ana           2│                   aqui 🚀                                 █
    |│ ◐ joão           │11:34       <美咲> a reunião mudou para as 15h, sala 3 —   █
    |│ ○ karl (m)      ·│                   avisem o pessoal do laboratório, por    █
    |│ ● 美咲           │                   favor, porque a agenda anterior foi     █
    |│                  │                   cancelada                               █
    |│                  │11:35       <joão> @duna você revisou o PR #7? (edited)    █
    |│                  │11:37       <duna> já olho ✓·                              █
    |│                  │11:38        <ana> veja                                    █
    |│                  │                   https://example.org/docs/tls?x=1#handsh █
    |│                  │                   ake e depois me diga                    █
    |│                  │11:39       <karl> 한국어도 됩니다                         █
    |│                  │                   [👍 1]                                  █
    |│                  │11:40 *** olga joined                                      █
    |│                  │────────────────────── new messages ────────────────────── █
    |│                  │                   ┌ karl: 한국어도 됩니다                 █
    |│                  │11:42         <li> sim!                                    █
    |└──────────────────┴─ ana is typing ───────────────────────────────────────────┘
    | duna> message… (F1 help, Ctrl+K commands)
    | 12:00 ● 3ms  142 unread, 2 @               F1Help F9Theme ^KCmds ^FFind ^QQuit
    `,
  );
});

test('a room on a large screen has its members beside it', () => {
  assertScreen(
    scenes.full(120, 36),
    `
    | C:\\> PYCHAT.EXE - duna@nuvem.local:7070                                                                       _  □  ×
    |┌─ Chats ──────────────────┬─ #laboratório ─ rede de computadores 2026/2 ────────────────────── open ─┬─ 9 members ────┐
    |│ # geral               134│                                                                          │● duna          │
    |│►# laboratório           1│                                                                          │● ana           │
    |│ + tcc-segurança-da-in…  5│                                                                          │● olga          │
    |│ ● ana                   2│                                                                          │● zé            │
    |│ ◐ joão                   │                                                                          │● 美咲          │
    |│ ○ karl (m)              ·│                                                                          │◐ joão          │
    |│ ● 美咲                   │                                                                          │○ Beatriz       │
    |│                          │                                                                          │○ karl          │
    |│                          │                                                                          │○ li            │
    |│                          │                                                                          │                │
    |│                          │                                                                          │                │
    |│                          │                                                                          │                │
    |│                          │                                                                          │                │
    |│                          │                                                                          │                │
    |│                          │                                                                          │                │
    |│                          │11:31         <zé> ok 👍                                                  │                │
    |│                          │11:32       <duna> 日本語のメッセージもちゃんと表示されますか？ ✓·        │                │
    |│                          │11:33         <li> roda \`npm test\` de novo, ficou verde aqui 🚀           │                │
    |│                          │11:34       <美咲> a reunião mudou para as 15h, sala 3 — avisem o pessoal │                │
    |│                          │                   do laboratório, por favor, porque a agenda anterior    │                │
    |│                          │                   foi cancelada                                          │                │
    |│                          │11:35       <joão> @duna você revisou o PR #7? (edited)                   │                │
    |│                          │11:37       <duna> já olho ✓·                                             │                │
    |│                          │11:38        <ana> veja https://example.org/docs/tls?x=1#handshake e      │                │
    |│                          │                   depois me diga                                         │                │
    |│                          │11:39       <karl> 한국어도 됩니다                                        │                │
    |│                          │                   [👍 1]                                                 │                │
    |│                          │11:40 *** olga joined                                                     │                │
    |│                          │───────────────────────────── new messages ────────────────────────────── │                │
    |│                          │                   ┌ karl: 한국어도 됩니다                                │                │
    |│                          │11:42         <li> sim!                                                   │                │
    |└──────────────────────────┴─ ana is typing ──────────────────────────────────────────────────────────┴────────────────┘
    | duna> message… (F1 help, Ctrl+K commands)
    | 12:00 ● 3ms  142 unread, 2 @                        F1Help F2Chats F3People F4Bare F8Dash F9Theme ^KCmds ^FFind ^QQuit
    `,
  );
});

test('a narrow screen has the messages alone', () => {
  assertScreen(
    scenes.full(56, 20),
    `
    | C:\\> PYCHAT.EXE - duna@nuvem.local:7070       _  □  ×
    |┌─ #laboratório ─ rede de computadores 2026/2 ── open ─┐
    |│11:34 <美咲> a reunião mudou para as 15h, sala 3 —    │
    |│             avisem o pessoal do laboratório, por     │
    |│             favor, porque a agenda anterior foi      │
    |│             cancelada                                │
    |│11:35 <joão> @duna você revisou o PR #7? (edited)     █
    |│11:37 <duna> já olho ✓·                               █
    |│11:38 <ana> veja                                      █
    |│            https://example.org/docs/tls?x=1#handshake█
    |│            e depois me diga                          █
    |│11:39 <karl> 한국어도 됩니다                          █
    |│             [👍 1]                                   █
    |│11:40 *** olga joined                                 █
    |│──────────────────── new messages ────────────────────█
    |│           ┌ karl: 한국어도 됩니다                    █
    |│11:42 <li> sim!                                       █
    |└─ ana is typing ──────────────────────────────────────┘
    | duna> message… (F1 help, Ctrl+K commands)
    | 12:00 ● 3ms  142 unread, 2 @      F1Help ^KCmds ^QQuit
    `,
  );
});

test('the smallest screen', () => {
  assertScreen(
    scenes.full(20, 6),
    `
    | C:\\> PYCHAT.EXE ×
    |┌─ #labor… ─ open ─┐
    |│11:42 <li> sim!   █
    |└─ ana is typi… ───┘
    | > message… (F1 hel…
    | 12:00 ● 3ms  142 u…
    `,
  );
});

test('where there is little room, text goes on below the name, with its marks', () => {
  const scene = newScene({ columns: 20, lines: 11 });
  scene.rooms([room('#lobby', { head: 2, read: 2 })]);
  scene.lines('#lobby', [
    line('#lobby', 1, 'beatriz', 'nova linha para todos'),
    line('#lobby', 2, 'duna', 'até amanhã então'),
  ]);

  assertScreen(
    scene,
    `
    | C:\\> PYCHAT.EXE ×
    |┌─ #lobby ── open ─┐
    |│                  │
    |│11:31 <beatr…>    │
    |│ nova linha para  │
    |│ todos            │
    |│11:32 <duna> até  │
    |│ amanhã então ✓   │
    |└──────────────────┘
    | > message… (F1 hel…
    | 12:00 ○ connecting…
    `,
  );
});

test('own lines say how far they came, a hole is a rule, days are told apart', () => {
  assertScreen(
    scenes.states(),
    `
    | C:\\> PYCHAT.EXE - duna@nuvem.local:7070                     _  □  ×
    |┌─ Chats ──────────┬─ @ana ≡ ──────────────────────────── 🔒 sealed ─┐
    |│►○ ana ≡          │─────────── Friday, 20 November 2026 ────────────│
    |│                  │12:00 <ana> yesterday                            │
    |│                  │────────── Saturday, 21 November 2026 ───────────│
    |│                  │12:00 <duna> read ✓✓                             │
    |│                  │12:00 <duna> delivered ✓·                        │
    |│                  │12:00 <duna> stored ✓                            │
    |│                  │──────────── 2 messages missing here ────────────│
    |│                  │12:00 <ana> behind a hole                        │
    |│                  │12:00 <ana> (removed)                            │
    |│                  │12:00 * ana dances                               │
    |│                  │12:00 <duna> three !                             │
    |│                  │             not sent: This person takes no      │
    |│                  │             messages from you. Nothing was sent │
    |│                  │             – ↑: write it again                 │
    |│                  │12:00 <duna> four ·                              │
    |└──────────────────┴─────────────────────────────────────────────────┘
    | duna> message… (F1 help, Ctrl+K commands)
    | 12:00 ○ offline, next try in 4 s  1 waiting     F1Help ^KCmds ^QQuit
    `,
  );
});

test('away from the end, the border says how much is below; the input grows', () => {
  assertScreen(
    scenes.scrolled(),
    `
    | C:\\> PYCHAT.EXE - duna@nuvem.local:7070                               _  □  ×
    |┌─ Chats ──────────┬─ #laboratório ─ rede de computadores 2026/2 ─────── open ─┐
    |│ # geral       134│─────────── the beginning of this conversation ─────────── █
    |│►# laboratório   1│11:31         <zé> ok 👍                                   █
    |│ + tcc-seguran…  5│11:32       <duna> 日本語のメッセージもちゃんと表示されま  █
    |│ ● ana           2│                   すか？ ✓·                               █
    |│ ◐ joão           │11:33         <li> roda \`npm test\` de novo, ficou verde    │
    |│ ○ karl (m)      ·│                   aqui 🚀                                 │
    |│ ● 美咲           │11:34       <美咲> a reunião mudou para as 15h, sala 3 —   │
    |│                  │                   avisem o pessoal do laboratório, por    │
    |│                  │                   favor, porque a agenda anterior foi     │
    |│                  │                   cancelada                               │
    |└──────────────────┴─ ana is typing ──────── ▼ 6 below – Esc: back to the end ─┘
    | duna> olá pessoal,
    |       segunda linha com 日本語 e 😀
    | 12:00 ● 3ms  142 unread, 2 @               F1Help F9Theme ^KCmds ^FFind ^QQuit
    `,
  );
});

test('the palette lies over the screen', () => {
  assertScreen(
    scenes.palette(),
    `
    | C:\\> PYCHAT.EXE - duna@nuvem.local:7070                               _  □  ×
    |┌─ Chats ──────────┬─ #laboratório ─ rede de computadores 2026/2 ─────── open ─┐
    |│ # geral       134│11:32       <duna> 日本語のメッセージもちゃんと表示されま  │
    |│►# labo┌─ Command palette ────────────────────────────────────────────┐       │
    |│ + tcc-│ > mut                                                        │rde    █
    |│ ● ana │ no bell and no count for this conversation, or again   /mute │       █
    |│ ◐ joão│ put somebody out of this room                        /remove │ 3 —   █
    |│ ○ karl│ what this room is about                               /topic │por    █
    |│ ● 美咲│ put somebody out of this room                          /kick │oi     █
    |│       │ keep somebody out of this channel                       /ban │       █
    |│       │ make a group, or go into it                           /group │ed)    █
    |│       └──────────────────────────────────────────────────────────────┘       █
    |│                  │11:38        <ana> veja                                    █
    |│                  │                   https://example.org/docs/tls?x=1#handsh █
    |│                  │                   ake e depois me diga                    █
    |│                  │11:39       <karl> 한국어도 됩니다                         █
    |│                  │                   [👍 1]                                  █
    |│                  │11:40 *** olga joined                                      █
    |│                  │────────────────────── new messages ────────────────────── █
    |│                  │                   ┌ karl: 한국어도 됩니다                 █
    |│                  │11:42         <li> sim!                                    █
    |└──────────────────┴─ ana is typing ───────────────────────────────────────────┘
    | duna> message… (F1 help, Ctrl+K commands)
    | 12:00 ● 3ms  142 unread, 2 @               F1Help F9Theme ^KCmds ^FFind ^QQuit
    `,
  );
});

test('the help is made of the tables of keys and commands', () => {
  assertScreen(
    scenes.help(),
    `
    | C:\\> PYCHAT.EXE - duna@nuvem.local:7070                               _  □  ×
    |┌─┌─ Keyboard – ↑↓ PgUp PgDn · Esc ──────────────────────────────────────────┐─┐
    |│ │ Enter                         send                                       │ │
    |│►│ Shift/Alt+Enter · Ctrl+J      new line                                   │ │
    |│ │ Tab                           complete @nick, #channel, /command, :emoji │ █
    |│ │ Up · Down                     correct the last line · lines of before    │ █
    |│ │ PgUp · PgDn                   scroll, as the wheel of the mouse does     │ █
    |│ │ Esc                           back to the end · leave what is open       │ █
    |│ │ Ctrl+Up · Ctrl+Down           pick a message: reply, edit, delete, react │ █
    |│ │ Alt+Up · Alt+Down             other conversation                         │ █
    |│ │ Alt+1–9                       conversation 1 to 9                        │ █
    |│ │ Alt+A                         next unread, mentions first                │ █
    |│ │ Ctrl+K                        conversations and every command            │ █
    |│ │ Ctrl+F                        search here                                │ █
    |│ │ Ctrl+G                        search everywhere                          │ █
    |│ │ F1                            this help                                  │ █
    |│ │ F2                            list of conversations                      │ █
    |│ │ F3                            list of members                            │ █
    |│ │ F4                            bare: the terminal selects and copies      │ █
    |│ │ Ctrl+O                        picked link or message · draft: $EDITOR    │ █
    |│ │ F8                            dashboard: the link in numbers             │ █
    |└─└──────────────────────────────────────────────────────────────────────────┘─┘
    | duna> message… (F1 help, Ctrl+K commands)
    | 12:00 ● 3ms  142 unread, 2 @               F1Help F9Theme ^KCmds ^FFind ^QQuit
    `,
  );
});

test('where there is little room, the help has one column, and it ends where its rows do', () => {
  const scene = laboratory({ columns: 34, lines: 11 });
  scene.key('f1', 'end', 'pagedown', 'up');

  assertScreen(
    scene,
    `
    | C:\\> PYCHAT.EXE - duna        ×
    |┌─ Keyboard – ↑↓ PgUp PgDn · E… ─┐
    |│ /nick-colour name 1…16|off     │
    |│   another colour for a name    │
    |│ /lang en|pt-BR                 │
    |│   language of this screen      │
    |│ /help                          │
    |│   keys and commands            │
    |│ /quit                          │
    |└────────────────────────────────┘
    | 12:00 ● 3ms  142 unread, 2 @
    `,
  );
});

test('the bare screen is what a terminal can select', () => {
  assertScreen(
    scenes.bare(),
    `
    | C:\\> PYCHAT.EXE - duna@nuvem.local:7070               _  □  ×
    |11:35       <joão> @duna você revisou o PR #7? (edited)
    |11:37       <duna> já olho ✓·
    |11:38        <ana> veja
    |                   https://example.org/docs/tls?x=1#handshake e
    |                   depois me diga
    |11:39       <karl> 한국어도 됩니다
    |                   [👍 1]
    |11:40 *** olga joined
    |───────────────────────── new messages ─────────────────────────
    |                   ┌ karl: 한국어도 됩니다
    |11:42         <li> sim!
    | duna> message… (F1 help, Ctrl+K commands)
    | 12:00 ● 3ms  bare: select and copy with the terminal, F4 goes …
    `,
  );
});

test('the boot picture shows what was said last', () => {
  assertScreen(
    scenes.boot(),
    `
    |
    |
    |
    |               ██████╗ ██╗   ██╗ ██████╗██╗  ██╗ █████╗ ████████╗
    |               ██╔══██╗╚██╗ ██╔╝██╔════╝██║  ██║██╔══██╗╚══██╔══╝
    |               ██████╔╝ ╚████╔╝ ██║     ███████║███████║   ██║
    |               ██╔═══╝   ╚██╔╝  ██║     ██╔══██║██╔══██║   ██║
    |               ██║        ██║   ╚██████╗██║  ██║██║  ██║   ██║
    |               ╚═╝        ╚═╝    ╚═════╝╚═╝  ╚═╝╚═╝  ╚═╝   ╚═╝
    |
    |              PYCHAT BIOS v1.0  (C) 2026
    |              Memory test: 640K OK
    |              Detecting nuvem ......... nuvem.local:7070
    |              Account ................. duna
    |              Last lines of history ... 2 OK
    |
    |              #lobby 10:01 <ana> bom dia!
    |              @ana 10:02 <duna> oi
    |
    |              Press any key to continue_
    |
    |
    |
    |
    `,
  );
});

test('without a conversation it says how to begin one', () => {
  assertScreen(
    scenes.nobody(),
    `
    | C:\\> PYCHAT.EXE - duna@nuvem.local:7070                               _  □  ×
    |┌─ Chats ──────────┬───────────────────────────────────────────────────────────┐
    |│                  │                                                           │
    |│                  │                                                           │
    |│                  │  No conversation yet. /dm name talks to somebody, /join   │
    |│                  │                 #lobby enters the lobby.                  │
    |│                  │                                                           │
    |│                  │                                                           │
    |│                  │                                                           │
    |└──────────────────┴───────────────────────────────────────────────────────────┘
    | duna>
    | 12:00 ○ connecting…                        F1Help F9Theme ^KCmds ^FFind ^QQuit
    `,
  );
});

test('in Portuguese; a group says that it is not sealed', () => {
  assertScreen(
    scenes.portuguese(),
    `
    | C:\\> PYCHAT.EXE - duna@nuvem.local:7070                               _  □  ×
    |┌─ Conversas ──────┬─ +tcc-segurança-da-informação ─────────────── NÃO SELADO ─┐
    |│ # geral       134│                                                           │
    |│ # laboratório   1│                                                           │
    |│►+ tcc-segurança… │                                                           │
    |│ ● ana           2│                                                           │
    |│ ◐ joão           │                                                           │
    |│ ○ karl (m)      ·│                                                           │
    |│ ● 美咲           │                                                           │
    |│                  │                                                           │
    |│                  │                                                           │
    |│                  │              Ninguém disse nada aqui ainda.               │
    |│                  │                                                           │
    |│                  │                                                           │
    |│                  │                                                           │
    |│                  │                                                           │
    |│                  │                                                           │
    |│                  │                                                           │
    |│                  │                                                           │
    |│                  │                                                           │
    |│                  │                                                           │
    |└──────────────────┴───────────────────────────────────────────────────────────┘
    | duna> mensagem… (F1 ajuda, Ctrl+K comandos)
    | 12:00 ● 3ms  137 não lidas, 2 @            F1Ajuda F9Tema ^KCmds ^FBusca ^QSai
    `,
  );
});

test('a word for a moment is read whole, and takes the place of what is unread where both are too long', () => {
  for (const words of [en, ptBR]) {
    const scene = laboratory({ words });
    scene.key('ctrl+up');
    scene.type('x');
    assert.equal(rowsWith(scene, words.toast.pick).length, 1);
  }
});

test('a row of a list goes on under its second column', () => {
  const scene = newScene();
  scene.rooms([room('#lobby')]);
  const device = {
    id: 5,
    label: 'root@vm',
    online: false,
    here: false,
    revoked: false,
    seen: noon,
  };
  const purpose = { for: 'list', list: 'devices', to: '#lobby' } as const;
  scene.happen({ type: 'answer', purpose, answer: [{ ...device, waits: true }] });
  const rows = textOf(scene).split('\n');
  const at = rows.findIndex((row) => row.includes('  5  root@vm'));
  assert.equal(rows[at + 1]?.indexOf('/devices confirm 5'), rows[at]?.indexOf('root@vm'));
});

test('a key with another meaning is no hint', () => {
  const scene = newScene();
  assert.equal(rowsWith(scene, 'F9Theme').length, 1);
  scene.set((state) => ({
    ...state,
    keys: new Map([
      ['f9', ''],
      ['ctrl+f', '/mute'],
    ]),
  }));
  assert.equal(rowsWith(scene, 'F9Theme').length, 0);
  assert.equal(rowsWith(scene, '^KCmds ^QQuit').length, 1);
});

test('one is not many, and roles are words', () => {
  const scene = newScene({ words: ptBR });
  scene.rooms([room('#lobby'), room('#geral', { head: 1 })]);
  scene.tell({ event: 'link', link: { state: 'up', latency: 3 } });
  assert.equal(rowsWith(scene, '1 não lida ').length, 1);
  const answer = [{ name: 'ana', role: 'owner', state: 'online' }];
  const purpose = { for: 'list', list: 'who', to: '#lobby' } as const;
  scene.happen({ type: 'answer', purpose, answer });
  assert.match(rowsWith(scene, 'ana')[0] ?? '', /ana +presente +dono/);
});

test('where this device may not read yet, it is not said that nothing was said', () => {
  const scene = newScene();
  scene.rooms([room('+lab', { waiting: 'confirm' })]);
  scene.lines('+lab', []);
  assert.equal(rowsWith(scene, en.nothingHere).length, 0);
  scene.rooms([room('+lab')]);
  assert.equal(rowsWith(scene, en.nothingHere).length, 1);
});

test('a window below the smallest says so', () => {
  assert.match(textOf(laboratory({ columns: 19, lines: 6 })), /^window too small/);
});

test('every size, theme and language fills exactly its cells', () => {
  for (const words of [en, ptBR])
    for (const width of [20, 27, 39, 56, 59, 60, 80, 99, 100, 109, 110, 120, 133])
      for (const height of [6, 7, 8, 12, 24, 36, 47])
        fills(laboratory({ words, columns: width, lines: height }), width, height);
});

function fills(scene: Scene, width: number, height: number): void {
  const chords = 'f4 f4 ctrl+k escape f1 escape f8 escape pageup'.split(' ');
  for (const [at, chord] of chords.entries()) {
    const theme = themeNames[(width + height + at) % themeNames.length]!;
    const { rows, cursor } = frameOf(scene, theme);
    const told = `${width}x${height} ${theme} before ${chord}`;
    assert.equal(rows.length, height, told);
    assert.deepEqual([...new Set(rows.map(rowWidth))], [width], told);
    assert.ok(!cursor || (cursor.x < width && cursor.y < height), told);
    scene.key(chord);
  }
}

test('lines of themes: single, double, ascii', () => {
  const scene = laboratory();
  assert.match(textOf(scene, 'cmd'), /^┌─/m);
  assert.match(textOf(scene, 'dosblue'), /^╔═/m);
  assert.match(textOf(scene, 'hc'), /^\+-/m);
});

test('nothing that people write reaches the screen as a control', () => {
  const evil = '\u001b]52;c;QUFB\u0007\u001b[2Jx\u202eabc\u0000\u009b31m';
  const scene = laboratory();
  scene.tell({ event: 'line', line: line('#laboratório', 13, evil, evil, { at: noon }) });
  scene.tell({ event: 'room', room: room(`+${evil}`, { topic: evil, from: evil, request: true }) });
  scene.key('alt+3');
  scene.tell({ event: 'typing', room: `+${evil}`, user: evil });
  scene.tell(notice(['other', evil]));
  scene.tell({ event: 'presence', user: evil, state: 'online', at: noon });

  const all = frameOf(scene)
    .rows.flat()
    .map(({ text }) => text)
    .join('');

  assert.doesNotMatch(all, /[\p{Cc}\u202a-\u202e]/u);
  assert.ok(rowsWith(scene, '52;c;QUFB').length > 1);
});

test('a huge line costs what is seen of it', () => {
  const scene = laboratory();
  const text = '😀'.repeat(30_000);
  scene.tell({ event: 'line', line: line('#laboratório', 13, 'ana', text, { at: noon }) });

  assert.match(textOf(scene), /… 58800 more/);
});
