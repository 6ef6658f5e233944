import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Ask, LineRow } from '../../src/client/port.ts';
import { editorText } from '../../src/tui/editor.ts';
import { plainScene } from './rig/plain.ts';
import { line, newScene, room, type Scene } from './rig/scene.ts';
import { rowsWith, textOf } from './rig/screen.ts';

const asks = (scene: Scene): readonly Ask[] =>
  scene.effects().flatMap((effect) => (effect.do === 'ask' ? [effect.ask] : []));

function failed(id: string, content: LineRow['content']): LineRow {
  const reason = ['refused', 'blocked'] as const;
  const { seq: _none, ...row } = line('@ana', 0, 'duna', '', {
    id,
    content,
    state: 'failed',
    reason,
  });
  return row;
}

function withFailed(...lines: readonly LineRow[]): Scene {
  const scene = newScene({ columns: 100 });
  scene.rooms([room('@ana', { head: 1, read: 1 })]);
  scene.tell({ event: 'link', link: { state: 'up', latency: 2 } });
  scene.lines('@ana', [line('@ana', 1, 'duna', 'stored'), ...lines]);
  scene.effects();
  return scene;
}

const typed = (scene: Scene): string => editorText(scene.state().chats[0]!.draft);

test('Up writes again what failed, newest first; it is in the draft before it is given up', () => {
  const scene = withFailed(
    failed('f1', { kind: 'reply', to: 1, text: 'one\nmore' }),
    failed('f2', { kind: 'me', text: 'dances' }),
  );
  assert.equal(rowsWith(scene, 'not sent').length, 2);

  scene.key('up');

  assert.equal(typed(scene), '/me dances');
  assert.deepEqual(asks(scene), [
    { kind: 'draft', room: '@ana', text: '/me dances' },
    { kind: 'give-up', room: '@ana', id: 'f2' },
  ]);
  scene.key('ctrl+c', 'up');
  assert.equal(typed(scene), 'one\nmore');
  assert.equal(scene.state().chats[0]?.reply?.from, 'duna');
  assert.equal(rowsWith(scene, 'not sent').length, 0);
  scene.key('ctrl+c', 'up');
  assert.equal(scene.state().chats[0]?.edit?.text, 'stored');
});

test('/delete drops what failed, and only then the last line', () => {
  const scene = withFailed(failed('f1', { kind: 'text', text: 'one' }));
  scene.type('/delete');
  scene.key('enter');

  assert.deepEqual(asks(scene), [{ kind: 'give-up', room: '@ana', id: 'f1' }]);
  assert.equal(rowsWith(scene, 'not sent').length, 0);
  scene.type('/delete');
  scene.key('enter');
  const [sent] = asks(scene);
  assert.deepEqual(sent?.kind === 'send' && sent.content, { kind: 'delete', of: 1 });
});

const asUntold = { for: 'untold' } as const;

test('what failed as the last process ended is said once, where one is, whatever room it was in', () => {
  const lines = [failed('f1', { kind: 'text', text: 'oi\u001b[2J ana' })];
  const scene = newScene({ columns: 100 });
  const plain = plainScene();

  scene.rooms([room('#lobby'), room('@ana')]);
  const asked = asks(scene).filter(({ kind }) => kind === 'untold').length;
  scene.rooms([room('#lobby'), room('@ana')]);
  const askedAgain = asks(scene).filter(({ kind }) => kind === 'untold').length;
  scene.happen({ type: 'answer', purpose: asUntold, answer: lines });
  plain.rooms(room('#lobby'), room('@ana'));
  plain.texts();
  plain.happen({ type: 'answer', purpose: asUntold, answer: lines });

  assert.deepEqual([asked, askedAgain], [1, 0]);
  assert.equal(rowsWith(scene, '! not sent in @ana, as pychat ended: “oi').length, 1);
  assert.match(plain.texts().join('\n'), /^! not sent in @ana, as pychat ended: “oi.* ana”: /m);
});

test('where nothing failed, or too much did, it is said as shortly', () => {
  const scene = newScene({ columns: 100 });
  scene.rooms([room('#lobby')]);
  const before = textOf(scene);

  scene.happen({ type: 'answer', purpose: asUntold, answer: [] });
  assert.equal(textOf(scene), before);
  const many = Array.from({ length: 20 }, (_, at) =>
    failed(`f${at}`, { kind: 'text', text: `text ${at}` }),
  );
  scene.happen({ type: 'answer', purpose: asUntold, answer: many });

  assert.equal(rowsWith(scene, 'not sent in @ana').length, 5);
  assert.equal(rowsWith(scene, 'and 15 more').length, 1);
});
