import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import type { Effect } from '../../src/tui/state.ts';
import * as scenes from './rig/file-scenes.ts';
import { line, noon, room, type Scene } from './rig/scene.ts';
import { ptBR } from './rig/scenes.ts';
import { assertScreen, rowsWith, textOf } from './rig/screen.ts';

const asksIn = (effects: readonly Effect[]) =>
  effects.flatMap((effect) => (effect.do === 'ask' ? [effect.ask] : []));
const disksIn = (effects: readonly Effect[]) =>
  effects.flatMap((effect) => (effect.do === 'disk' ? [effect.ask] : []));

/** The last digit of the id of the file that is meant. */
const lastOf = (ask: object): string =>
  'file' in ask && typeof ask.file === 'string' ? ask.file.slice(-1) : '';

/** Picks the line of that number. */
function pick(scene: Scene, seq: number): void {
  for (
    let at = 0;
    at < 8 && scene.state().chats.find(({ to }) => to === '@ana')?.picked !== `@ana ${seq}`;
    at += 1
  )
    scene.key('ctrl+up');
  scene.effects();
}

describe('files in a conversation', () => {
  it('say how they stand, with a bar while they move, and a picture that their sender made', () => {
    const scene = scenes.transfers(100, 44);

    assertScreen(
      scene,
      `
      | C:\\> PYCHAT.EXE - duna@nuvem.local:7070                                                   _  □  ×
      |┌─ Chats ──────────┬─ @ana ─────────────────────────────────────────── 🔒 sealed ─┬─ 2 members ────┐
      |│ # lobby          │                                                              │● duna          │
      |│ + lab            │                                                              │● ana           │
      |│►● ana            │                                                              │                │
      |│                  │                                                              │                │
      |│                  │                                                              │                │
      |│                  │                                                              │                │
      |│                  │                                                              │                │
      |│                  │                                                              │                │
      |│                  │                                                              │                │
      |│                  │11:31        <ana> ▤ relatório final.pdf · 3.2 MiB            │                │
      |│                  │                   ✓ /home/duna/downloads/relatório final.pdf │                │
      |│                  │                   · direct                                   │                │
      |│                  │11:32       <duna> ▤ aula-07.mp4 · 734.0 MiB ✓·               │                │
      |│                  │                   █████████████▌░░░░░░░░░░░░░░░░░░ 43 %      │                │
      |│                  │                   12.0 MiB/s · 0:35 left · through the nuvem │                │
      |│                  │11:33        <ana> ▦ dados · 40.0 MiB                         │                │
      |│                  │                   █████░░░░░░░░░░░░░░░ 25 % · paused         │                │
      |│                  │11:34        <ana> ▤ disco.img · 9.8 GiB                      │                │
      |│                  │                   not fetched: What came of disco.img is not │                │
      |│                  │                   what was sent. Nothing of it was kept; ask │                │
      |│                  │                   for it to be sent again                    │                │
      |│                  │11:35       <duna> ▤ velho.zip · 1.0 MiB ✓·                   │                │
      |│                  │                   waiting · The disk of the nuvem is full.   │                │
      |│                  │                   pychat goes on by itself                   │                │
      |│                  │11:36        <ana> ▣ pôr do sol.jpg · 2.3 MiB                 │                │
      |│                  │                   offered · G or /get fetches it             │                │
      |│                  │                   ▀   ▀   ▀   ▀   ▀   ▀   ▀   ▀   ▀   ▀   ▀  │                │
      |│                  │                     ▀   ▀   ▀   ▀   ▀   ▀   ▀   ▀   ▀   ▀    │                │
      |│                  │                   ▀ ▀ ▀ ▀ ▀ ▀ ▀ ▀ ▀ ▀ ▀ ▀ ▀ ▀ ▀ ▀ ▀ ▀ ▀ ▀ ▀  │                │
      |│                  │                   ▀ ▀ ▀ ▀ ▀ ▀ ▀ ▀ ▀ ▀ ▀ ▀ ▀ ▀ ▀ ▀ ▀ ▀ ▀ ▀ ▀  │                │
      |│                  │                   ▀▄▀ ▀▄▀ ▀▄▀ ▀▄▀ ▀▄▀ ▀▄▀ ▀▄▀ ▀▄▀ ▀▄▀ ▀▄▀ ▀▄ │                │
      |│                  │                   ▀ ▀▄▀ ▀▄▀ ▀▄▀ ▀▄▀ ▀▄▀ ▀▄▀ ██▀███▀ ▀▄▀ ▀▄▀  │                │
      |│                  │                   ▀▄▀▄▀▄▀▄▀▄▀▄▀▄▀▄▀▄▀▄▀▄▀▄▀▄▀███▀██▄▀▄▀▄▀▄▀▄ │                │
      |│                  │                   ▀▄▀▄▀▄▀▄▀▄▀▄▀▄▀▄▀▄▀▄▀▄▀▄▀ ▀▀▀███▀▄▀▄▀▄▀▄▀▄ │                │
      |│                  │                   ▀█▀▄▀█▀▄▀█▀▄▀█▀▄▀█▀▄▀█▀ ▀   ▀ ▀▀▀█▀▄▀█▀▄▀█ │                │
      |│                  │                   ▀ ▀█▀▄▀█▀▄▀█▀▄▀█▀▄▀█▀                      │                │
      |│                  │                   ▀   ▀█▀ ▀   ▀   ▀   ▀   ▀   ▀   ▀   ▀   ▀  │                │
      |│                  │                                                              │                │
      |│                  │11:37        <ana> olha que lindo ontem                       │                │
      |└──────────────────┴──────────────────────────────────────────────────────────────┴────────────────┘
      | duna> message… (F1 help, Ctrl+K commands)
      | 12:00 ● 3ms  ▲ 12.0 MiB/s       F1Help F2Chats F3People F4Bare F8Dash F9Theme ^KCmds ^FFind ^QQuit
      `,
    );
  });

  it('say in Portuguese how they stand', () => {
    const scene = scenes.transfers(80, 30, { words: ptBR });

    assert.equal(rowsWith(scene, 'oferecido · G ou /get baixa').length, 1);
    assert.equal(rowsWith(scene, 'faltam 0:35 · pela nuvem').length, 1);
  });

  it('have no picture where none is wanted', () => {
    const scene = scenes.transfers(80, 40);
    assert.ok(rowsWith(scene, '▄').length > 2);

    scene.set((state) => ({ ...state, previews: false }));

    assert.equal(rowsWith(scene, '▄').length, 0);
  });

  it('have no picture of bytes that are none', () => {
    const scene = scenes.transfers(80, 40);

    scene.tell({ event: 'file', file: { ...scenes.some[5]!, preview: Buffer.from('\u0089PNG') } });

    assert.equal(rowsWith(scene, '▄').length, 0);
  });

  it('that wait or were given up keep their bar, or say how they come all the same', () => {
    const scene = scenes.transfers(100, 40);
    const size = 1024 ** 2;

    scene.tell({ event: 'file', file: { ...scenes.some[4]!, bytes: size / 4 } });
    assert.equal(rowsWith(scene, '█████░░░░░░░░░░░░░░░░░░░░░░░░░░░ 25 %').length, 0);
    assert.equal(rowsWith(scene, '████████░░░░░░░░░░░░░░░░░░░░░░░░ 25 %').length, 1);
    assert.equal(rowsWith(scene, '│                   waiting · The disk of the nuvem').length, 1);

    scene.tell({ event: 'file', file: { ...scenes.some[2]!, state: 'cancelled' } });
    assert.equal(rowsWith(scene, 'cancelled · G or /get fetches it').length, 1);
    scene.tell({ event: 'file', file: { ...scenes.some[4]!, state: 'cancelled' } });
    assert.equal(rowsWith(scene, 'cancelled').length, 2);
    scene.tell({
      event: 'file',
      file: { ...scenes.some[5]!, state: 'gone', reason: ['file-dropped'] },
    });
    assert.equal(rowsWith(scene, 'Its sender took it back').length, 1);
  });

  it('redraw their own row as they move', () => {
    const scene = scenes.transfers(80, 40);
    const before = textOf(scene).split('\n');

    scene.tell({ event: 'file', file: { ...scenes.some[1]!, bytes: 700 * 1024 ** 2 } });

    const after = textOf(scene).split('\n');
    const changed = after.filter((row, at) => row !== before[at]);
    assert.equal(changed.length, 2);
    assert.match(changed.join(), /95 %.*0:03 left/s);
  });

  it('with a name that would command a terminal are shown with a harmless one', () => {
    const scene = scenes.transfers(80, 40);
    const name = 'a\u001b]0;x\u0007\u202egpj.exe';

    scene.lines('@ana', [
      line('@ana', 9, 'ana', '', {
        content: { kind: 'file', file: Buffer.alloc(16, 9), name, size: 5, type: '' },
      }),
    ]);
    scene.tell({ event: 'file', file: scenes.file(9, { name }) });
    scene.tell({
      event: 'file',
      file: scenes.file(9, { name, state: 'done', path: `/d/${name}` }),
    });
    scene.type('/files');
    scene.key('enter');

    for (const sign of ['\u001b', '\u0007', '\u202e']) assert.ok(!textOf(scene).includes(sign));
    assert.ok(rowsWith(scene, 'a␛]0;x␇gpj.exe').length > 0);
  });

  it('are told of when they are done or failed, and rung for when nobody looks', () => {
    const scene = scenes.transfers();
    scene.happen({ type: 'input', input: { kind: 'focus', focused: false } });
    scene.effects();

    scene.tell({ event: 'file', file: { ...scenes.some[2]!, state: 'done' } });

    assert.deepEqual(scene.effects(), [
      { do: 'notify', title: 'pychat @ana', text: 'dados is here' },
    ]);
    assert.equal(rowsWith(scene, 'dados is here').length, 1);
  });

  it('leave their source to the disk when they are sent', () => {
    const scene = scenes.transfers();
    const path = '/texts/a.txt';
    scene.effects();

    for (const state of ['moving', 'done', 'done'] as const)
      scene.tell({ event: 'file', file: { ...scenes.some[1]!, path, state } });

    assert.deepEqual(disksIn(scene.effects()), [{ kind: 'sent', path }]);
  });

  it('that are not taken say why once, and Up writes what sends them again', () => {
    const scene = scenes.transfers();
    const reason = ['refused', 'files-off'] as const;
    const failed = { ...scenes.some[1]!, line: 'mine', path: "/d/o'a b.mp4", reason };
    const { seq: _seq, ...row } = line('@ana', 8, 'duna', '');
    scene.tell({
      event: 'line',
      line: {
        ...row,
        id: 'mine',
        state: 'failed',
        reason,
        content: { kind: 'file', file: Buffer.alloc(16, 8), name: 'b.mp4', size: 7, type: '' },
      },
    });
    scene.tell({ event: 'file', file: { ...failed, state: 'failed' } });

    assert.equal(rowsWith(scene, 'not sent:').length, 1);
    scene.key('up');
    assert.equal(rowsWith(scene, `/send "/d/o'a b.mp4"`).length, 1);
  });

  it('are not corrected, be they picked or the last line', () => {
    const scene = scenes.transfers(80, 40);
    scene.key('up');
    assert.equal(rowsWith(scene, 'correcting').length, 0);
    pick(scene, 2);
    scene.type('e');
    assert.equal(rowsWith(scene, 'correcting').length, 0);
  });

  it('are summed up in the status bar while they move', () => {
    const scene = scenes.transfers();
    assert.equal(rowsWith(scene, '▲ 12.0 MiB/s').length, 1);

    scene.tell({ event: 'file', file: { ...scenes.some[2]!, state: 'moving', rate: 1024 ** 2 } });
    assert.equal(rowsWith(scene, '▼▲ 2× 13.0 MiB/s').length, 1);

    scene.tell({ event: 'file', file: { ...scenes.some[1]!, state: 'done' } });
    scene.tell({ event: 'file', file: { ...scenes.some[2]!, state: 'paused' } });
    assert.equal(rowsWith(scene, 'MiB/s').length, 0);
  });
});

