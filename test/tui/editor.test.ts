import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import fc from 'fast-check';

import { edit, type EditCommand, editCommands, emptied } from '../../src/tui/edit.ts';
import { spotAt, vertical, viewEditor } from '../../src/tui/editor-view.ts';
import {
  beforeCursor,
  type Editor,
  editorOf,
  editorText,
  insert,
  isEmpty,
  moved,
  replaceBefore,
  undo,
} from '../../src/tui/editor.ts';
import { historyOf, newer, older, remembered } from '../../src/tui/history.ts';
import { graphemes, textWidth } from '../../src/tui/width.ts';
import { effort } from '../rig/effort.ts';

/** The text with `|` where the cursor is. */
function shown(editor: Editor): string {
  const lines = editor.lines.map((line, row) =>
    row === editor.row
      ? [...line.slice(0, editor.column), '|', ...line.slice(editor.column)].join('')
      : line.join(''),
  );
  return lines.join('\n');
}

/** An editor from such a text. */
function at(text: string): Editor {
  const [left = '', right = ''] = text.split('|');
  const whole = editorOf(left + right);
  const { row, column } = editorOf(left);
  return moved(whole, { row, column });
}

describe('the editor', () => {
  const cases: readonly (readonly [EditCommand, string, string])[] = [
    ['left', 'a👨‍👩‍👧‍👦|b', 'a|👨‍👩‍👧‍👦b'],
    ['left', 'a\n|b', 'a|\nb'],
    ['left', '|a', '|a'],
    ['right', 'a|e\u0301b', 'ae\u0301|b'],
    ['right', 'a|\nb', 'a\n|b'],
    ['right', 'a|', 'a|'],
    ['word-left', 'um dois, três|', 'um dois, |três'],
    ['word-left', 'um dois, |três', 'um |dois, três'],
    ['word-left', 'um\n|dois', 'um|\ndois'],
    ['word-right', '|um dois', 'um| dois'],
    ['word-right', 'um| dois', 'um dois|'],
    ['word-right', 'um|\ndois', 'um\n|dois'],
    ['home', 'a\nbc|d', 'a\n|bcd'],
    ['end', 'a\nb|cd\ne', 'a\nbcd|\ne'],
    ['top', 'a\nb|c', '|a\nbc'],
    ['bottom', '|a\nbc', 'a\nbc|'],
    ['newline', 'ab|cd', 'ab\n|cd'],
    ['backspace', 'a👍🏽|', 'a|'],
    ['backspace', 'o\u0303|', '|'],
    ['backspace', '🇧🇷|', '|'],
    ['backspace', 'a\n|b', 'a|b'],
    ['backspace', '|a', '|a'],
    ['delete', 'a|👍🏽b', 'a|b'],
    ['delete', 'a|\nb', 'a|b'],
    ['delete', 'a|', 'a|'],
    ['kill-word', 'um dois-três |', 'um |'],
    ['kill-word', 'um\n|dois', 'um|dois'],
    ['kill-word-left', 'um dois-três|', 'um dois-|'],
    ['kill-word-right', 'um| dois três', 'um| três'],
    ['kill-to-start', 'a\num d|ois', 'a\n|ois'],
    ['kill-to-end', 'um d|ois\nb', 'um d|\nb'],
    ['kill-to-end', 'um|\nb', 'um|b'],
    ['transpose', 'ab|c', 'acb|'],
    ['transpose', 'abc|', 'acb|'],
    ['transpose', '|a', '|a'],
    ['clear', 'a\nb|\nc', '|'],
  ];
  for (const [command, from, to] of cases)
    it(`${command} makes ${JSON.stringify(from)} ${JSON.stringify(to)}`, () =>
      assert.equal(shown(edit(at(from), command)), to));

  it('joins a mark, a skin and half a flag to what they belong to', () => {
    const written = (...parts: string[]): Editor => parts.reduce(insert, editorOf());
    assert.deepEqual(written('e', '\u0301').lines, [['e\u0301']]);
    assert.deepEqual(written('👍', '🏽', 'x').lines, [['👍🏽', 'x']]);
    assert.deepEqual(written('🇧', '🇷').lines, [['🇧🇷']]);
    assert.deepEqual(insert(at('|\u0301b'), 'e').lines, [['e\u0301', 'b']]);
  });

  it('takes nothing that a terminal would obey', () => {
    const hostile = 'a\u001b]52;c;x\u0007b\u202ec\u200f\td\r\ne\rf\u0085';
    assert.equal(editorText(insert(editorOf(), hostile)), 'a␛]52;c;x␇bc    d\ne\nf\uFFFD');
    assert.equal(textWidth(editorText(insert(editorOf('e'), '\u0301'.repeat(10_000)))), 1);
  });

  it('brings back what was cut out', () => {
    const cut = edit(at('um dois|\ntrês'), 'kill-word');
    assert.equal(shown(edit(edit(cut, 'bottom'), 'yank')), 'um \ntrêsdois|');
    assert.equal(shown(edit(emptied(cut), 'yank')), 'dois|');
    assert.equal(shown(edit(edit(at('a\nb|'), 'clear'), 'yank')), '|');
  });

  it('undoes step by step, letters typed in a row together', () => {
    let editor = editorOf();
    for (const letter of 'um dois') editor = insert(editor, letter);
    editor = insert(editor, 'colado\n');
    const states: string[] = [];
    for (let step = 0; step < 5; step += 1) {
      states.push(editorText(editor));
      editor = undo(editor);
    }
    assert.deepEqual(states, ['um doiscolado\n', 'um dois', 'um ', 'um', '']);
  });

  it('knows what stands before the cursor, and replaces it', () => {
    const editor = at('oi @jo|!');
    assert.equal(beforeCursor(editor), 'oi @jo');
    assert.equal(shown(replaceBefore(editor, 3, '@joão ')), 'oi @joão |!');
    assert.equal(isEmpty(editorOf()), true);
    assert.equal(isEmpty(editorOf('\n')), false);
  });

  it('does what a plain list of characters would, whatever is typed in whatever order', () => {
    const piece = fc.constantFrom(
      'a',
      'é',
      'e\u0301',
      '\u0301',
      '日',
      '👍',
      '🏽',
      '👨‍👩‍👧‍👦',
      ' ',
      '\n',
      'um dois',
      'x\ny\nz',
    );
    const command = fc.constantFrom<EditCommand>(
      'left',
      'right',
      'home',
      'end',
      'top',
      'bottom',
      'backspace',
      'delete',
      'newline',
    );
    const step = fc.oneof(
      piece.map((text) => ({ text })),
      command.map((name) => ({ name })),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }).filter(hasFewMarks), (steps) => {
        let editor = editorOf();
        let model: Model = { list: [], place: 0 };
        for (const one of steps) {
          editor = 'text' in one ? insert(editor, one.text) : edit(editor, one.name);
          model = 'text' in one ? typed(model, one.text) : commanded(model, one.name);
          assert.equal(editorText(editor), model.list.join(''));
          const place = editor.lines
            .slice(0, editor.row)
            .reduce((sum, line) => sum + line.length + 1, 0);
          assert.equal(place + editor.column, model.place);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('never loses its cursor or its text to any command', () => {
    const command = fc.constantFrom(...editCommands);
    const step = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 5 }),
      command.map((name) => ({ name })),
    );
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 40 }),
        fc.integer({ min: 3, max: 12 }),
        (steps, width) => {
          let editor = editorOf('um\ndois três');
          for (const one of steps) {
            editor = typeof one === 'string' ? insert(editor, one) : edit(editor, one.name);
            editor = vertical(editor, editor.column % 2 ? 'up' : 'down', width) ?? editor;
            assert.ok(editor.column <= editor.lines[editor.row]!.length);
            const view = viewEditor(editor, width, 4);
            assert.ok(view.x < width && view.y < view.rows.length && view.rows.length <= 4);
            assert.ok(view.rows.every((row) => textWidth(row) < width));
            const { row, column } = spotAt(editor, view, width, view.x, view.y);
            assert.deepEqual([row, column], [editor.row, editor.column]);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it('takes a paste of a megabyte, and keys in it, in a time that grows with the length', () => {
    const cost = (lines: number): number => {
      const text = 'linha de texto çã\n'.repeat(lines);
      return effort(() => {
        let editor = insert(editorOf(), text);
        for (let key = 0; key < 10; key += 1) viewEditor((editor = insert(editor, 'x')), 80, 6);
      });
    };
    assert.ok(cost(56_000) < 40 * cost(7000));
  });
});

describe('the editor in its box', () => {
  const picture = (text: string, width: number, rows: number): string => {
    const view = viewEditor(at(text), width, rows);
    const lines = view.rows.map((row) => `|${row}|`);
    return `${lines.join('\n')} ${view.x},${view.y}${view.above ? ' above' : ''}${view.below ? ' below' : ''}`;
  };

  it('breaks rows by cells, a cell left for the cursor', () => {
    assert.equal(picture('abcdef|', 4, 6), '|abc|\n|def| 3,1');
    assert.equal(picture('abc|def', 4, 6), '|abc|\n|def| 0,1');
    assert.equal(picture('日本語|', 5, 6), '|日本|\n|語| 2,1');
    assert.equal(picture('|', 5, 6), '|| 0,0');
  });

  it('shows the rows around the cursor', () => {
    assert.equal(picture('1\n2\n3\n4\n5|', 9, 3), '|3|\n|4|\n|5| 1,2 above');
    assert.equal(picture('1\n2|\n3\n4\n5', 9, 3), '|1|\n|2|\n|3| 1,1 below');
    assert.equal(picture('1\n2\n3\n4|\n5', 9, 3), '|2|\n|3|\n|4| 1,2 above below');
  });

  it('moves up and down by rows as they are seen, and keeps its column', () => {
    const start = at('abcdefgh\nxy\nabcdefg|');
    const up = vertical(start, 'up', 20)!;
    assert.equal(shown(up), 'abcdefgh\nxy|\nabcdefg');
    assert.equal(shown(vertical(up, 'up', 20)!), 'abcdefg|h\nxy\nabcdefg');
    assert.equal(shown(vertical(at('abcdef|'), 'up', 4)!), 'ab|cdef');
    assert.equal(vertical(at('ab|\nc'), 'up', 20), undefined);
    assert.equal(vertical(at('ab\nc|'), 'down', 20), undefined);
  });
});

describe('the history of what was sent', () => {
  it('goes back and forth, and the draft is not lost', () => {
    let history = remembered(remembered(remembered(historyOf(), 'um'), 'dois'), 'dois');
    const told: string[] = [];
    let text = 'rascunho';
    for (const step of [older, older, older, newer, newer, newer]) {
      const found = step(history, text);
      if (found) [history, text] = found;
      told.push(found ? text : '-');
    }
    assert.deepEqual(told, ['dois', 'um', '-', 'dois', 'rascunho', '-']);
  });

  it('is bounded', () => {
    const many = Array.from({ length: 600 }, (_, number) => String(number));
    assert.equal(many.reduce(remembered, historyOf()).entries.length, 500);
  });
});

/** More than four marks on a letter are cut, which a plain list knows nothing of. */
const hasFewMarks = (steps: readonly ({ text: string } | { name: string })[]): boolean =>
  steps.filter((one) => 'text' in one && one.text.endsWith('\u0301')).length <= 4;

interface Model {
  readonly list: readonly string[];
  readonly place: number;
}

function typed({ list, place }: Model, text: string): Model {
  const left = list.slice(0, place).join('') + text;
  const whole = graphemes(left + list.slice(place).join(''));
  let length = 0;
  let to = 0;
  while (length < left.length) length += whole[to++]!.length;
  return { list: whole, place: to };
}

function commanded({ list, place }: Model, name: EditCommand): Model {
  const start = list.lastIndexOf('\n', place - 1) + 1;
  const end = list.indexOf('\n', place);
  const places: Partial<Record<EditCommand, number>> = {
    left: Math.max(0, place - 1),
    right: Math.min(list.length, place + 1),
    home: place === 0 ? 0 : start,
    end: end < 0 ? list.length : end,
    top: 0,
    bottom: list.length,
  };
  const to = places[name];
  if (to !== undefined) return { list, place: to };
  if (name === 'newline') return typed({ list, place }, '\n');
  const from = name === 'backspace' ? place - 1 : place;
  if (from < 0) return { list, place };
  return { list: list.toSpliced(from, 1), place: from };
}
