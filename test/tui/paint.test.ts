import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import fc from 'fast-check';

import { type Frame, type Ink, inks, type Row, type Size, span } from '../../src/tui/frame.ts';
import { newPace } from '../../src/tui/pace.ts';
import { newPainter, type Painter, type Style } from '../../src/tui/paint.ts';
import { rowText } from '../../src/tui/row.ts';
import { builtIn } from '../../src/tui/themes.ts';
import { testClock } from '../rig/clock.ts';
import { type Emulator, emulator } from '../rig/emulator.ts';
import { noise } from '../rig/noise.ts';

const style: Style = { theme: builtIn('cmd'), depth: 'true', ascii: false, extras: true };
const esc = '\u001b';

/** Every cell as text and width, row by row. */
function cellsOf(terminal: Emulator, { width, height }: Size): string[] {
  return Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (__, x) => {
      const { text, width: cells } = terminal.cell(x, y);
      return cells === 0 ? '' : text || ' ';
    }).join('|'),
  );
}

async function shown(painter: Painter, frame: Frame, size: Size): Promise<string[]> {
  await using terminal = emulator(size);
  await terminal.write(painter.paint(frame));
  return terminal.lines();
}

const plain = (...rows: string[]): Frame => ({
  rows: rows.map((text): Row => [span('normal', text)]),
});

