import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import fc from 'fast-check';

import { drawing } from '../../src/tui/drawing.ts';
import { span } from '../../src/tui/frame.ts';
import { fitRow, overlay, rowText, rowWidth, sliceRow } from '../../src/tui/row.ts';
import { wrap } from '../../src/tui/wrap.ts';
import { effort } from '../rig/effort.ts';

const wrapped = (text: string, width: number): string[] =>
  wrap([span('normal', text)], width).map(rowText);

describe('wrapping', () => {
  for (const [text, width, ...rows] of [
    ['', 10, ''],
    ['bom dia', 10, 'bom dia'],
    ['bom dia, tudo certo', 10, 'bom dia,', 'tudo certo'],
    ['exactly-10 x', 10, 'exactly-10', 'x'],
    ['um\n\ndois', 10, 'um', '', 'dois'],
    ['  a  b', 10, '  a  b'],
    ['abc        def', 5, 'abc', 'def'],
    ['bom dia, tudo\u00a0✓', 13, 'bom dia,', 'tudo ✓'],
    ['uma-palavra-comprida', 8, 'uma-pala', 'vra-comp', 'rida'],
    ['ab uma-palavra-comprida', 8, 'ab', 'uma-pala', 'vra-comp', 'rida'],
    ['日本語のメッセージ', 7, '日本語', 'のメッ', 'セージ'],
    ['ok 日本語 ok', 6, 'ok 日', '本語', 'ok'],
    ['👨‍👩‍👧‍👦👨‍👩‍👧‍👦', 3, '👨‍👩‍👧‍👦', '👨‍👩‍👧‍👦'],
  ] as const)
    it(`${JSON.stringify(text)} to ${width} cells`, () =>
      assert.deepEqual(wrapped(text, width), rows));

  it('keeps a word together that changes its ink, and each part its own', () => {
    const rows = wrap(
      [span('normal', 'diga a '), span('mention', '@duna'), span('normal', ', já')],
      12,
    );
    assert.deepEqual(rows, [
      [span('normal', 'diga a')],
      [span('mention', '@duna'), span('normal', ', já')],
    ]);
  });

  it('never exceeds the width and loses nothing but blanks and line feeds', () => {
    const part = fc.constantFrom(
      'a',
      'bcd',
      ' ',
      '  ',
      '日',
      '👍🏽',
      'e\u0301',
      '\n',
      'palavra',
      '-',
      'ção',
    );
    fc.assert(
      fc.property(fc.array(part), fc.integer({ min: 2, max: 20 }), (parts, width) => {
        const text = parts.join('');
        const rows = wrap([span('normal', text.slice(0, 7)), span('dim', text.slice(7))], width);
        assert.ok(rows.every((row) => rowWidth(row) <= width));
        const solid = (whole: string): string => whole.replaceAll(/[ \n]/g, '');
        assert.equal(solid(rows.map(rowText).join('')), solid(text));
      }),
      { numRuns: 1000 },
    );
  });

  it('of a long message costs as much as it is long, whatever is in it', () => {
    for (const unit of ['palavra ', 'x', '😀', 'e\u0301 ', '日', ' ']) {
      const cost = (count: number): number => {
        const text = unit.repeat(count);
        return effort(() => void wrapped(text, 60));
      };
      assert.ok(cost(32_000) < 40 * cost(4000), unit);
    }
  });
});

describe('rows', () => {
  const row = [span('normal', 'ab日'), span('dim', '本c')];

  it('are filled and cut to a width', () => {
    assert.equal(rowText(fitRow(row, 10)), 'ab日本c   ');
    assert.equal(rowText(fitRow(row, 5)), 'ab日 ');
    assert.equal(rowText(fitRow(row, 0)), '');
    assert.deepEqual(fitRow([], 2, 'bar'), [span('bar', '  ')]);
  });

  it('are sliced by cells, half a character being a blank', () => {
    assert.equal(rowText(sliceRow(row, 0, 4)), 'ab日');
    assert.equal(rowText(sliceRow(row, 3, 3)), ' 本');
    assert.equal(rowText(sliceRow(row, 2, 3)), '日 ');
    assert.equal(rowText(sliceRow(row, 5, 9)), ' c');
  });

  it('of a frame are drawn as text, without blanks at the end', () =>
    assert.equal(drawing({ rows: [row, [], [span('bar', 'x  ')]] }), 'ab日本c\n\nx'));

  it('laid over others leave what is beside them', () => {
    const picture = ['日本語日本語', '............', '日本語日本語'].map((text) => [
      span('normal', text),
    ]);
    const over = overlay(picture, [[span('dialog', '[ok]')], [span('dialog', '[no]')]], 3, 1);
    assert.deepEqual(over.map(rowText), ['日本語日本語', '...[ok].....', '日 [no] 本語']);
  });
});