describe('the keys of a picked file', () => {
  for (const [seq, key, kind] of [
    [6, 'g', 'get-file'],
    [2, 'p', 'pause-file'],
    [3, 'p', 'resume-file'],
    [2, 'x', 'cancel-file'],
  ] as const)
    it(`${key} of file ${seq} asks for ${kind}`, () => {
      const scene = scenes.transfers(80, 40);
      pick(scene, seq);

      scene.type(key);

      assert.deepEqual(asksIn(scene.effects()), [{ kind, file: scenes.some[seq - 1]!.id }]);
    });

  it('are told as they are for what failed: it is fetched again, or sent again', () => {
    const scene = scenes.transfers(80, 40);
    pick(scene, 4);
    assert.equal(rowsWith(scene, 'G get').length, 1);

    scene.tell({
      event: 'file',
      file: { ...scenes.some[1]!, state: 'failed', reason: ['no-files'] },
    });
    scene.key('escape');
    pick(scene, 2);
    assert.equal(rowsWith(scene, 'P go on').length, 1);
    scene.type('p');
    assert.deepEqual(asksIn(scene.effects()), [{ kind: 'resume-file', file: scenes.some[1]!.id }]);
  });

  it('Ctrl+O shows the folder of what is here, and fetches what is not', () => {
    const scene = scenes.transfers(80, 40);
    pick(scene, 6);
    scene.key('ctrl+o');
    assert.deepEqual(asksIn(scene.effects()), [{ kind: 'get-file', file: scenes.some[5]!.id }]);

    pick(scene, 1);
    scene.key('ctrl+o');
    assert.deepEqual(scene.effects(), [{ do: 'show', text: scenes.some[0]!.path }]);
  });
});

