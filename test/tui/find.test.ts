import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Ask, LineRow } from '../../src/client/port.ts';
import { drawing } from '../../src/tui/drawing.ts';
import { builtIn } from '../../src/tui/themes.ts';
import { view } from '../../src/tui/view.ts';
import { line, newScene, noon, room, type Scene } from './rig/scene.ts';

const textOf = (scene: Scene): string => {
  const { columns: width, lines: height } = scene.state();
  return drawing(view(scene.state(), { width, height }, builtIn('cmd')));
};
const asks = (scene: Scene): readonly Ask[] =>
  scene.effects().flatMap((effect) => (effect.do === 'ask' ? [effect.ask] : []));

const said = (to: string, from: number, count: number): readonly LineRow[] =>
  Array.from({ length: count }, (_, at) =>
    line(to, from + at, 'ana', `line ${from + at}`, { at: noon }),
  );

/** A long channel at its end, and a conversation besides. */
function lobby(): Scene {
  const scene = newScene();
  scene.rooms([room('#lobby', { head: 5000, read: 5000 }), room('@bob', { head: 3, read: 3 })]);
  scene.lines('#lobby', said('#lobby', 4901, 100));
  scene.effects();
  return scene;
}

/** The answer of the client to the newest search. */
const found = (scene: Scene, hits: readonly LineRow[], next?: string): void =>
  scene.happen({
    type: 'answer',
    purpose: { for: 'found', n: scene.state().find?.n ?? '' },
    answer: { hits, ...(next === undefined ? {} : { next }) },
  });
const around = (scene: Scene, id: string, lines: readonly LineRow[]): void =>
  scene.happen({
    type: 'answer',
    purpose: { for: 'lines', to: '#lobby', page: 'around', id },
    answer: lines,
  });

test('a search here goes through the whole archive, and shows a line however far back it is', () => {
  const scene = lobby();
  scene.key('ctrl+f');
  scene.type('line 150');
  assert.deepEqual(asks(scene), [{ kind: 'search', text: 'line 150', room: '#lobby' }]);

  found(scene, [], 'on');
  assert.deepEqual(asks(scene), [{ kind: 'search', text: 'line 150', room: '#lobby', from: 'on' }]);
  found(scene, [line('#lobby', 150, 'ana', 'line 150')]);
  assert.deepEqual(asks(scene), [{ kind: 'lines', room: '#lobby', before: 200, limit: 200 }]);
  around(scene, '#lobby 150', said('#lobby', 1, 199));

  assert.match(textOf(scene), /<ana> line 150\b/);
  assert.match(textOf(scene), /line 150 {2}1\/1 · /);
  assert.match(textOf(scene), /▼ 48\d\d below/, 'all that is newer is counted');
});

test('what is said meanwhile is not shown among lines of long ago, but is counted', () => {
  const scene = lobby();
  scene.key('ctrl+f');
  scene.type('150');
  found(scene, [line('#lobby', 150, 'ana', 'line 150')]);
  around(scene, '#lobby 150', said('#lobby', 1, 199));
  scene.key('enter');
  scene.effects();

  scene.tell({ event: 'line', line: line('#lobby', 5001, 'bia', 'hoje', { at: noon }) });

  assert.doesNotMatch(textOf(scene), /hoje|missing/);
  assert.match(textOf(scene), /lobby +1│/);
  assert.deepEqual(asks(scene), [], 'and nothing of it is marked as read');
  scene.key('escape');
  assert.deepEqual(asks(scene), [{ kind: 'lines', room: '#lobby', limit: 100 }]);
  scene.lines('#lobby', [
    ...said('#lobby', 4902, 99),
    line('#lobby', 5001, 'bia', 'hoje', { at: noon }),
  ]);
  assert.match(textOf(scene), /<bia> hoje/);
  assert.deepEqual(asks(scene), [{ kind: 'read', room: '#lobby', seq: 5001 }]);
  assert.doesNotMatch(textOf(scene), /missing/);
});

test('from lines of long ago one scrolls down to the end, page by page, without a jump', () => {
  const scene = lobby();
  scene.key('ctrl+f');
  scene.type('4700');
  found(scene, [line('#lobby', 4700, 'ana', 'line 4700')]);
  around(scene, '#lobby 4700', said('#lobby', 4550, 200));
  scene.key('enter');
  scene.effects();
  let last = 4749;
  for (let at = 0; at < 40; at += 1) {
    const before = textOf(scene)
      .match(/line \d+/g)
      ?.at(-1);
    scene.key('pagedown');
    for (const ask of asks(scene)) {
      if (ask.kind !== 'lines') continue;
      assert.equal(ask.after, last);
      const more = said('#lobby', last + 1, Math.min(100, 5000 - last));
      last += more.length;
      const top = textOf(scene).match(/line \d+/)?.[0];
      scene.happen({
        type: 'answer',
        purpose: { for: 'lines', to: '#lobby', page: 'newer' },
        answer: more,
      });
      assert.equal(textOf(scene).match(/line \d+/)?.[0], top);
    }
    const after = textOf(scene)
      .match(/line \d+/g)
      ?.at(-1);
    if (last === 5000 && before === after) break;
  }
  assert.match(textOf(scene), /line 5000/);
  assert.doesNotMatch(textOf(scene), /below|missing/);
});

