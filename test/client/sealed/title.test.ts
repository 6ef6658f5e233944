import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  type About,
  aboutOf,
  isName,
  isTopic,
  titled,
  titleUpTo,
  untitled,
} from '../../../src/client/sealed/title.ts';

const about = (said: Partial<About>): About => ({ kind: 'about', ...said });

test('the later entry of the log says what a group is called, however they are read', () => {
  const first = titled(untitled, about({ name: 'lab' }), 3);
  const later = titled(first, about({ name: 'oficina', topic: 'de tarde' }), 7);
  const again = titled(later, about({ name: 'lab' }), 3);

  assert.deepEqual(later, { name: 'oficina', nameAt: 7, topic: 'de tarde', topicAt: 7 });
  assert.equal(again, later);
});

test('what is told again counts as of the entry up to which it was read, and no later', () => {
  const known = titled(untitled, about({ name: 'lab' }), 3);
  const renamed = titled(known, about({ name: 'oficina' }), 8);
  const told = about({ name: 'lab', topic: 'velho', at: 5 });

  const established = titled(renamed, told, 9);
  const newcomer = titled(untitled, told, 9);

  assert.deepEqual([established.name, established.topic], ['oficina', 'velho']);
  assert.deepEqual(newcomer, { name: 'lab', nameAt: 5, topic: 'velho', topicAt: 5 });
  assert.equal(titled(untitled, about({ name: 'lab', at: 900 }), 9).nameAt, 8);
});

test('a name that would do something to a terminal, or is too long, changes nothing', () => {
  const known = titled(untitled, about({ name: 'lab', topic: 'oi' }), 3);
  for (const name of ['\u001b]0;x\u0007', 'a\nb', '', ' lab', 'a\u202eb', 'é'.repeat(33)]) {
    assert.equal(isName(name), false, JSON.stringify(name));
    assert.equal(titled(known, about({ name }), 4), known);
  }
  assert.equal(isTopic('x'.repeat(513)), false);
  assert.equal(titled(known, about({ topic: 'a\u001b[2Jb' }), 4), known);
  assert.equal(titled(known, about({ topic: '' }), 4).topic, '');
});

test('who is told of a group learns its name as of what was read, and nothing of one without', () => {
  const known = titled(untitled, about({ name: 'lab' }), 30);

  assert.equal(aboutOf(untitled, 9), undefined);
  assert.deepEqual(aboutOf(known, 9), { kind: 'about', name: 'lab', topic: '', at: 30 });
  assert.deepEqual(aboutOf(known, 40)?.at, 40);
});

test('after the nuvem went back what is said there now counts', () => {
  const known = titled(untitled, about({ name: 'lab' }), 30);

  const back = titleUpTo(known, 10);

  assert.equal(back.name, 'lab');
  assert.equal(titled(back, about({ name: 'novo' }), 11).name, 'novo');
});
