import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Later, LineRow } from '../../src/client/port.ts';
import { minute, line, newScene, noon, room, type Scene } from './rig/scene.ts';
import { rowsWith } from './rig/screen.ts';

const lobby = '#lobby';
const edit = (seq: number, text: string, of = 50, from = 'ana'): LineRow =>
  line(lobby, seq, from, '', { content: { kind: 'edit', text, of } });
const laterOf = ({ seq = 0, from, content }: LineRow): Later => ({
  seq,
  from,
  content: content as Later['content'],
});
const sign = (seq: number, on: boolean): LineRow =>
  line(lobby, seq, 'li', '', { content: { kind: 'react', of: 50, with: '+', on } });

/** Lines of a page, of which line 50 comes with what it became. */
const page = (from: number, to: number, ...later: readonly LineRow[]): readonly LineRow[] =>
  Array.from({ length: to - from + 1 }, (_, at) => {
    const seq = from + at;
    const more = seq === 50 && later.length > 0 ? { later: later.map(laterOf) } : {};
    return line(lobby, seq, 'ana', `line ${seq}.`, { at: noon - minute, ...more });
  });

/** A screen whose end is line 500, after a jump to line 50. */
function jumped(lines: readonly LineRow[]): Scene {
  const scene = newScene();
  scene.rooms([room(lobby, { head: 500, read: 500 })]);
  scene.lines(lobby, page(401, 500));
  scene.happen({
    type: 'answer',
    purpose: { for: 'lines', to: lobby, page: 'around', id: `${lobby} 50` },
    answer: lines,
  });
  scene.effects();
  return scene;
}

const newer = (scene: Scene, lines: readonly LineRow[]): void =>
  scene.happen({
    type: 'answer',
    purpose: { for: 'lines', to: lobby, page: 'newer' },
    answer: lines,
  });

const has = (scene: Scene, text: string): boolean => rowsWith(scene, text).length > 0;

test('a line that a search led to reads as it does today, though the correction lies far behind', () => {
  const scene = jumped(page(1, 150, edit(400, 'corrected'), sign(410, true)));

  assert.ok(has(scene, 'corrected'));
  assert.ok(!has(scene, 'line 50.'));
  assert.ok(has(scene, '[+ 1]'));

  const taken = line(lobby, 420, 'ana', '', { content: { kind: 'delete', of: 50 } });
  assert.ok(!has(jumped(page(1, 150, taken)), 'line 50.'));
  assert.ok(has(jumped(page(1, 150, edit(400, 'not hers', 50, 'li'))), 'line 50.'));
});

test('an older correction that comes with the next page outdoes no newer one', () => {
  const scene = jumped(page(1, 150, edit(400, 'newest'), sign(410, false)));

  newer(scene, [...page(151, 198), sign(199, true), edit(200, 'older'), ...page(201, 250)]);

  assert.ok(has(scene, 'newest'));
  assert.ok(!has(scene, 'older'));
  const items = scene.state().chats[0]?.items.slice() ?? [];
  const said = items.find((item) => item.item === 'said' && item.seq === 50);
  assert.deepEqual(said?.item === 'said' && said.reactions, []);
});

test('a correction that comes while the past is looked at is seen there, and stays', () => {
  const scene = jumped(page(1, 150));
  scene.tell({ event: 'line', line: edit(501, 'just now') });
  assert.ok(has(scene, 'just now'));

  newer(scene, page(151, 250));
  scene.happen({
    type: 'answer',
    purpose: { for: 'older', to: lobby },
    answer: { lines: [], whole: true },
  });
  assert.ok(has(scene, 'just now'));
});

test('what was told only to this person stays when another part of the log is looked at', () => {
  const scene = newScene();
  scene.rooms([room(lobby, { head: 500, read: 500 })]);
  scene.lines(lobby, page(401, 500));
  scene.type('/nothing');
  scene.key('enter');
  const told = (): number =>
    (scene.state().chats[0]?.rows.slice() ?? []).filter(({ content }) => content.kind === 'told')
      .length;
  assert.equal(told(), 1);

  scene.happen({
    type: 'answer',
    purpose: { for: 'lines', to: lobby, page: 'around', id: `${lobby} 50` },
    answer: page(1, 150),
  });
  assert.equal(told(), 1);
  scene.lines(lobby, [...page(401, 500), line(lobby, 501, 'ana', 'after', { at: noon + minute })]);

  const rows = scene.state().chats[0]?.rows.slice() ?? [];
  assert.equal(told(), 1);
  assert.equal(rows.at(-1)?.seq, 501, 'where it was told');
  assert.equal(rows.at(-2)?.content.kind, 'told');
});

test('what is told out of sight says where it stands, and is there', () => {
  const scene = jumped(page(1, 150));

  scene.type('/nothing');
  scene.key('enter');
  assert.equal(rowsWith(scene, 'told at the end').length, 1);
  scene.key('escape');
  scene.lines(lobby, page(401, 500));

  assert.equal(rowsWith(scene, 'There is no /nothing').length, 1);
  scene.type('/nothing');
  scene.key('enter');
  assert.equal(rowsWith(scene, 'There is no /nothing').length, 2);
});
