import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import type { LineRow } from '../../src/client/port.ts';
import { itemsOf } from '../../src/tui/items.ts';
import { rollOf } from '../../src/tui/roll.ts';
import { rowOf } from '../../src/tui/rows.ts';
import { reasons } from '../../src/words/en/reasons.ts';
import { line, newScene, noon, room, type Scene } from './rig/scene.ts';
import { frameOf, textOf } from './rig/screen.ts';

const chat = (scene: Scene) => scene.state().chats.find(({ to }) => to === '#lobby')!;

function lobby(lines: readonly LineRow[] = [line('#lobby', 1, 'ana', 'line 1')]): Scene {
  const scene = newScene();
  scene.rooms([room('#lobby', { head: 1, read: 1 })]);
  scene.lines('#lobby', lines);
  return scene;
}

type Content = LineRow['content'];
const earlier = fc.integer({ min: 1, max: 30 });
const content: fc.Arbitrary<Content> = fc.oneof(
  fc.constantFrom('oi', 'tudo bem?', '@duna').map((text): Content => ({ kind: 'text', text })),
  earlier.map((to): Content => ({ kind: 'reply', to, text: 'yes' })),
  earlier.map((of): Content => ({ kind: 'edit', of, text: 'better' })),
  earlier.map((of): Content => ({ kind: 'delete', of })),
  fc
    .record({ of: earlier, on: fc.boolean() })
    .map(({ of, on }): Content => ({ kind: 'react', of, with: '+', on })),
  fc.constantFrom('joined', 'left', 'line-removed').chain((change) =>
    earlier.map((seq): Content => ({
      kind: 'notice',
      change,
      names: ['li'],
      by: 'li',
      text: `${seq}`,
    })),
  ),
);
const happening = fc.record({
  content,
  from: fc.constantFrom('ana', 'duna', 'karl'),
  jump: fc.constantFrom(1, 1, 1, 1, 3, -2),
  told: fc.constantFrom('line', 'line', 'line', 'said', 'stored', 'failed', 'shown'),
});

type Happening = typeof happening extends fc.Arbitrary<infer H> ? H : never;

/** A scene to which things happen one after the other. */
function played(all: readonly Happening[]): Scene {
  const scene = lobby();
  const waiting: string[] = [];
  let seq = 1;
  const typed = (text: string): void => {
    scene.type(text);
    scene.key('enter');
  };
  const lineOf = ({ content: what, from, jump }: Happening): void => {
    seq = Math.max(1, seq + jump);
    const more = { content: what, at: noon + seq };
    scene.tell({ event: 'line', line: line('#lobby', seq, from, '', more) });
  };
  const moves: Readonly<Record<Happening['told'], (what: Happening) => void>> = {
    line: lineOf,
    shown: () => typed('/help nothing'),
    said() {
      typed('typed');
      waiting.push(chat(scene).rows.at(-1)?.id ?? '');
    },
    stored() {
      const id = waiting.shift() ?? '';
      seq += 1;
      scene.tell({ event: 'state', room: '#lobby', id, seq, state: 'stored' });
    },
    failed() {
      const id = waiting.shift() ?? '';
      scene.tell({ event: 'state', room: '#lobby', id, state: 'failed', why: 'no' });
    },
  };
  for (const what of all) moves[what.told](what);
  return scene;
}

test('lines one after the other are read as all of them at once', () => {
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 40 }), (all) => {
      const { rows, items } = chat(played(all));

      assert.deepEqual([...items], [...itemsOf(rows, 'duna')]);
      const numbers = [...rows].flatMap((row) => row.seq ?? []);
      const sorted = [...new Set(numbers)].toSorted((one, other) => one - other);
      assert.deepEqual(numbers, sorted);
    }),
    { numRuns: 300 },
  );
});

