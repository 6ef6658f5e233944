import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { before, test } from 'node:test';

import { itemsOf } from '../../src/cli/export/read.ts';
import type { SaidContent } from '../../src/client/shown.ts';
import { newClient } from '../rig/client.ts';
import { newHome, sharing } from '../rig/home.ts';
import { longLobby } from '../rig/long-lobby.ts';
import { newRig } from '../rig/nuvem.ts';
import { has, screenOf, whyNoPty } from '../rig/pty.ts';
import { jsonOf, registered, serving } from '../rig/served.ts';

/** Of the tests whose nuvem needs nothing of its own. */
let place: string;
const shared = sharing();
before(async () => {
  ({ address: place } = await serving(await shared(newHome())));
});

const many = 2100;
const secretText = 'this was taken back';
const hostile = '<script>alert(1)</script>\u001b]0;x\u0007 "&\' \u202edrow';

/** Lines of zeca, and what became of the first ones after all others. */
const told: readonly (string | SaidContent)[] = [
  'first',
  'wrng',
  secretText,
  hostile,
  { kind: 'me', text: 'waves' },
  ...Array.from({ length: many }, (_, at) => `linha ${at}`),
  { kind: 'reply', text: 'an answer', to: 2 },
  { kind: 'reply', text: 'to nothing', to: 3 },
  { kind: 'edit', text: 'wrong', of: 2 },
  { kind: 'edit', text: 'right', of: 2 },
  { kind: 'delete', of: 3 },
  { kind: 'react', of: 1, with: '👍', on: true },
  { kind: 'react', of: 1, with: '👎', on: true },
  { kind: 'react', of: 1, with: '👎', on: false },
];