describe('the list of files', () => {
  it('shows all of them, and the whole of what is chosen', () => {
    assertScreen(
      scenes.page(),
      `
      | C:\\> PYCHAT.EXE - duna@nuvem.local:7070                               _  □  ×
      |┌─ Chats ──────────┬─ @ana ──────────────────────────────────────── 🔒 sealed ─┐
      |│ # lobby          │                   █████░░░░░░░░░░░░░░░ 25 % · paused      │
      |│ ┌─ Files ─ 6/6 ────────────────────────────────────────────────────────────┐ │
      |│►│   1 ▼▤ relatório final.pdf          3.2 MiB @ana · ✓ /home/duna/download…│ │
      |│ │   2 ▲▤ aula-07.mp4                734.0 MiB @ana · 43 % · 12.0 MiB/s · 0…│ │
      |│ │   3 ▼▦ dados                       40.0 MiB @ana · 25 % · paused         │ │
      |│ │   4 ▼▤ disco.img                    9.8 GiB @ana · not fetched: What cam…│ █
      |│ │   5 ▲▤ velho.zip                    1.0 MiB @ana · waiting · The disk of…│ █
      |│ │   6 ▼▣ pôr do sol.jpg               2.3 MiB @ana · offered · G or /get f…│ █
      |│ │                                                                          │ █
      |│ │  offered · G or /get fetches it                                          │ █
      |│ │                                                                          │ █
      |│ │ Enter get  P pause  X cancel  O where it is  Esc close                   │ █
      |│ └──────────────────────────────────────────────────────────────────────────┘ █
      |│                  │                   ▀ ▀▄▀ ▀▄▀ ▀▄▀ ▀▄▀▄█▄▀▄▀▄▀ ▀▄            █
      |│                  │                   ▀▄▀▄▀▄▀▄▀▄▀▄▀▄▀▄▀█▀███▀▄▀▄▀▄            █
      |│                  │                   ▀▄▀▄▀▄▀▄▀▄▀▄▀▄▀ ▀ ▀▀▀█▀▄▀▄▀▄            █
      |│                  │                   ▀█▀▄▀█▀ ▀█▀▄▀   ▀   ▀ ▀ ▀ ▀             █
      |│                  │                     ▀▀▀                                   █
      |│                  │11:37        <ana> olha que lindo ontem                    █
      |└──────────────────┴───────────────────────────────────────────────────────────┘
      | duna> message… (F1 help, Ctrl+K commands)
      | 12:00 ● 3ms  ▲ 12.0 MiB/s                  F1Help F9Theme ^KCmds ^FFind ^QQuit
      `,
    );
  });

  it('gets, pauses, goes on and cancels what is chosen', () => {
    const scene = scenes.page();
    scene.effects();

    scene.key('enter');
    scene.key('up', 'up', 'up');
    scene.type('p');
    scene.key('up');
    scene.type('p');
    scene.type('x');

    assert.deepEqual(
      asksIn(scene.effects()).map((ask) => [ask.kind, lastOf(ask)]),
      [
        ['get-file', '6'],
        ['resume-file', '3'],
        ['pause-file', '2'],
        ['cancel-file', '2'],
      ],
    );
    scene.key('escape');
    assert.equal(rowsWith(scene, 'Files ─').length, 0);
  });

  it('answers to numbers and names in commands', () => {
    const scene = scenes.transfers();
    scene.effects();

    for (const said of [
      '/files pause 2',
      '/files cancel 3',
      '/get',
      '/get disco',
      '/get 6',
      '/get nada',
    ]) {
      scene.type(said);
      scene.key('enter');
    }

    assert.deepEqual(
      asksIn(scene.effects()).map((ask) => [ask.kind, lastOf(ask)]),
      [
        ['pause-file', '2'],
        ['cancel-file', '3'],
        ['get-file', '6'],
        ['get-file', '4'],
        ['get-file', '6'],
      ],
    );
    assert.equal(rowsWith(scene, 'no file is called nada').length, 1);
  });

  it('/get alone takes the newest that can be fetched', () => {
    const scene = scenes.transfers();
    scene.tell({ event: 'file', file: { ...scenes.some[5]!, state: 'moving' } });
    scene.effects();

    scene.type('/get');
    scene.key('enter');

    assert.deepEqual(asksIn(scene.effects()).map(lastOf), ['4']);
  });
});

