import assert from 'node:assert/strict';
import { test } from 'node:test';

import { line, newScene, room, type Scene } from './rig/scene.ts';
import { textOf } from './rig/screen.ts';

/** The messages, and the rule between them. */
const seen = (scene: Scene): readonly string[] =>
  textOf(scene)
    .split('\n')
    .flatMap((row) => /new messages|line \d+|joined/.exec(row)?.[0] ?? []);

const focus = (scene: Scene, focused: boolean): void =>
  scene.happen({ type: 'input', input: { kind: 'focus', focused } });

function lobby(read: number): Scene {
  const scene = newScene();
  scene.rooms([room('#lobby', { head: 3, read }), room('@ana', { head: 0, read: 0 })]);
  scene.tell({ event: 'link', link: { state: 'up', latency: 2 } });
  return scene;
}

test('the rule stands above what somebody else said, not above own lines and what a room tells', () => {
  const scene = lobby(0);
  const joined = { kind: 'notice', change: 'joined', names: ['olga'], by: 'olga' } as const;

  scene.lines('#lobby', [
    line('#lobby', 1, 'olga', '', { content: joined }),
    line('#lobby', 2, 'duna', 'line 2'),
    line('#lobby', 3, 'ana', 'line 3'),
  ]);

  assert.deepEqual(seen(scene), ['joined', 'line 2', 'new messages', 'line 3']);
});

test('a line that came before its conversation was opened stands below the rule', () => {
  const scene = lobby(3);
  scene.tell({ event: 'line', line: line('@ana', 1, 'ana', 'line 1') });
  scene.key('alt+2');
  scene.lines('@ana', [line('@ana', 1, 'ana', 'line 1')]);

  assert.deepEqual(seen(scene), ['new messages', 'line 1']);
});

test('when all was read, the rule goes on to what comes while nobody looks', () => {
  const scene = lobby(1);
  scene.lines('#lobby', [
    line('#lobby', 1, 'ana', 'line 1'),
    line('#lobby', 2, 'ana', 'line 2'),
    line('#lobby', 3, 'ana', 'line 3'),
  ]);
  assert.deepEqual(seen(scene), ['line 1', 'new messages', 'line 2', 'line 3']);

  focus(scene, false);
  scene.tell({ event: 'line', line: line('#lobby', 4, 'duna', 'line 4') });
  scene.tell({ event: 'line', line: line('#lobby', 5, 'ana', 'line 5') });
  scene.tell({ event: 'line', line: line('#lobby', 6, 'ana', 'line 6') });
  focus(scene, true);

  assert.deepEqual(seen(scene), [
    'line 1',
    'line 2',
    'line 3',
    'line 4',
    'new messages',
    'line 5',
    'line 6',
  ]);
});
