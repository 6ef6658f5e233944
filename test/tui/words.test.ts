import assert from 'node:assert/strict';
import { test } from 'node:test';

import { commands } from '../../src/tui/commands/_all.ts';
import { bindings } from '../../src/tui/keymap.ts';
import { screen as en } from '../../src/words/en/screen.ts';
import { screen as ptBR } from '../../src/words/pt-BR/screen.ts';

/** Every place of a table of words, with what kind of thing stands there. */
function placesOf(words: object, at = ''): Map<string, string> {
  const places = new Map<string, string>();
  for (const [key, value] of Object.entries(words) as [string, unknown][]) {
    const path = `${at}${key}`;
    if (typeof value === 'object' && value !== null)
      for (const [inner, kind] of placesOf(value, `${path}.`)) places.set(inner, kind);
    else
      places.set(path, typeof value === 'string' && value.trim() === '' ? 'empty' : typeof value);
  }
  return places;
}

test('both languages have every sentence', () => {
  const [english, portuguese] = [placesOf(en), placesOf(ptBR)];

  assert.deepEqual([...portuguese.keys()].toSorted(), [...english.keys()].toSorted());
  for (const [path, kind] of english) {
    if (path.endsWith('.takes')) continue;
    assert.equal(portuguese.get(path), kind, path);
    assert.notEqual(kind, 'empty', path);
  }
});

test('what a command or a key does is told differently in each', () => {
  const same = Object.keys(en.commands).filter((name) => {
    const key = name as keyof typeof en.commands;
    return en.commands[key].about === ptBR.commands[key].about;
  });

  assert.deepEqual(same, []);
});

test('every command and every key is in the table of words, and the other way round', () => {
  assert.deepEqual(
    commands.map(({ name }) => name as string).toSorted(),
    Object.keys(en.commands).toSorted(),
  );
  assert.deepEqual(
    bindings.map(({ about }) => about as string).toSorted(),
    Object.keys(en.keys).toSorted(),
  );
});

test('no key has two meanings', () => {
  const chords = bindings.flatMap(({ chords: all }) => all);

  assert.deepEqual(
    chords.filter((chord, at) => chords.indexOf(chord) !== at),
    [],
  );
});
