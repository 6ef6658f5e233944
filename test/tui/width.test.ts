import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import fc from 'fast-check';

import {
  cut,
  graphemeWidth,
  graphemes,
  pad,
  padStart,
  short,
  textWidth,
} from '../../src/tui/width.ts';
import { effort } from '../rig/effort.ts';
import { emulator } from '../rig/emulator.ts';

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const segmented = (text: string): string[] =>
  [...segmenter.segment(text)].map(({ segment }) => segment);

/** Pieces of every kind that make segmentation and width difficult. */
const pieces =
  'a Z 7 é e\u0301 ç ã 日 本 語 한 ㅎ か ｆ ─ 😀 🚀 👍🏽 🇧🇷 🇯🇵 👨‍👩‍👧‍👦 ❤️ ☎ ✓ ש ل नि ക്ഷ \u200b \u0300 🇧'.split(
    ' ',
  );
const piece = fc.constantFrom(...pieces, ' ', '\n');
const text = fc.array(piece, { maxLength: 60 }).map((parts) => parts.join(''));

describe('the width of text', () => {
  for (const [shown, width] of [
    ['', 0],
    ['olá', 3],
    ['日本', 4],
    ['e\u0301', 1],
    ['한', 2],
    ['😀', 2],
    ['👍🏽', 2],
    ['👨‍👩‍👧‍👦', 2],
    ['🇧🇷', 2],
    ['❤\ufe0f', 1],
    ['\u0301', 0],
    ['\u200b', 0],
    ['\u00ad', 0],
    ['│', 1],
    ['●◐○►▼', 5],
    ['✓✓', 2],
    ['…—“”', 4],
    ['שלום', 4],
    ['ｗｉｄｅ', 8],
  ] as const)
    it(`is ${width} for ${JSON.stringify(shown)}`, () => assert.equal(textWidth(shown), width));

  it('is what a terminal of Unicode 11 takes, for every letter and sign of the first plane', async () => {
    const tried = [...range(0xa1, 0xd7ff), ...range(0xf900, 0xfffd)].filter((code) =>
      /[\p{L}\p{N}\p{P}\p{S}]/u.test(String.fromCharCode(code)),
    );
    const rows = 500;
    await using terminal = emulator({ width: 4, height: rows });

    const other: string[] = [];
    for (let from = 0; from < tried.length; from += rows) {
      const signs = tried.slice(from, from + rows).map((code) => String.fromCharCode(code));
      await terminal.write(
        `\u001b[2J${signs.map((sign, y) => `\u001b[${y + 1}H${sign}`).join('')}`,
      );
      for (const [y, sign] of signs.entries())
        if (terminal.cell(0, y).width !== graphemeWidth(sign))
          other.push(sign.charCodeAt(0).toString(16));
    }

    // Letters that joined to others have no width, and what became wide with Unicode 16.
    const known =
      /^(?:11[6-9a-f].|2630|263[1-7]|268[a-f]|4d[c-f].|32[4].|d7[b-f].|31ef|31b[b-f]|31e[45]|2ff[c-f])$/;
    assert.deepEqual(
      other.filter((code) => !known.test(code)),
      [],
    );
  });
});

describe('graphemes', () => {
  it('are those of the segmenter, line feeds alone', () => {
    fc.assert(
      fc.property(text, (whole) => {
        const wanted = whole
          .split('\n')
          .flatMap((line, at) => [...(at ? ['\n'] : []), ...segmented(line)]);
        assert.deepEqual(graphemes(whole), wanted);
      }),
      { numRuns: 2000 },
    );
  });

  it('stay whole across the border of a long run', () => {
    for (let before = 0; before < 12; before += 1) {
      const whole = `${'日'.repeat(before)}${'👨‍👩‍👧‍👦🇧🇷e\u0301'.repeat(200)}`;
      assert.deepEqual(graphemes(whole), segmented(whole));
    }
  });

  it('of half a megabyte are found in a time that grows with the length', () => {
    const cost = (count: number): number => {
      const whole = '👍🏽é日\u0301'.repeat(count);
      return effort(() => void graphemes(whole));
    };
    assert.ok(cost(80_000) < 40 * cost(10_000));
  });
});

describe('fitting text', () => {
  it('never takes more cells than there are, and no half character', () => {
    fc.assert(
      fc.property(text, fc.nat(30), (whole, width) => {
        const line = whole.replaceAll('\n', ' ');
        assert.ok(textWidth(cut(line, width)) <= width);
        assert.ok(line.startsWith(cut(line, width)));
        assert.ok(textWidth(short(line, width)) <= width);
        assert.equal(textWidth(pad(line, width)), width);
        assert.equal(textWidth(padStart(line, width)), width);
      }),
    );
  });
});

const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, at) => from + at);
