import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { parseKeys } from '../../src/tui/own-keys.ts';
import { reasons as portuguese } from '../../src/words/pt-BR/reasons.ts';
import { inEnglish, inWords, type Reason } from '../../src/words/reason.ts';
import { laboratory } from './rig/scene.ts';
import { textOf } from './rig/screen.ts';

function keysOf(file: object) {
  const keys = parseKeys(JSON.stringify(file));
  assert.ok(keys.ok, keys.ok ? '' : inEnglish(keys.error));
  return keys.value;
}

function withKeys(file: object) {
  const scene = laboratory();
  const keys = keysOf(file);
  scene.set((state) => ({ ...state, keys }));
  return scene;
}

describe('keys of one’s own', () => {
  it('are named, however they are written, by what they do, by another key, or by a command', () => {
    const keys = keysOf({
      'Ctrl+G': 'next-unread',
      'shift + ALT+x': '/mute',
      F9: 'nothing',
      'ctrl++': 'kill-word',
      f12: 'alt+down',
    });

    assert.deepEqual(Object.fromEntries(keys), {
      'ctrl+g': 'alt+a',
      'alt+shift+x': '/mute',
      f9: '',
      'ctrl+plus': 'ctrl+w',
      f12: 'alt+down',
    });
  });

  for (const [why, text, wanted] of [
    ['no JSON', '{', /no list of keys/],
    ['a list', '["f1"]', /no list of keys/],
    ['too long', ' '.repeat(70_000), /no list of keys/],
    ['a letter, which is text', '{"x":"help"}', /no key "x"/],
    ['an unknown modifier', '{"hyper+x":"help"}', /no key "hyper\+x"/],
    ['an escape', '{"ctrl+\\u001b[2J":"help"}', /no key "ctrl\+␛\[2J"/],
    ['a mistyped deed', '{"f12":"hepl"}', /No key does "hepl"\. Did you mean "help"\?/],
    ['a command that there is not', '{"f12":"/dance now"}', /no command "\/dance"/],
    ['a number', '{"f12":3}', /What a key does is text/],
    ['one key twice', '{"ctrl+a":"help","CTRL+A":"quit"}', /is there twice/],
  ] as const)
    it(`are refused, with a reason, for ${why}`, () => {
      const keys = parseKeys(text);

      assert.ok(!keys.ok);
      assert.match(inEnglish(keys.error), wanted);
    });

  it('do what they were given, and no more what they did before', () => {
    const scene = withKeys({
      f9: 'nothing',
      'ctrl+g': 'help',
      f12: '/theme amber',
      'alt+z': 'quit',
    });
    scene.effects();

    scene.key('f9');
    assert.equal(scene.state().theme, 'cmd');
    scene.key('f12');
    assert.equal(scene.state().theme, 'amber');
    scene.key('ctrl+g');
    assert.ok(scene.state().help);
    scene.key('alt+z');
    assert.deepEqual(scene.effects().at(-1), { do: 'quit' });
  });

  it('stand in the help, with what they do', () => {
    const scene = withKeys({ 'alt+z': 'quit', f12: '/mute', f9: 'nothing' });
    scene.key('f1', 'pagedown', 'pagedown');

    const help = textOf(scene);
    assert.match(help, /Keys of your own/);
    assert.match(help, /Alt\+Z +quit/);
    assert.match(help, /F12 +\/mute/);
    assert.match(help, /F9 +nothing/);
  });
});

it('a wrong key is told in the language of who wrote it', () => {
  const keys = parseKeys('{"f12":"dance"}');

  assert.ok(!keys.ok);
  const reason: Reason = ['own-file', 'keys.json', { because: keys.error }];
  assert.match(inWords(portuguese, reason), /^keys\.json: Nenhuma tecla faz "dance"/);
});
