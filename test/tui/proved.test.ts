import assert from 'node:assert/strict';
import { test } from 'node:test';

import { plainScene } from './rig/plain.ts';
import { line, newScene, room, type Scene } from './rig/scene.ts';
import { rowsWith } from './rig/screen.ts';

/** Own lines that the nuvem says were delivered, but for the last. */
function delivered(): Scene {
  const scene = newScene();
  scene.rooms([room('@bob', { sealed: true, head: 5, read: 5 })]);
  const own = (seq: number, text: string) =>
    line('@bob', seq, 'duna', text, { state: 'delivered' });
  scene.lines('@bob', [
    own(1, 'one'),
    line('@bob', 2, 'bob', 'oi'),
    { ...own(3, 'three'), state: 'read' },
    own(4, 'four'),
    { ...own(5, 'five'), proved: true },
  ]);
  return scene;
}

const marks = (scene: Scene): readonly string[] =>
  ['one', 'three', 'four', 'five'].map((text) =>
    (rowsWith(scene, `> ${text}`)[0] ?? '').replace(/^.*> \w+\s([✓·]*).*$/u, '$1'),
  );

test('that a line arrived is marked otherwise where the nuvem alone says so', () => {
  assert.deepEqual(marks(delivered()), ['✓·', '✓·', '✓·', '✓✓']);
});

test('what is proved shows as it is told, and nothing beyond it', () => {
  const scene = delivered();

  scene.tell({ event: 'proved', room: '@bob', after: 1, upTo: 3 });

  assert.deepEqual(marks(scene), ['✓·', '✓✓', '✓·', '✓✓']);
  scene.tell({ event: 'state', room: '@bob', id: '@bob 3', seq: 3, state: 'read' });
  assert.equal(marks(scene)[1], '✓✓');
});

test('line by line the signs are the same, and read aloud it is a word', () => {
  const told = (aloud: boolean): string => {
    const scene = plainScene({ aloud });
    scene.rooms(room('@bob', { sealed: true, head: 2 }));
    const sent = (seq: number, text: string, proved?: true) =>
      line('@bob', seq, 'duna', text, { state: 'delivered', ...(proved ? { proved } : {}) });
    scene.lines('@bob', sent(1, 'one', true), sent(2, 'two'));
    return scene.texts().join('\n');
  };

  assert.match(told(false), /<duna> one ✓✓$/m);
  assert.match(told(false), /<duna> two ✓·$/m);
  assert.match(told(true), /you: one\. Delivered\. Proved\.$/m);
  assert.match(told(true), /you: two\. Delivered\.$/m);
});