test('lines that came together are as they would be one by one', () => {
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 30 }), fc.boolean(), (all, focused) => {
      const scenes = [lobby(), lobby()];
      const lines = all.map(({ content: what, from, jump }, at) =>
        line('#lobby', Math.max(1, at + 2 + Math.max(0, jump)), from, '', { content: what }),
      );
      for (const scene of scenes)
        scene.happen({ type: 'input', input: { kind: 'focus', focused } });

      for (const one of lines) scenes[0]!.tell({ event: 'line', line: one });
      if (lines.length > 0) scenes[1]!.happen({ type: 'lines', lines });

      const [apart, together] = scenes.map((scene) => {
        const { rows, items, unread, mentioned, read, head } = chat(scene);
        return { rows: [...rows], items: [...items], unread, mentioned, read, head };
      });
      assert.deepEqual(together, apart);
    }),
    { numRuns: 200 },
  );
});

test('what somebody who scrolled up reads stays where it is, whatever comes', () => {
  const scene = lobby(
    Array.from({ length: 200 }, (_, at) => line('#lobby', at + 1, 'ana', `line ${at + 1}`)),
  );
  scene.key('pageup', 'pageup');
  const inSight = (): readonly string[] =>
    textOf(scene)
      .split('\n')
      .flatMap((row) => / line \d+/.exec(row)?.[0] ?? []);
  const before = inSight();

  for (let seq = 201; seq <= 4000; seq += 1)
    scene.tell({ event: 'line', line: line('#lobby', seq, 'ana', `line ${seq}`) });

  assert.deepEqual(inSight(), before);
  assert.equal(chat(scene).unread, 3800);
  assert.match(textOf(scene), /▼ 38\d\d below/);
  scene.key('escape');
  assert.match(textOf(scene), /line 4000/);
});

test('a flood while somebody reads further up is counted, and not held', () => {
  const scene = lobby(
    Array.from({ length: 200 }, (_, at) => line('#lobby', at + 1, 'ana', `line ${at + 1}`)),
  );
  scene.key('pageup', 'pageup');
  const before = textOf(scene).match(/ line \d+/g);
  const most = 20_000;
  for (let seq = 201; seq <= most; seq += 500)
    scene.happen({
      type: 'lines',
      lines: Array.from({ length: Math.min(500, most - seq + 1) }, (_, at) =>
        line('#lobby', seq + at, 'ana', `line ${seq + at}`),
      ),
    });

  assert.deepEqual(textOf(scene).match(/ line \d+/g), before);
  assert.ok(chat(scene).rows.length < 7000, String(chat(scene).rows.length));
  assert.ok(chat(scene).items.length < 7000);
  assert.equal(chat(scene).unread, most - 200);
  assert.match(textOf(scene), /▼ 19\d\d\d below/);
  scene.effects();
  scene.key('escape');
  const [last] = scene.effects();
  assert.ok(last?.do === 'ask' && last.ask.kind === 'lines' && last.ask.after === undefined);
  scene.lines(
    '#lobby',
    Array.from({ length: 100 }, (_, at) => line('#lobby', most - 99 + at, 'ana', `last ${at}`)),
  );
  assert.match(textOf(scene), /last 99/);
});

test('a conversation of a hundred thousand lines takes one more, and is painted, as one of a thousand is', () => {
  const most = 100_000;
  const rows = Array.from({ length: most }, (_, at) =>
    rowOf(line('#lobby', at + 1, 'ana', 'oi'), reasons),
  );
  const scene = lobby();
  scene.set((state) => ({
    ...state,
    chats: [
      {
        ...chat(scene),
        rows: rollOf(rows),
        items: itemsOf(rows, 'duna'),
        anchor: { id: '#lobby 50000', row: 0 },
      },
    ],
  }));

  const [frames, lines] = [20, 200];
  for (let seq = 1; seq <= lines; seq += 1)
    scene.tell({ event: 'line', line: line('#lobby', most + seq, 'karl', `new ${seq}`) });
  for (let frame = 0; frame < frames; frame += 1) frameOf(scene);

  assert.ok(chat(scene).rows.length < 7000, 'what is far from there is let go');
  assert.match(textOf(scene), /▼ 50\d\d\d/);
  assert.equal(chat(scene).adrift, 'yes');
});
