import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Ask } from '../../src/client/port.ts';
import { editorText } from '../../src/tui/editor.ts';
import { line, newScene, room, type Scene } from './rig/scene.ts';

const asks = (scene: Scene): readonly Ask[] =>
  scene.effects().flatMap((effect) => (effect.do === 'ask' ? [effect.ask] : []));
const draft = (scene: Scene): string => editorText(scene.state().chats[0]!.draft);

/** Something is half written when a line is picked to be corrected. */
function correcting(): Scene {
  const scene = newScene();
  scene.rooms([room('@ana', { head: 1, read: 1 })]);
  scene.lines('@ana', [line('@ana', 1, 'duna', 'helo')]);
  scene.type('half a thought');
  scene.effects();
  return scene;
}

test('what was being written comes back behind the correction of a line, sent or not', () => {
  for (const ending of ['escape', 'ctrl+c', 'enter']) {
    const scene = correcting();
    scene.set((state) => ({
      ...state,
      chats: state.chats.map((chat) => ({ ...chat, picked: '@ana 1' })),
    }));
    scene.type('e');
    assert.equal(draft(scene), 'helo');
    scene.type('!');

    scene.key(ending);

    assert.equal(draft(scene), 'half a thought', ending);
    const sent = asks(scene).filter(({ kind }) => kind === 'send').length;
    assert.equal(sent, ending === 'enter' ? 1 : 0);
  }
});

test('a failed line that another window gave up goes from this one', () => {
  const scene = correcting();
  const { seq: _none, ...failed } = line('@ana', 0, 'duna', 'oops', { id: 'f1', state: 'failed' });
  scene.lines('@ana', [line('@ana', 1, 'duna', 'helo'), failed]);
  assert.equal(scene.state().chats[0]?.rows.length, 2);

  scene.tell({ event: 'given-up', room: '@ana', id: 'f1' });

  assert.deepEqual(
    scene
      .state()
      .chats[0]?.items.slice()
      .map(({ id }) => id),
    ['@ana 1'],
  );
});
