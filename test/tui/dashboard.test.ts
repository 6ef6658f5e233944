import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Stats } from '../../src/client/port.ts';
import { chartRows } from '../../src/tui/chart.ts';
import { dressOf } from '../../src/tui/dress.ts';
import { rowText, rowWidth } from '../../src/tui/row.ts';
import { themeNames } from '../../src/tui/themes.ts';
import { graphemes } from '../../src/tui/width.ts';
import { screen as en } from '../../src/words/en/screen.ts';
import { screen as ptBR } from '../../src/words/pt-BR/screen.ts';
import { laboratory, line, noon, type Scene } from './rig/scene.ts';
import { assertScreen, frameOf, rowsWith, textOf } from './rig/screen.ts';

const hour = 3_600_000;

const stats = (second: number, more: Partial<Stats> = {}): Stats => ({
  upFor: 2 * hour + 5 * 60_000,
  reconnects: 2,
  latencies: [4, 8.25, 40, 3.1],
  waiting: 1,
  received: { frames: 20, bytes: 1000 + second * second * 100 },
  sent: { frames: 11, bytes: 500 + second * 50 },
  ...more,
});

/** The dashboard after some seconds, each of them with a look at the link. */
function dashboard(options: Parameters<typeof laboratory>[0] = {}, seconds = 9): Scene {
  const scene = laboratory(options);
  scene.key('f8');
  for (let second = 0; second <= seconds; second += 1) looked(scene, stats(second), second);
  return scene;
}

function looked(scene: Scene, answer: Stats, second: number): void {
  const now = noon + second * 1000;
  scene.happen({ type: 'tick' }, now);
  scene.happen({ type: 'answer', purpose: { for: 'stats' }, answer }, now);
}

const asks = (scene: Scene): number =>
  scene.effects().filter((effect) => effect.do === 'ask' && effect.ask.kind === 'stats').length;

test('the dashboard on a screen of 80 by 24', () => {
  assertScreen(
    dashboard({ lines: 20 }),
    `
    | C:\\> PYCHAT.EXE - duna@nuvem.local:7070                               _  □  ×
    |┌─ Dashboard ──────────────────────────────────────────────────────── F8 back ─┐
    |│ Link        ● up for 2 h 5 min · came back 2 times                           │
    |│ Waiting     1 line                                                           │
    |│                                                                              │
    |│ Latency 3.1 ms                                               3.1 ms to 40 ms │
    |│                                                                           █  │
    |│                                                                           █  │
    |│                                                                           █  │
    |│ ········································································▃▇█▂ │
    |│ -10 min ──────────────────────────────────────────────────────────────── now │
    |│                                                                              │
    |│ Received 1.7 KiB/s                     Sent 50 B/s        950 B · 11 frames  │
    |│                                   ▄█                              █████████  │
    |│                                ▁▅███                              █████████  │
    |│                              ▁▅█████                              █████████  │
    |│ ···························▂▆███████   ···························█████████  │
    |│ -36 s ────────────────────────── now   -36 s ────────────────────────── now  │
    |└──────────────────────────────────────────────────────────────────────────────┘
    | 12:00 ● 3ms  142 unread, 2 @               F1Help F9Theme ^KCmds ^FFind ^QQuit
    `,
  );
});

test('in Portuguese, where there is little room', () => {
  assertScreen(
    dashboard({ words: ptBR, columns: 40, lines: 12 }),
    `
    | C:\\> PYCHAT.EXE - duna        _  □  ×
    |┌─ Painel ────────────────── F8 volta ─┐
    |│ Conexão ● há 2 h 5 min               │
    |│ Esperando 1 linha                    │
    |│ Latência 3,1 ms       3,1 ms a 40 ms │
    |│ ································▁▂█▁ │
    |│ Recebido 1,7 KiB/s                   │
    |│ ···························▁▁▂▃▄▅▆▇█ │
    |│ Enviado 50 B/s    950 B · 11 quadros │
    |│ ···························█████████ │
    |└──────────────────────────────────────┘
    | 12:00 ● 3ms  142 não lidas, 2 @
    `,
  );
});

test('on the smallest screen its rows are gone through', () => {
  const scene = dashboard({ columns: 20, lines: 6 });
  assert.match(textOf(scene), /Link ● up for 2 +│\n│ +h 5 min[^]*▼ 7/);
  scene.key('pagedown');
  assert.match(textOf(scene), /Sent 50 B\/s/);
  scene.happen({
    type: 'input',
    input: { kind: 'mouse', action: 'wheel-up', x: 3, y: 3 } as never,
  });
  assert.doesNotMatch(textOf(scene), /Sent 50 B\/s/);
});

