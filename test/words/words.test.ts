import assert from 'node:assert/strict';
import { test } from 'node:test';

import { words as en } from '../../src/words/en/words.ts';
import { languageOf } from '../../src/words/language.ts';
import { words as ptBR } from '../../src/words/pt-BR/words.ts';
import { inEnglish, inWords, type Reason, reasonOf, Trouble } from '../../src/words/reason.ts';

/** Every place of a table of words, with what stands there. */
function placesOf(table: object, at = ''): Map<string, unknown> {
  const places = new Map<string, unknown>();
  for (const [key, value] of Object.entries(table) as [string, unknown][]) {
    const path = `${at}${key}`;
    if (typeof value === 'object' && value !== null)
      for (const [inner, said] of placesOf(value, `${path}.`)) places.set(inner, said);
    else places.set(path, value);
  }
  return places;
}

test('both languages have every sentence of the command line, and none is left in English', () => {
  const [english, portuguese] = [placesOf(en), placesOf(ptBR)];

  assert.deepEqual([...portuguese.keys()].toSorted(), [...english.keys()].toSorted());
  for (const [path, said] of english) {
    const other = portuguese.get(path);
    assert.equal(typeof other, typeof said, path);
    if (said !== '') assert.notEqual(other, '', path);
    if (typeof said === 'string' && said.includes(' ')) assert.notEqual(other, said, path);
  }
});

test('a reason is the same sentence with what stands in it, in either language', () => {
  const full: Reason = ['database', 'full', '/srv/nuvem.db'];
  const reason: Reason = ['kept-offline', { because: full }];

  assert.match(inWords(en.reasons, reason), /^The disk of \/srv\/nuvem\.db is full\. .+ is kept /);
  assert.match(
    inWords(ptBR.reasons, reason),
    /^O disco de \/srv\/nuvem\.db está cheio\. .+ guardada /,
  );
});

test('a reason that crosses to another process as JSON is told there as here', () => {
  const reason: Reason = ['not-written', { because: ['way', 'refused', 'a', 1, 'x'] }];

  const there = JSON.parse(JSON.stringify(reason)) as Reason;

  assert.equal(inEnglish(there), inEnglish(reason));
  assert.match(inEnglish(['no-such-reason'] as unknown as Reason), /^no-such-reason$/);
});

test('what was thrown and is no trouble of ours is told in its own words', () => {
  assert.deepEqual(reasonOf(new Trouble(['silent'])), ['silent']);
  assert.deepEqual(reasonOf(new Error('as it is')), ['other', 'as it is']);
  assert.equal(
    new Trouble(['refused', 'wait', 30]).message,
    'Too many tries. Wait a little (30 s)',
  );
});

test('--lang wins over the environment, of which the first that says something decides', () => {
  const asked: readonly [string | undefined, Record<string, string>, string][] = [
    ['pt-BR', { LANG: 'en_US.UTF-8' }, 'pt-BR'],
    ['en', { LANG: 'pt_BR.UTF-8' }, 'en'],
    [undefined, { LANG: 'pt_BR.UTF-8' }, 'pt-BR'],
    [undefined, { LANG: 'C.UTF-8' }, 'en'],
    [undefined, { LC_ALL: 'en_GB', LANG: 'pt_BR' }, 'en'],
    [undefined, { LC_ALL: '', LC_MESSAGES: 'pt_PT', LANG: 'en_US' }, 'pt-BR'],
  ];

  for (const [lang, env, spoken] of asked)
    assert.equal(languageOf({ lang, env }), spoken, JSON.stringify([lang, env]));
});

test('where no environment speaks, as on Windows, the system decides', () => {
  const system = /^pt/i.test(Intl.DateTimeFormat().resolvedOptions().locale) ? 'pt-BR' : 'en';

  assert.equal(languageOf({ env: {} }), system);
});