test('who came late exports all of a channel, as it reads today, and goes on without the nuvem', async () => {
  await using base = await newHome();
  await longLobby(base, told);
  const nuvem = await serving(base);
  const { address } = nuvem;
  await using home = await registered(address, 'bia');
  const file = join(home.root, 'lobby.jsonl');
  const command = ['export', address, '#lobby', '--out', file];

  const first = await home.run([...command, '--json']);
  assert.equal(first.code, 0, first.err);
  const lines = jsonOf(await readFile(file, 'utf8'));
  const said = lines.filter(({ event }) => event === 'message');
  const [done] = jsonOf(first.out);
  assert.deepEqual(
    [done?.['event'], done?.['room'], done?.['lines'], done?.['missing'], done?.['file']],
    ['exported', '#lobby', said.length, 0, file],
  );
  assert.deepEqual(
    said
      .slice(0, 6)
      .map(({ text, edited, removed, reactions }) => [text, edited, removed, reactions]),
    [
      ['first', undefined, undefined, [{ sign: '👍', who: ['zeca'] }]],
      ['right', true, undefined, undefined],
      ['', undefined, true, undefined],
      [hostile, undefined, undefined, undefined],
      ['waves', undefined, undefined, undefined],
      ['linha 0', undefined, undefined, undefined],
    ],
  );
  assert.equal(said.length, many + 7);
  assert.ok(!(await readFile(file, 'utf8')).includes(secretText));

  if (process.platform !== 'win32') assert.equal((await stat(file)).mode & 0o777, 0o600);
  await writeFile(file, 'mine');
  const again = await home.run(command);
  assert.equal(again.code, 1);
  assert.match(again.err, /^pychat: There is a file .*--force`\.\n$/);
  assert.equal(await readFile(file, 'utf8'), 'mine');

  nuvem.kill('SIGTERM');
  await nuvem.ended;
  const offline = await home.run([...command, '--force']);
  assert.equal(offline.code, 0, offline.err);
  assert.match(offline.err, /lines of #lobby are in .*cannot be reached/);
  const kept = jsonOf(await readFile(file, 'utf8')).filter(({ event }) => event === 'message');
  assert.deepEqual(kept, said);
  assert.deepEqual(
    (await readdir(home.root)).filter((name) => name.startsWith('lobby')),
    ['lobby.jsonl'],
  );
});

test('text does nothing to a terminal, and a page has no script and nothing from elsewhere', async () => {
  await using base = await newHome();
  await longLobby(base, [...told.slice(0, 5), ...told.slice(5 + many)]);
  const { address } = await serving(base);
  await using home = await registered(address, 'bia');
  const text = await home.run(['export', address, '#lobby']);
  assert.equal(text.code, 0, text.err);
  assert.match(text.out, /^#lobby at .*\nexported by bia, /);
  assert.match(text.out, /<zeca> first\n {4}\[👍 zeca\]\n/);
  assert.match(text.out, /<zeca> right \(edited\)\n/);
  assert.match(text.out, /<zeca> \(removed\)\n/);
  assert.match(text.out, /<zeca> an answer\n {4}> <zeca> right\n/);
  assert.match(text.out, /<zeca> to nothing\n {4}> <zeca>\n/);
  // oxlint-disable-next-line no-control-regex -- that is what must not be in it
  assert.doesNotMatch(text.out, /[\u001b\u0007\u202e]/);

  const page = await home.run(['export', address, '#lobby', '--format', 'html']);
  assert.equal(page.code, 0, page.err);
  assert.match(page.out, /^<!DOCTYPE html>\n<html lang="en">.*default-src 'none'.*<\/html>\n$/s);
  assert.match(page.out, /&lt;script&gt;alert\(1\)&lt;\/script&gt;/);
  assert.doesNotMatch(page.out, /<script|https?:|url\(|src=|\son\w+=/);
  for (const { out } of [text, page]) assert.ok(!out.includes(secretText));
});

test('an export that cannot be is refused before anything is written', async () => {
  await using home = await registered(place, 'bia');
  const run = (...args: readonly string[]) => home.run(['export', place, ...args]);

  const nowhere = await run('#nosuch');
  assert.equal(nowhere.code, 1, nowhere.err);
  const nobody = await run('lobby');
  assert.equal(nobody.code, 2);
  const both = await run('#lobby', '--json', '--format', 'html');
  assert.equal(both.code, 2);
  const folder = await run('#lobby', '--out', join(home.root, 'no', 'such', 'folder'));
  assert.equal(folder.code, 1);
  assert.match(folder.err, /^pychat: .*\n$/);
});

test('however many lines were changed, little of that is remembered at once', async () => {
  await using rig = await newRig({ settings: { postsPerSecond: 100_000, postsBurst: 100_000 } });
  await using ana = await newClient(rig, 'ana');
  await ana.client.ask({
    kind: 'create',
    id: 'ab'.repeat(16),
    what: 'channel',
    name: '#praca',
    members: [],
  });
  const seqs: number[] = [];
  for (let line = 0; line < 20; line += 1)
    seqs.push((await ana.say('#praca', `line ${line}`)).seq ?? 0);
  const say = (content: SaidContent) =>
    ana.client.ask<'send'>({
      kind: 'send',
      id: randomBytes(16).toString('hex'),
      to: '#praca',
      content,
      wait: 'stored',
    });
  for (const of of seqs.toReversed()) await say({ kind: 'edit', text: `edited ${of}`, of });
  await say({ kind: 'delete', of: seqs[3] ?? 0 });
  const [room] = (await ana.client.ask<'rooms'>({ kind: 'rooms' })).filter(
    ({ to }) => to === '#praca',
  );
  assert.ok(room);

  const found: (string | undefined)[] = [];
  for await (const item of itemsOf({ client: ana.client, room, last: room.head + 1000, most: 3 }))
    if (item.item === 'said') found.push(item.removed ? 'removed' : item.edited);

  const wanted = seqs.map((seq, at) => (at === 3 ? 'removed' : `edited ${seq}`));
  assert.deepEqual(found, wanted);
});

test('a conversation is exported from its screen', { skip: whyNoPty }, async () => {
  await using home = await registered(place, 'eva');
  const file = join(home.root, 'from-screen.html');
  await using pty = await screenOf(home, '', { size: { width: 120, height: 30 } });
  pty.type('primeira\r');
  await pty.until(has('primeira ✓'));
  pty.type(`/export ${file}\r`);
  await pty.until(has('1 line of #lobby is in'));
  assert.match(await readFile(file, 'utf8'), /<span dir="auto">primeira<\/span>/);
  pty.type(`/export ${file}\r`);
  await pty.until(has('There is a file'));
  pty.type('\u0011');
  await pty.until(has('code=0'));
});

test('a room that was left is exported from what is kept here', async () => {
  await using home = await registered(place, 'zeca');
  await home.run(['channel', 'create', place, '#praca']);
  await home.run(['send', place, '#praca', 'um']);
  const left = await home.run(['channel', 'leave', place, '#praca']);

  const { code, out, err } = await home.run(['export', place, '#praca', '--json']);
  const unknown = await home.run(['export', place, '#nada']);

  assert.deepEqual([left.code, code], [0, 0], err);
  const said = jsonOf(out).filter(({ event }) => event === 'message');
  assert.deepEqual(
    said.map(({ room, text }) => [room, text]),
    [['#praca', 'um']],
  );
  assert.equal(unknown.code, 1);
});

test('in a sealed group, who came in stands as what happened, and is no line', async () => {
  await using ana = await registered(place, 'ana');
  await using bob = await registered(place, 'bob');
  await ana.run(['group', 'create', place, '+lab', 'bob']);
  await ana.run(['send', place, '+lab', 'um']);
  assert.equal((await bob.run(['listen', place, '+lab', '--count', '1'])).code, 0);

  const { code, out, err } = await ana.run(['export', place, '+lab', '--format', 'text']);

  assert.equal(code, 0, err);
  assert.match(out, /\d -- .*bob.* came in.*\n/);
  assert.deepEqual(out.match(/<ana> .*/g), ['<ana> um']);
});