describe('the picker of files', () => {
  it('shows folders first, without those whose name begins with a dot, and a picture beside', () => {
    assertScreen(
      scenes.picker(),
      `
      | C:\\> PYCHAT.EXE - duna@nuvem.local:7070                               _  □  ×
      |┌─ Chats ──────────┬─ @ana ──────────────────────────────────────── 🔒 sealed ─┐
      |│ ┌─ Send a file ─ /home/duna/fotos ─────────────────────────────────────────┐ │
      |│ │ >                                                                        │ │
      |│►│ ► 2025/                                     │ ▀ ▀ ▀ ▀ ▀ ▀ ▀ ▀ ▀ ▀ ▀ ▀ ▀  │ │
      |│ │ ► viagem/                                   │ ▀ ▀ ▀ ▀ ▀ ▀ ▀ ▀ ▀ ▀ ▀ ▀ ▀  │ │
      |│ │   lista.txt                           812 B │ ▀▄▀ ▀▄▀ ▀▄▀ ▀▄▀ ▀▄▀ ▀▄▀ ▀▄ │ │
      |│ │   pôr do sol.jpg                    2.3 MiB │ ▀ ▀▄▀ ▀▄▀ ▀▄▀ ▀▄▀███▀ ▀▄▀  │ █
      |│ │   praia.jpg                         2.3 MiB │ ▀▄▀▄▀▄▀▄▀▄▀▄▀▄▀ ▀▀▀█▀▄▀▄▀▄ │ █
      |│ │   vídeo da formatura da turma d…  700.0 MiB │ ▀▄▀▄▀▄▀▄▀▄▀▄▀ ▀     ▀ ▀ ▀  │ █
      |│ │                                             │ ▀ ▀ ▀ ▀ ▀ ▀ ▀   ▀   ▀   ▀  │ █
      |│ │                                             │                            │ █
      |│ │                                             │ pôr do sol.jpg             │ █
      |│ │                                             │ 2.3 MiB                    │ █
      |│ │                                             │ 2022-04-29 20:00           │ █
      |│ │                                             │                            │ █
      |│ │                                             │                            │ █
      |│ │                                             │                            │ █
      |│ │                                             │                            │ █
      |│ │ Enter send  ← up  Tab hidden  Esc close                                  │ █
      |│ └──────────────────────────────────────────────────────────────────────────┘ █
      |└──────────────────┴───────────────────────────────────────────────────────────┘
      | duna> message… (F1 help, Ctrl+K commands)
      | 12:00 ● 3ms  ▲ 12.0 MiB/s                  F1Help F9Theme ^KCmds ^FFind ^QQuit
      `,
    );
  });

  it('is narrow on a small screen', () => {
    assertScreen(
      scenes.picker(44, 16),
      `
      | C:\\> PYCHAT.EXE - duna            _  □  ×
      |┌─ @ana ─────────────────────── 🔒 sealed ─┐
      |┌─ Send a file ─ /home/duna/fotos ─────────┐
      |│ >                                        │
      |│ ► 2025/                                  │
      |│ ► viagem/                                │
      |│   lista.txt                        812 B │
      |│   pôr do sol.jpg                 2.3 MiB │
      |│   praia.jpg                      2.3 MiB │
      |│   vídeo da formatura da turm…  700.0 MiB │
      |│                                          │
      |│ Enter send  ← up  Tab hidden  Esc close  │
      |└──────────────────────────────────────────┘
      |└──────────────────────────────────────────┘
      | duna> message… (F1 help, Ctrl+K commands)
      | 12:00 ● 3ms  ▲ 12.0 MiB/s           F1Help
      `,
    );
  });

  it('filters as one types, goes into a folder and up again, and shows what is hidden', () => {
    const scene = scenes.picker();
    scene.effects();

    scene.type('via');
    scene.key('enter');
    assert.deepEqual(disksIn(scene.effects()), [
      { kind: 'folder', path: '/home/duna/fotos/viagem' },
    ]);

    const entries: typeof scenes.photos = [];
    const path = '/home/duna/fotos/viagem';
    scene.happen({
      type: 'answer',
      purpose: { for: 'folder' },
      answer: { path, parent: '/home/duna/fotos', entries, more: 0 },
    });
    assert.equal(rowsWith(scene, 'nothing here').length, 1);
    scene.key('backspace');
    assert.deepEqual(disksIn(scene.effects()), [{ kind: 'folder', path: '/home/duna/fotos' }]);

    scene.happen({
      type: 'answer',
      purpose: { for: 'folder' },
      answer: { path: '/home/duna/fotos', parent: '/home/duna', entries: scenes.photos, more: 3 },
    });
    scene.key('tab');
    assert.equal(rowsWith(scene, '.secreto').length > 0, true);
    assert.equal(rowsWith(scene, '3 more are not shown').length, 1);
  });

  it('sends what is chosen, and asks for a picture of pictures alone', () => {
    const scene = scenes.picker();
    assert.deepEqual(
      disksIn(scene.effects()).filter(({ kind }) => kind === 'glance'),
      [{ kind: 'glance', path: '/home/duna/fotos/pôr do sol.jpg' }],
    );

    scene.key('enter');

    const [ask] = asksIn(scene.effects());
    assert.deepEqual(ask, {
      kind: 'send-file',
      id: scene.state().fresh,
      to: '@ana',
      path: '/home/duna/fotos/pôr do sol.jpg',
    });
    assert.equal(scene.state().picker, undefined);
  });

  it('stays where it is when a folder cannot be looked into', () => {
    const scene = scenes.picker();

    scene.happen({
      type: 'refused',
      purpose: { for: 'folder' },
      reason: ['file-unreadable', '/root', 'EACCES'],
    });

    assert.equal(rowsWith(scene, 'praia.jpg').length, 1);
  });
});