test('a search everywhere lists room, time, author and text, and goes to what is chosen', () => {
  const scene = lobby();
  scene.key('ctrl+g');
  scene.type('pao');
  assert.deepEqual(asks(scene), [{ kind: 'search', text: 'pao' }]);
  found(scene, [
    line('@bob', 2, 'bob', 'Pão de queijo', { at: noon }),
    line('#lobby', 4950, 'ana', `${'x '.repeat(300)} quero pão ${'y '.repeat(300)}`, {
      at: noon - 86_400_000,
    }),
  ]);
  assert.match(textOf(scene), /Search everywhere/);
  assert.match(textOf(scene), /12:00 +@bob +<bob> Pão de queijo/);
  assert.match(textOf(scene), /2026-11-20 +#lobby +<ana> … .*quero pão/);

  scene.key('enter');
  assert.equal(scene.state().at, '@bob');
  assert.match(textOf(scene), /1\/2/);
  scene.key('up');
  assert.equal(scene.state().at, '#lobby');
  assert.match(textOf(scene), /2\/2/);
  scene.key('enter', 'ctrl+g');
  assert.match(textOf(scene), /Search everywhere/, 'the list is there again');
  assert.match(textOf(scene), /> pao/);
  scene.key('escape');
  assert.doesNotMatch(textOf(scene), /Search everywhere/);
});

test('what an older search still finds is not taken, and hostile text in a hit does nothing', () => {
  const scene = lobby();
  scene.key('ctrl+g');
  scene.type('a');
  const { n = '' } = scene.state().find ?? {};
  scene.type('b');
  scene.happen({
    type: 'answer',
    purpose: { for: 'found', n },
    answer: { hits: [line('@bob', 2, 'bob', 'a thing')] },
  });
  assert.doesNotMatch(textOf(scene), /a thing/);
  found(scene, [line('@bob', 2, 'bo\u001b]52;c;x\u0007b', 'ab \u001b[2J\u202e\u0000')]);
  // oxlint-disable-next-line no-control-regex -- none of them may be there
  assert.doesNotMatch(textOf(scene), /[\u0000-\u0009\u000b-\u001f\u202e]/);
});

test('at the very beginning it is said that there is nothing before', () => {
  const scene = newScene();
  scene.rooms([room('#lobby', { head: 150, read: 150 })]);
  scene.lines('#lobby', said('#lobby', 51, 100));
  scene.effects();
  for (let at = 0; at < 8; at += 1) scene.key('pageup');
  assert.deepEqual(asks(scene), [{ kind: 'older', room: '#lobby', before: 51, limit: 100 }]);
  scene.happen({
    type: 'answer',
    purpose: { for: 'older', to: '#lobby' },
    answer: { lines: said('#lobby', 1, 50), whole: true },
  });
  for (let at = 0; at < 8; at += 1) scene.key('pageup');

  assert.match(textOf(scene), /line 1 /);
  assert.equal(textOf(scene).match(/the beginning of this conversation/g)?.length, 1);
  assert.deepEqual(asks(scene), []);
});

test('a message is picked from those in sight', () => {
  const scene = newScene();
  scene.rooms([room('#lobby', { head: 100, read: 100 })]);
  scene.lines('#lobby', said('#lobby', 1, 100));
  for (let at = 0; at < 3; at += 1) scene.key('pageup');
  const before = textOf(scene).split('\n').slice(2, -3);

  scene.key('ctrl+up');

  assert.deepEqual(textOf(scene).split('\n').slice(2, -3), before);
  assert.match(
    before.at(-1) ?? '',
    new RegExp(`line ${scene.state().chats[0]?.picked?.slice(7)} `),
  );
});

test('what is written far from the end stands at the end, behind the last line', () => {
  const scene = lobby();
  scene.key('ctrl+f');
  scene.type('line 150');
  found(scene, [line('#lobby', 150, 'ana', 'line 150')]);
  around(scene, '#lobby 150', said('#lobby', 1, 199));
  scene.key('enter');
  scene.type('from afar');
  scene.effects();

  scene.key('enter');

  const [sent, last] = asks(scene);
  assert.ok(sent?.kind === 'send');
  assert.deepEqual(last, { kind: 'lines', room: '#lobby', limit: 100 });
  const { seq: _none, ...own } = line('#lobby', 0, 'duna', 'from afar', { id: sent.id });
  scene.lines('#lobby', [...said('#lobby', 4901, 100), { ...own, state: 'waiting' }]);
  assert.match(textOf(scene), /line 5000 [^]*from afar ·/);
  assert.equal(scene.state().chats[0]?.items.length, 101);
});

test('Esc goes back to where one was before the search, read anew where that is needed', () => {
  const scene = lobby();
  for (let at = 0; at < 2; at += 1) scene.key('pageup');
  const before = textOf(scene);
  const search = (seq: number): void => {
    scene.key('ctrl+f');
    scene.type(`line ${seq}`);
    found(scene, [line('#lobby', seq, 'ana', `line ${seq}`)]);
  };
  search(4910);
  assert.match(textOf(scene), /line 4910 /);
  scene.key('escape');
  assert.equal(textOf(scene), before);

  search(150);
  around(scene, '#lobby 150', said('#lobby', 1, 199));
  scene.effects();
  scene.key('escape');
  const [asked] = asks(scene);
  assert.ok(asked?.kind === 'lines' && asked.before !== undefined && asked.before > 4950);
});