test('every size, theme and language fills exactly its cells', () => {
  for (const words of [en, ptBR])
    for (const width of [20, 21, 39, 40, 79, 80, 81, 120, 200])
      for (const height of [6, 7, 12, 13, 24, 50]) {
        const scene = dashboard({ words, columns: width, lines: height }, 70);
        const theme = themeNames[(width + height) % themeNames.length]!;
        const { rows, cursor } = frameOf(scene, theme);
        assert.equal(rows.length, height);
        assert.deepEqual([...new Set(rows.map(rowWidth))], [width], `${width}x${height}`);
        assert.equal(cursor, undefined);
      }
});

test('with a poor font it has signs of the keyboard alone', () => {
  const scene = dashboard({ words: en });
  const dress = dressOf('single', true);
  const signs = frameOf(scene).rows.flatMap((row) =>
    row.flatMap(({ ink, text }) => graphemes(text).map((sign) => dress(sign, ink))),
  );

  assert.match(signs.join(''), /^[ -~]+$/);
});

test('bars are as high as the highest lets them be; what is there at all is seen', () => {
  const draw = (values: readonly number[], width: number, height: number, most = 8): string[] =>
    chartRows({ values, width, height, ink: 'chart0', most }).map(rowText);

  assert.deepEqual(draw([0, 1, 4, 8], 8, 1), ['···· ▁▄█']);
  assert.deepEqual(draw([0, 1, 4, 8], 8, 2), ['       █', '···· ▂██']);
  assert.deepEqual(draw([0.001, 1000], 4, 3, 4), ['   █', '   █', '··▁█']);
  assert.deepEqual(draw([1, 2], 8, 1, 4), ['····▄▄██']);
  assert.deepEqual(draw([0, 0], 3, 1), ['·  ']);
  assert.deepEqual(draw([], 3, 1), ['···']);
  assert.deepEqual(draw([9, 1, 2, 1], 3, 1), ['▄█▄']);
});

test('the link is looked at once a second, never twice at a time, and only while it is shown', () => {
  const scene = laboratory();
  scene.happen({ type: 'tick' });
  assert.equal(asks(scene), 0);
  scene.key('f8');
  assert.equal(asks(scene), 1);
  scene.happen({ type: 'tick' });
  assert.equal(asks(scene), 0);
  scene.happen({ type: 'answer', purpose: { for: 'stats' }, answer: stats(0) });
  scene.happen({ type: 'tick' });
  assert.equal(asks(scene), 1);
  scene.happen({ type: 'refused', purpose: { for: 'stats' }, reason: ['closed-early'] });
  scene.happen({ type: 'tick' });
  assert.equal(asks(scene), 1);
  scene.key('f8');
  scene.happen({ type: 'answer', purpose: { for: 'stats' }, answer: stats(1) });
  scene.happen({ type: 'tick' });
  assert.equal(asks(scene), 0);
  assert.equal(scene.state().dashboard, undefined);
});

test('a minute is remembered; another process that took over counts anew', () => {
  const scene = dashboard({}, 200);
  assert.equal(scene.state().dashboard?.looks.length, 61);
  looked(scene, stats(0), 201);
  assert.match(textOf(scene), /Received 0 B\/s/);
});

test('without the link it says why, and what waits', () => {
  const scene = laboratory();
  scene.key('f8');
  const why =
    'Nothing listens there. Start a nuvem there, or look whether the port is the right one.';
  const link = { state: 'down', why, reason: ['other', why], retryIn: 4000 } as const;
  scene.tell({ event: 'link', link });
  const { upFor: _up, ...down } = stats(0, { waiting: 3 });
  looked(scene, down, 0);

  assert.match(textOf(scene), /Link +○ offline, next try in 4 s · came back 2 times/);
  assert.equal(rowsWith(scene, 'Nothing listens there. Start a nuvem there').length, 1);
  assert.equal(rowsWith(scene, 'right one.').length, 1);
  assert.match(textOf(scene), /Waiting +3 lines/);
  assert.match(textOf(scene), /Latency – /);
  looked(scene, { ...down, reconnects: 0 }, 1);
  assert.doesNotMatch(textOf(scene), /never lost/);
});

test('what comes while it is shown is not read yet', () => {
  const scene = laboratory();
  scene.happen({ type: 'input', input: { kind: 'focus', focused: true } });
  const unread = (): number | undefined =>
    scene.state().chats.find(({ to }) => to === '#laboratório')?.unread;
  scene.key('f8');
  scene.tell({ event: 'line', line: line('#laboratório', 13, 'ana', 'just now', { at: noon }) });
  assert.equal(unread(), 1);
  scene.key('f1', 'escape', 'f8');
  assert.equal(unread(), 0);
  assert.equal(rowsWith(scene, 'just now').length, 1);
});

test('the time that the nuvem takes stands in the status bar as it changes', () => {
  const scene = laboratory();
  scene.tell({ event: 'latency', latency: 41.6 });
  assert.match(textOf(scene), /● 42ms/);
});