describe('files that are dropped on the terminal', () => {
  it('are asked about, and sent one behind the other; the text goes', () => {
    const scene = scenes.dropped();
    assertScreen(
      scene,
      `
      | C:\\> PYCHAT.EXE - duna@nuvem.local:7070                               _  □  ×
      |┌─ Chats ──────────┬─ @ana ──────────────────────────────────────── 🔒 sealed ─┐
      |│ # lobby          │                   █████░░░░░░░░░░░░░░░ 25 % · paused      │
      |│ + lab            │11:34        <ana> ▤ disco.img · 9.8 GiB                   │
      |│►● ana            │                   not fetched: What came of disco.img is  │
      |│                  │                   not what was sent. Nothing of it was    │
      |│       ┌─ Send ───────────────────────────────────────────────────────┐       │
      |│       │                                                              │       █
      |│       │  Send these 2 files to @ana?                                 │s      █
      |│       │                                                              │       █
      |│       │  ▤ praia.jpg · 2.3 MiB                                       │       █
      |│       │  ▦ viagem                                                    │       █
      |│       │                                                              │       █
      |│       │ Enter send  Esc leave the text                               │       █
      |│       └──────────────────────────────────────────────────────────────┘       █
      |│                  │                   ▀ ▀▄▀ ▀▄▀ ▀▄▀ ▀▄▀▄█▄▀▄▀▄▀ ▀▄            █
      |│                  │                   ▀▄▀▄▀▄▀▄▀▄▀▄▀▄▀▄▀█▀███▀▄▀▄▀▄            █
      |│                  │                   ▀▄▀▄▀▄▀▄▀▄▀▄▀▄▀ ▀ ▀▀▀█▀▄▀▄▀▄            █
      |│                  │                   ▀█▀▄▀█▀ ▀█▀▄▀   ▀   ▀ ▀ ▀ ▀             █
      |│                  │                     ▀▀▀                                   █
      |│                  │11:37        <ana> olha que lindo ontem                    █
      |└──────────────────┴───────────────────────────────────────────────────────────┘
      | duna> '/home/duna/fotos/praia.jpg' /home/duna/fotos/viagem
      | 12:00 ● 3ms  ▲ 12.0 MiB/s                  F1Help F9Theme ^KCmds ^FFind ^QQuit
      `,
    );
    scene.effects();

    scene.key('enter');
    const [first] = asksIn(scene.effects());
    scene.happen({
      type: 'answer',
      purpose: { for: 'sent-file', to: '@ana', rest: ['/home/duna/fotos/viagem'] },
      answer: scenes.file(8, { way: 'out', line: 'x' }),
    });
    const [second] = asksIn(scene.effects());

    assert.deepEqual(
      [first, second].map((ask) => ask?.kind === 'send-file' && ask.path),
      ['/home/duna/fotos/praia.jpg', '/home/duna/fotos/viagem'],
    );
    assert.equal(rowsWith(scene, '/home/duna/fotos/praia.jpg').length, 0);
  });

  it('stay text when that is wanted, or when they are not there', () => {
    const scene = scenes.dropped();
    scene.key('escape');
    assert.equal(rowsWith(scene, "'/home/duna/fotos/praia.jpg'").length, 1);

    scene.happen({
      type: 'answer',
      purpose: { for: 'dropped', to: '@ana', text: '/nope' },
      answer: [],
    });
    assert.equal(scene.state().question, undefined);
  });

  it('are looked for in a paste alone', () => {
    const scene = scenes.transfers();
    scene.effects();

    scene.type('/tmp/a');
    assert.deepEqual(disksIn(scene.effects()), []);
    scene.happen({ type: 'input', input: { kind: 'paste', text: 'see /tmp/a' } });
    assert.deepEqual(disksIn(scene.effects()), []);
    scene.happen({ type: 'input', input: { kind: 'paste', text: '/tmp/a' } });
    assert.deepEqual(disksIn(scene.effects()), [{ kind: 'dropped', readings: [['/tmp/a']] }]);
  });
});

