import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { basic, type Colour, contrast, sgrOf } from '../../src/tui/colour.ts';
import { type Ink, inks } from '../../src/tui/frame.ts';
import { isPlainConsole } from '../../src/tui/style.ts';
import { nickInk } from '../../src/tui/theme.ts';
import { builtIn, parseTheme, themeNames } from '../../src/tui/themes.ts';
import { inEnglish } from '../../src/words/reason.ts';

/** Inks that are lines and decoration, and need not be read. */
const decoration = /^(?:border|scroll|shadow|chart\d)$/;
/** Inks that step back on purpose; large text's contrast is enough for them. */
const quiet = /^(?:dim|time|date|system|quote|offline|ghost|bar-.*|dialog-.*)$/;

describe('the themes', () => {
  for (const name of themeNames) {
    const { looks } = builtIn(name);

    it(`${name} has a look for every ink, and text of it can be read`, () => {
      for (const ink of inks) {
        const look = looks[ink];
        assert.match(look.foreground, /^#[0-9a-f]{6}$/, ink);
        assert.match(look.background, /^#[0-9a-f]{6}$/, ink);
        if (decoration.test(ink)) continue;
        const seen = contrast(look.foreground, look.background);
        assert.ok(
          seen >= (quiet.test(ink) ? 3 : 4.5),
          `${ink} has a contrast of ${seen.toFixed(1)}`,
        );
      }
    });

    it(`${name} tells sixteen names apart`, () => {
      const colours = inks
        .filter((ink) => ink.startsWith('nick'))
        .map((ink) => looks[ink].foreground);
      assert.equal(new Set(colours).size, 16);
    });

    it(`${name} can be read in 16 colours too`, () => {
      for (const ink of inks.filter((one) => !decoration.test(one) && !quiet.test(one))) {
        const { foreground, background } = looks[ink];
        const [front, back] = shownOf(sgrOf(foreground, background, '16'));
        const seen = contrast(front, back);
        assert.ok(seen >= 2.9, `${ink} has a contrast of ${seen.toFixed(1)}`);
      }
    });
  }

  it('of a file begin from another, and change what they name', () => {
    const made = parseTheme('mine', '{"like": "amber", "background": "#101010", "box": "double"}');
    assert.ok(made.ok);
    assert.equal(made.value.name, 'mine');
    assert.equal(made.value.box, 'double');
    assert.equal(made.value.looks.normal.background, '#101010');
    assert.equal(made.value.looks.normal.foreground, builtIn('amber').looks.normal.foreground);
  });

  it('of a file have names that can be read, whatever colours it wants for them', () => {
    const made = parseTheme('grey', '{"background": "#777777", "nicks": ["#777777", "#787878"]}');
    assert.ok(made.ok);
    for (const ink of inks.filter((one): one is Ink => one.startsWith('nick'))) {
      const { foreground, background } = made.value.looks[ink];
      assert.ok(contrast(foreground, background) >= 4.5);
    }
  });

  for (const [text, error] of [
    ['nothing', /no JSON object/],
    ['[]', /no JSON object/],
    ['null', /no JSON object/],
    ['{"like": "vista"}', /"like" must be one of cmd, amber, green, dosblue, win95, hc/],
    ['{"like": "toString"}', /"like" must be one of/],
    ['{"backgroud": "#000000"}', /no "backgroud" in a theme, but box, background/],
    ['{"__proto__": "#000000"}', /no "__proto__"/],
    ['{"text": "red"}', /"text" must be a colour like #1a2b3c/],
    ['{"text": 7}', /"text" must be a colour/],
    ['{"box": "round"}', /"box" must be single, double or ascii/],
    ['{"nicks": []}', /"nicks" must be 1 to 16 colours/],
    ['{"nicks": ["#000000", "x"]}', /"nicks" must be/],
    [`{"\\u001b[2J": "x"}`, /no "␛\[2J"/],
    [' '.repeat(70_000), /longer than 64 KiB/],
  ] as const)
    it(`of a file with ${JSON.stringify(text.slice(0, 40))} are refused with a reason`, () => {
      const made = parseTheme('mine', text);
      assert.ok(!made.ok);
      assert.match(inEnglish(made.error), error);
    });
});

describe('the ink of a name', () => {
  it('is the same for ever, whatever the case and the form', () => {
    assert.deepEqual(['ana', 'joão', '美咲', 'karl'].map(nickInk), [
      'nick6',
      'nick4',
      'nick4',
      'nick3',
    ]);
    assert.equal(nickInk('JOÃO'), nickInk('joa\u0303o'));
  });

  it('spreads names over all colours', () => {
    const counts = new Map<string, number>();
    for (let at = 0; at < 1600; at += 1) {
      const ink = nickInk(`user${at}`);
      counts.set(ink, (counts.get(ink) ?? 0) + 1);
    }
    assert.equal(counts.size, 16);
    assert.ok([...counts.values()].every((count) => count > 50 && count < 200));
  });
});

/** What the codes of 16 colours show. */
function shownOf(codes: string): readonly [Colour, Colour] {
  const [front = 0, back = 0] = codes.split(';').slice(1).map(Number);
  const at = (code: number, from: number): Colour =>
    basic[code >= from + 60 ? code - from - 52 : code - from]!;
  return [at(front, 30), at(back, 40)];
}

it('a console of Windows tells keys alone to Nodes of before 22.17 and 24.2', () => {
  const plain = ['20.19.0', '22.16.1', '23.11.0', '24.1.0'];
  const whole = ['22.17.0', '24.2.0', '25.0.0', '26.10.0'];
  assert.ok(plain.every((node) => isPlainConsole('win32', node)));
  assert.ok(!whole.some((node) => isPlainConsole('win32', node)));
  assert.ok(!isPlainConsole('linux', '20.19.0'));
});
