import assert from 'node:assert/strict';
import { test } from 'node:test';

import { dressOf } from '../../src/tui/dress.ts';
import { screen as ptBR } from '../../src/words/pt-BR/screen.ts';
import { plainScene } from './rig/plain.ts';
import { line, newScene, room, type Scene } from './rig/scene.ts';
import { assertScreen, rowsWith, textOf } from './rig/screen.ts';

const people = [
  { name: 'duna', role: 'owner', state: 'online' as const },
  { name: 'bob', role: 'member', state: 'online' as const, verified: true as const },
  { name: 'eva', role: 'member', state: 'offline' as const },
];

/** A group and a channel of three, and direct messages with two, of whom one was compared. */
function compared(): Scene {
  const scene = newScene({ columns: 100, lines: 12 });
  scene.tell({ event: 'link', link: { state: 'up', latency: 3 } });
  const group = { sealed: true, members: 3 };
  scene.rooms([
    room('#lobby', { members: 3 }),
    room('+lab', group),
    room('@bob', { sealed: true, verified: true }),
    room('@eva', { sealed: true }),
  ]);
  for (const to of ['#lobby', '+lab', '@bob', '@eva']) {
    scene.lines(to, []);
    if (!to.startsWith('@'))
      scene.happen({ type: 'answer', purpose: { for: 'people', to }, answer: people });
  }
  return scene;
}

test('who was compared has a mark in the list, above the conversation, and among the members of a group', () => {
  const scene = compared();

  scene.key('alt+3');
  assertScreen(
    scene,
    `
    | C:\\> PYCHAT.EXE - duna@nuvem.local:7070                                                   _  □  ×
    |┌─ Chats ──────────┬─ @bob ≡ ───────────────────────────────────────── 🔒 sealed ─┬─ 2 members ────┐
    |│ # lobby          │                                                              │● duna          │
    |│ + lab            │                                                              │● bob ≡         │
    |│►● bob ≡          │                                                              │                │
    |│ ○ eva            │                  Nothing was said here yet.                  │                │
    |│                  │                                                              │                │
    |│                  │                                                              │                │
    |│                  │                                                              │                │
    |└──────────────────┴──────────────────────────────────────────────────────────────┴────────────────┘
    | duna> message… (F1 help, Ctrl+K commands)
    | 12:00 ● 3ms                     F1Help F2Chats F3People F4Bare F8Dash F9Theme ^KCmds ^FFind ^QQuit
    `,
  );
  scene.key('alt+2');
  assert.equal(rowsWith(scene, '│ ● bob ≡').length, 1, 'in the list');
  assert.equal(rowsWith(scene, '│● bob ≡').length, 1, 'among the members');
  assert.equal(rowsWith(scene, 'eva ≡').length, 0);
});

test('in a channel, where nothing is signed, nobody is marked', () => {
  const scene = compared();

  scene.key('alt+1');

  assert.equal(rowsWith(scene, '│● bob ').length, 1);
  assert.equal(rowsWith(scene, '│● bob ≡').length, 0);
});

test('the mark comes when digits are accepted, and goes at once with another key', () => {
  const scene = compared();
  scene.key('alt+2');
  const marked = (): number => textOf(scene).split('≡').length - 1;

  assert.equal(marked(), 2);
  scene.tell({ event: 'verified', user: 'eva' });
  assert.equal(marked(), 4);
  scene.tell({ event: 'key-changed', user: 'bob' });
  assert.equal(marked(), 2);
  scene.tell({ event: 'room', room: room('@eva', { sealed: true }) });
  assert.equal(marked(), 0);
});

test('the mark of a name that is too long for its place stays whole', () => {
  const scene = newScene({ columns: 70, lines: 10 });
  const name = 'a'.repeat(32);
  scene.rooms([room(`@${name}`, { sealed: true, verified: true, head: 1200, alarm: [] })]);
  scene.set((state) => ({ ...state, muted: new Set([`@${name}`]) }));

  assert.match(textOf(scene), /a… ≡ \(m\)/);
});

test('letters of the oldest terminals have a mark of their own, too', () => {
  assert.equal(dressOf('ascii', true)('≡', 'good'), '=');
});

test('the help says what the signs are, in either language', () => {
  for (const [words, text] of [
    [undefined, 'you compared the digits with this person'],
    [ptBR, 'você comparou os dígitos com esta pessoa'],
  ] as const) {
    const scene = newScene({ lines: 120, columns: 100, ...(words ? { words } : {}) });
    scene.rooms([room('#lobby')]);
    scene.key('f1');
    const [row = ''] = rowsWith(scene, text);
    assert.match(row, /≡/);
    assert.equal(rowsWith(scene, ' ✓✓ ').length, 1);
  }
});

test('line by line it is said where one is, and in the list of who is there', () => {
  for (const aloud of [true, false]) {
    const scene = plainScene({ aloud });
    scene.rooms(room('#lobby'), room('@bob', { sealed: true, verified: true }));
    scene.texts();
    scene.typed('/dm bob');
    scene.lines('@bob', line('@bob', 1, 'bob', 'oi'));
    assert.match(scene.texts().join('\n'), /ow in @bob, .*sealed, compared/);
    scene.typed('/who');
    const purpose = { for: 'list', list: 'who', to: '@bob' } as const;
    scene.happen({ type: 'answer', purpose, answer: people });
    assert.match(scene.texts().join('\n'), /bob,? +online,? +member,? +compared/);
  }
});
