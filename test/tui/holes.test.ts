import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Ask } from '../../src/client/port.ts';
import { line, newScene, noon, room, type Scene } from './rig/scene.ts';
import { textOf } from './rig/screen.ts';

const asks = (scene: Scene): readonly Ask[] =>
  scene
    .effects()
    .flatMap((effect) => (effect.do === 'ask' && effect.ask.kind === 'older' ? [effect.ask] : []));

const said = (to: string, from: number, count: number) =>
  Array.from({ length: count }, (_, at) =>
    line(to, from + at, 'ana', `line ${from + at}`, { at: noon }),
  );

const answer = (scene: Scene, lines: readonly ReturnType<typeof line>[]): void =>
  scene.happen({
    type: 'answer',
    purpose: { for: 'hole', to: '#lobby' },
    answer: { lines, whole: true },
  });

test('what is missing in between is asked of the nuvem, the newest hole first and each once', () => {
  const scene = newScene();
  scene.rooms([room('#lobby', { head: 130, read: 130 })]);
  scene.tell({ event: 'link', link: { state: 'up' } });
  asks(scene);
  scene.lines('#lobby', [
    ...said('#lobby', 40, 40),
    ...said('#lobby', 90, 20),
    ...said('#lobby', 115, 16),
  ]);
  assert.deepEqual(asks(scene), [{ kind: 'older', room: '#lobby', before: 115, limit: 100 }]);
  assert.match(textOf(scene), /5 messages missing here/);

  answer(scene, said('#lobby', 60, 55));
  assert.match(textOf(scene), /line 112/);
  assert.doesNotMatch(textOf(scene), /missing here/);
  assert.deepEqual(asks(scene), [], 'what filled one hole filled the other too');

  const gone = newScene();
  gone.rooms([room('#lobby', { head: 130, read: 130 })]);
  gone.tell({ event: 'link', link: { state: 'up' } });
  asks(gone);
  gone.lines('#lobby', [...said('#lobby', 40, 80), ...said('#lobby', 125, 6)]);
  assert.equal(asks(gone).length, 1);
  answer(gone, said('#lobby', 40, 80));
  assert.deepEqual(asks(gone), [], 'nobody has it');
  assert.match(textOf(gone), /5 messages missing here/);
});