describe('the painter', () => {
  it('brings 400 random pictures on a terminal, each from the one before', async () => {
    const size = { width: 60, height: 14 };
    await using terminal = emulator(size);
    const painter = newPainter(size, style);
    const random = noise(42);
    let rows: Row[] = [];

    for (let step = 0; step < 400; step += 1) {
      rows = Array.from({ length: size.height }, (_, y) =>
        step > 0 && random(3) === 0 ? (rows[y] ?? []) : randomRow(random, size.width),
      );
      const cursor = { x: random(size.width), y: random(size.height) };
      await terminal.write(painter.paint({ rows, cursor }));

      await using fresh = emulator(size);
      await fresh.write(newPainter(size, style).paint({ rows, cursor }));
      assert.deepEqual(cellsOf(terminal, size), cellsOf(fresh, size), `picture ${step}`);
      for (const [y, line] of terminal.lines().entries())
        assert.equal(
          line.trimEnd(),
          cut(rowText(rows[y]!)).trimEnd(),
          `row ${y} of picture ${step}`,
        );
      assert.deepEqual(terminal.cursor(), cursor);
    }
  });

  it('shows each ink in the colours of the theme', async () => {
    const size = { width: 10, height: inks.length };
    await using terminal = emulator(size);
    await terminal.write(
      newPainter(size, style).paint({ rows: inks.map((ink) => [span(ink, 'x')]) }),
    );
    for (const [y, ink] of inks.entries()) {
      const cell = terminal.cell(0, y);
      const look = style.theme.looks[ink];
      assert.deepEqual([cell.foreground, cell.background], [look.foreground, look.background], ink);
      assert.equal(cell.bold, look.bold ?? false);
      assert.equal(cell.underline, look.underline ?? false);
    }
    assert.equal(terminal.cell(9, 0).background, style.theme.looks.normal.background);
  });

  it('writes nothing for the same picture, and little for a key', () => {
    const size = { width: 120, height: 36 };
    const painter = newPainter(size, style);
    const frame = (typed: string): Frame => ({
      ...plain(...Array.from({ length: 35 }, (_, y) => `line ${y}`), typed),
      cursor: { x: typed.length, y: 35 },
    });
    assert.ok(painter.paint(frame('ol')).length > 1000);
    assert.equal(painter.paint(frame('ol')), '');
    const bytes = painter.paint(frame('olá'));
    assert.ok(bytes.length < 120, `${bytes.length} characters`);
    assert.ok(bytes.startsWith(`${esc}[?2026h`) && bytes.endsWith(`${esc}[?2026l`));
  });

  it('paints all anew in another size, another style, and when somebody else wrote', async () => {
    const small = { width: 8, height: 2 };
    const painter = newPainter(small, style);
    assert.deepEqual(await shown(painter, plain('olá mundo', 'x'), small), [
      'olá mund',
      'x       ',
    ]);
    const large = { width: 12, height: 3 };
    painter.resize(large);
    assert.deepEqual(await shown(painter, plain('olá mundo', 'x'), large), [
      'olá mundo   ',
      'x           ',
      '            ',
    ]);
    for (const again of [() => painter.forget(), () => painter.restyle(style)]) {
      again();
      assert.deepEqual((await shown(painter, plain('olá'), large))[0], 'olá         ');
    }
  });

  it('knows four depths of colour', () => {
    const size = { width: 4, height: 1 };
    const painted = (depth: Style['depth']): string =>
      newPainter(size, { ...style, depth }).paint({
        rows: [[span('nick0', 'a'), span('title', 'b')]],
      });
    assert.match(painted('true'), /38;2;22;198;12;48;2;12;12;12m/);
    assert.match(painted('256'), /38;5;\d+;48;5;\d+m/);
    assert.match(painted('16'), /\[0;92;40m/);
    assert.doesNotMatch(painted('mono'), /[34]8;|\[[\d;]*(?:3|4|9|10)[0-7][;m]/);
    assert.match(painted('mono'), /\[0;1m.*a.*\[0;7m.*b/s);
    // A full block in inverse is a hole.
    const thumb = newPainter(size, { ...style, depth: 'mono' }).paint({
      rows: [[span('scroll', '█')]],
    });
    assert.match(thumb, /\[0;1m.*█/s);
  });

  it('draws other lines where the theme has them, and letters where signs are lacking', async () => {
    const size = { width: 16, height: 2 };
    const frame: Frame = {
      rows: [[span('border', '┌─┐│'), span('normal', '─● ✓✓ …►')], [span('normal', 'é 日 🔒')]],
    };
    const on = async (change: Partial<Style>): Promise<string[]> => {
      const lines = await shown(newPainter(size, { ...style, ...change }), frame, size);
      return lines.map((line) => line.trimEnd());
    };
    assert.deepEqual(await on({}), ['┌─┐│─● ✓✓ …►', 'é 日 🔒']);
    assert.deepEqual(await on({ theme: builtIn('dosblue') }), ['╔═╗║─● ✓✓ …►', 'é 日 🔒']);
    assert.deepEqual(await on({ theme: builtIn('hc') }), ['+-+|─● ✓✓ …►', 'é 日 🔒']);
    assert.deepEqual(await on({ ascii: true }), ['+-+|-* vv .>', 'é 日 []']);
  });

  it('gives a terminal links and titles, and only addresses that are harmless', () => {
    const painted = (link: string, extras = true): string =>
      newPainter({ width: 9, height: 1 }, { ...style, extras }).paint({
        rows: [[{ ink: 'link', text: 'aqui', link }, span('normal', '!')]],
        title: `ana\u0007${esc}]52;c;x`,
      });
    const good = painted('https://example.org/a?b=1#c');
    assert.ok(good.includes(`${esc}]8;;https://example.org/a?b=1#c${esc}\\`));
    assert.ok(good.includes(`${esc}]8;;${esc}\\`));
    assert.ok(good.endsWith(`${esc}]2;ana]52;c;x${esc}\\`));
    for (const bad of [
      `https://x${esc}[2J`,
      'javascript:alert(1)',
      'https://x y',
      'file:///etc',
      'https://é',
    ])
      assert.equal(painted(bad).replaceAll(`]8;;${esc}`, '').includes(']8;;'), false);
    assert.doesNotMatch(painted('https://example.org', false), /\][28];/);
  });

  it('lets no text through that a terminal would obey, even when nobody made it harmless', () => {
    const obeyed =
      '\u001b[2J \u001b]52;c;YQ==\u0007 \u009b31m \u0007 \r \n \t \u0000 \u0085 \u202e \u2066 \u200e';
    const others =
      '\u200f \ufeff \u2028 \u061c \u00ad \u200b \ud800 a é 日 👍🏽 👨‍👩‍👧‍👦 🇧🇷 e\u0301 \u0301 ש م';
    const tower = `o${'\u0301'.repeat(10_000)}`;
    const sign = fc.constantFrom(tower, ...obeyed.split(' '), ...others.split(' '));
    const words = fc.array(sign, { maxLength: 30 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(words, words, (one, other) => {
        const size = { width: 30, height: 2 };
        const frame: Frame = {
          rows: [[span('normal', one), span('alert', other)], [span('bar', other)]],
        };
        const bytes = newPainter(size, style).paint(frame);
        assert.ok(bytes.length < 10_000);
        // What is left without our own sequences is cells.
        const text = bytes.replaceAll(ours, '');
        assert.doesNotMatch(
          text,
          /[\p{Cc}\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c\ufeff\u2028]/u,
        );
        assert.doesNotMatch(text, /\p{M}{5}/u);
      }),
      { numRuns: 500 },
    );
  });
});

const ours = new RegExp(`${esc}(?:\\[[\\d;?]*[hlmHJC]|\\]8;;[^${esc}]*${esc}\\\\)`, 'g');

describe('the pace of painting', () => {
  function paced() {
    const clock = testClock();
    const turns: (() => void)[] = [];
    let painted = 0;
    const pace = newPace(
      clock,
      () => (painted += 1),
      (run) => turns.push(run),
    );
    const turn = (): void => turns.splice(0).forEach((run) => run());
    return { clock, pace, turn, painted: () => painted };
  }

  it('answers keys at the end of the turn, a burst of them once', () => {
    const { pace, turn, painted } = paced();
    for (let key = 0; key < 5000; key += 1) pace.now();
    assert.equal(painted(), 0);
    turn();
    assert.equal(painted(), 1);
  });

  it('paints thirty times a second in a flood, and the last of it', () => {
    const { clock, pace, turn, painted } = paced();
    for (let at = 0; at < 1000; at += 1) {
      pace.soon();
      turn();
      clock.advance(1);
    }
    assert.ok(painted() >= 29 && painted() <= 31, String(painted()));
    const before = painted();
    pace.soon();
    clock.advance(40);
    turn();
    assert.equal(painted(), before + 1);
    clock.advance(1000);
    turn();
    assert.equal(painted(), before + 1);
  });

  it('shows figures that change all the time five times a second, and delays nothing by that', () => {
    const { clock, pace, turn, painted } = paced();
    for (let at = 0; at < 1000; at += 1) {
      pace.calm();
      turn();
      clock.advance(1);
    }
    assert.ok(painted() >= 4 && painted() <= 6, String(painted()));
    pace.soon();
    const before = painted();
    pace.calm();
    clock.advance(34);
    turn();
    assert.equal(painted(), before + 1);
    pace.calm();
    pace.now();
    turn();
    assert.equal(painted(), before + 2);
    clock.advance(1000);
    turn();
    assert.equal(painted(), before + 2);
  });

  it('does not make a key wait for the flood', () => {
    const { clock, pace, turn, painted } = paced();
    pace.soon();
    turn();
    clock.advance(1);
    pace.soon();
    pace.now();
    turn();
    assert.equal(painted(), 2);
    clock.advance(100);
    turn();
    assert.equal(painted(), 2);
  });

  it('ends with its screen', () => {
    const { clock, pace, turn, painted } = paced();
    pace.now();
    pace.end();
    pace.soon();
    turn();
    clock.advance(100);
    assert.equal(painted(), 0);
  });
});

const signs = [
  'a',
  'b',
  'é',
  'ç',
  ' ',
  ' ',
  '日',
  '語',
  '😀',
  '🚀',
  '한',
  '─',
  '│',
  'x',
  'Ω',
  'ñ',
  '👍',
  '✓',
  '…',
];

function randomRow(random: (below: number) => number, width: number): Row {
  const spans: { ink: Ink; text: string }[] = [];
  const same = random(30);
  let text = 'k'.repeat(same);
  for (let at = same; at < width; at += 1) {
    text += signs[random(signs.length)];
    if (random(12) > 0) continue;
    spans.push(span(inks[random(inks.length)]!, text));
    text = '';
  }
  return [...spans, span('normal', text)].slice(0, 1 + random(12));
}

/** As much of a text as a row of the terminal holds. */
function cut(text: string): string {
  let cells = 0;
  let kept = '';
  for (const sign of text) {
    cells += /[日語😀🚀한👍]/u.test(sign) ? 2 : 1;
    if (cells <= 60) kept += sign;
  }
  return kept;
}
