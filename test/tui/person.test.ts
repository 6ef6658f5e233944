import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { draftOf } from '../../src/tui/chats.ts';
import { editorText } from '../../src/tui/editor.ts';
import { isQuiet, parseQuiet, quietText } from '../../src/tui/quiet.ts';
import { inkOfNick } from '../../src/tui/theme.ts';
import { laboratory, line, newScene, noon, room } from './rig/scene.ts';
import { rowsWith, textOf } from './rig/screen.ts';

const at = (hour: number, minute = 0): number => new Date(2026, 10, 21, hour, minute).getTime();

describe('quiet hours', () => {
  it('may go over midnight', () => {
    const night = parseQuiet('22:30 - 7');
    assert.equal(quietText(night), '22:30-07:00');

    assert.deepEqual(
      [at(22, 29), at(22, 30), at(3), at(6, 59), at(7)].map((now) => isQuiet(night, now)),
      [false, true, true, true, false],
    );
  });

  it('are nothing else than two times of a day', () => {
    for (const text of ['', '7', '25-7', '22:60-7', '7-7', '7-8-9', 'a-b'])
      assert.equal(parseQuiet(text), undefined, text);
  });

  it('ring nobody, and are kept', () => {
    const scene = newScene();
    scene.rooms([room('@ana', { head: 1 })]);
    scene.happen({ type: 'input', input: { kind: 'focus', focused: false } });
    const rings = (seq: number, now: number): boolean => {
      scene.effects();
      scene.tell({ event: 'line', line: line('@ana', seq, 'ana', 'oi', { at: now }) }, now);
      return scene.effects().some((effect) => effect.do === 'bell');
    };

    assert.equal(rings(2, noon), true);
    assert.equal(rings(3, noon + 1000), false, 'a flood is one call');
    assert.equal(rings(4, noon + 5000), true);
    scene.type('/quiet 11-13');
    scene.key('enter');
    assert.ok(scene.effects().some((effect) => effect.do === 'keep'));
    assert.equal(rings(5, noon + 20_000), false);
    scene.type('/quiet off');
    scene.key('enter');
    assert.equal(rings(6, noon + 30_000), true);
  });
});

describe('emoji', () => {
  it('are completed by their name, and gone through', () => {
    const scene = laboratory();
    scene.type('vamos :rock');
    scene.key('tab');
    assert.equal(editorText(draftOf(scene.state())), 'vamos 🚀 ');

    scene.key('ctrl+u');
    scene.type(':hear');
    scene.key('tab');
    assert.equal(editorText(draftOf(scene.state())), '❤ ');
    assert.match(textOf(scene), /\[❤ heart\] /);
    scene.key('tab');
    assert.notEqual(editorText(draftOf(scene.state())), '❤ ');
  });

  it('can be reacted with by name', () => {
    const scene = laboratory();
    scene.type('/react :tada:');
    scene.key('enter');
    assert.match(textOf(scene), /\[🎉 1\]/);
  });
});

describe('a picked message', () => {
  it('is copied as it was said, without the frame around it', () => {
    const scene = laboratory();
    scene.key('ctrl+up', 'ctrl+up', 'ctrl+up');
    scene.effects();
    scene.type('c');
    const [effect] = scene.effects();
    assert.deepEqual(effect, {
      do: 'copy',
      text: 'veja https://example.org/docs/tls?x=1#handshake e depois me diga',
    });
    assert.match(textOf(scene), /copied/);
  });

  it('is opened: its link, or all of it; else the draft is written elsewhere', () => {
    const scene = laboratory();
    scene.type('um rascunho');
    scene.effects();
    scene.key('ctrl+o');
    assert.deepEqual(scene.effects(), [{ do: 'write', text: 'um rascunho' }]);
    scene.happen({ type: 'written', text: 'um rascunho\nmelhor' });
    assert.equal(editorText(draftOf(scene.state())), 'um rascunho\nmelhor');

    scene.key('ctrl+up');
    scene.effects();
    scene.key('ctrl+o');
    assert.deepEqual(scene.effects(), [{ do: 'read', text: 'sim!' }]);
    scene.key('ctrl+up', 'ctrl+up');
    scene.effects();
    scene.key('ctrl+o');
    assert.deepEqual(scene.effects(), [
      { do: 'browse', text: 'https://example.org/docs/tls?x=1#handshake' },
    ]);
  });

  it('says so when nothing could be opened', () => {
    const scene = laboratory();
    scene.happen({ type: 'failed', reason: ['no-program', 'nano', 'ENOENT'] });
    assert.equal(rowsWith(scene, '! nano cannot be started (ENOENT).').length, 1);
  });
});

describe('a name', () => {
  it('gets another colour, until it is given back', () => {
    const scene = laboratory();
    scene.type('/nick-colour @ana 7');
    scene.key('enter');
    assert.equal(inkOfNick('Ana', scene.state().colours), 'nick6');
    scene.type('/nick-colour ana off');
    scene.key('enter');
    assert.equal(scene.state().colours.size, 0);
    scene.type('/nick-colour ana 99');
    scene.key('enter');
    assert.equal(rowsWith(scene, '/nick-colour name 1…16|off').length, 1);
  });
});

describe('a theme of one’s own', () => {
  it('is one of those that F9 goes through; a wrong one says why', () => {
    const scene = laboratory();
    scene.set((state) => ({
      ...state,
      themes: ['cmd', 'night'],
      wrongThemes: new Map([['broken', ['own-file', 'broken.json', '"box" must be single']]]),
    }));
    scene.key('f9');
    assert.equal(scene.state().theme, 'night');
    scene.key('f9');
    assert.equal(scene.state().theme, 'cmd');
    scene.type('/theme broken');
    scene.key('enter');
    assert.equal(rowsWith(scene, '! broken.json: "box" must be single').length, 1);
    assert.equal(scene.state().theme, 'cmd');
  });
});

describe('a warning that nobody may overlook', () => {
  it('stands in a frame: the key of somebody changed', () => {
    const scene = newScene({ columns: 60, lines: 12 });
    scene.rooms([room('@ana')]);
    scene.tell({ event: 'key-changed', user: 'ana' });

    const rows = textOf(scene).split('\n');
    const found = rows.findIndex((row) => row.includes('! The key of ana changed.'));
    assert.match(rows[found - 1]!, /┌─+┐/);
    assert.match(rows[found]!, /│ ! The key of ana changed/);
    assert.ok(rows.slice(found).some((row) => /└─+┘/.test(row)));
  });
});

describe('the buttons of the window', () => {
  const click = (x: number) => {
    const scene = laboratory();
    scene.effects();
    scene.happen({
      type: 'input',
      input: { kind: 'mouse', action: 'down', button: 'left', x, y: 0, modifiers: '' },
    });
    return scene;
  };

  it('end, and make bare', () => {
    const bar = textOf(laboratory()).split('\n')[0]!;
    assert.deepEqual(click(bar.indexOf('×')).effects(), [{ do: 'quit' }]);
    assert.equal(click(bar.indexOf('_')).state().bare, true);
    assert.equal(click(3).state().bare, false);
  });
});