describe('/send', () => {
  it('takes several paths, with quotes, and sends none when one is missing', () => {
    const scene = scenes.transfers();
    scene.effects();

    scene.type(String.raw`/send ~/a.txt "b c.txt" d\ e`);
    scene.key('enter');
    assert.deepEqual(disksIn(scene.effects()), [
      { kind: 'paths', paths: ['~/a.txt', 'b c.txt', 'd e'] },
    ]);
    scene.happen({
      type: 'refused',
      purpose: { for: 'sending', to: '@ana' },
      reason: ['file-missing', '/home/duna/b c.txt'],
    });

    assert.equal(rowsWith(scene, 'There is no /home/duna/b c.txt').length, 1);
    assert.deepEqual(asksIn(scene.effects()), []);
  });

  it('alone opens the picker, where a conversation is open', () => {
    const scene = scenes.picker();
    assert.equal(scene.state().picker?.to, '@ana');
  });

  it('is offered for a text that no line holds', () => {
    const scene = scenes.transfers();
    scene.effects();
    scene.happen({ type: 'input', input: { kind: 'paste', text: 'ç'.repeat(70_000) } });
    scene.key('enter');
    assert.equal(rowsWith(scene, 'too long for one message (136.7 KiB)').length, 1);
    assert.ok(asksIn(scene.effects()).every(({ kind }) => kind === 'typing'));

    scene.key('enter');

    assert.deepEqual(
      disksIn(scene.effects()).map(({ kind }) => kind),
      ['text'],
    );
  });

  it('asks before somebody new gets a file, and again when more came', () => {
    const scene = scenes.transfers();
    const newcomers = { mark: 'a1', people: ['eva'], devices: [], more: 0 };
    scene.tell({ event: 'room', room: room('@ana', { sealed: true, newcomers }) });
    scene.effects();
    const entry = { name: 'a.txt', path: '/d/a.txt', kind: 'file', size: 5, at: noon } as const;
    const look = () =>
      scene.happen({ type: 'answer', purpose: { for: 'sending', to: '@ana' }, answer: [entry] });

    look();
    assert.equal(rowsWith(scene, 'NEW in @ana: eva. Send it to them, too?').length, 1);
    assert.equal(rowsWith(scene, 'a.txt').length, 1);
    scene.key('escape');
    assert.equal(rowsWith(scene, 'NEW in @ana').length, 0);
    assert.deepEqual(asksIn(scene.effects()), []);

    look();
    const more = { mark: 'b2', people: ['eva', 'ivo'], devices: [], more: 0 };
    scene.tell({ event: 'room', room: room('@ana', { sealed: true, newcomers: more }) });
    assert.equal(rowsWith(scene, 'NEW in @ana: eva, ivo.').length, 1);
    scene.key('enter');
    assert.deepEqual(asksIn(scene.effects()), []);
    scene.key('enter');
    assert.deepEqual(
      asksIn(scene.effects()).map((ask) => [ask.kind, 'mark' in ask ? ask.mark : '']),
      [
        ['meet', 'b2'],
        ['send-file', ''],
      ],
    );
  });
});
