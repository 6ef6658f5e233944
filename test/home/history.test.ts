import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

import * as fc from 'fast-check';

import {
  type Conversation,
  historyFile,
  openHistory,
  parseHistory,
  printHistory,
  readHistory,
} from '../../src/home/history.ts';

const folders: string[] = [];
after(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))));

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'pychat-history-'));
  folders.push(folder);
  return folder;
}

const noon = Date.UTC(2026, 10, 21, 12, 0);
const line = (at: number, from: string, text: string) => ({ at: noon + at * 60_000, from, text });

test('the file is named after the account as it was first used', () => {
  assert.equal(historyFile('ana', 'nuvem.example', 7070), 'ana@nuvem.example.txt');
  assert.equal(historyFile('ana', 'Nuvem.Example', 7000), 'ana@nuvem.example_7000.txt');
  assert.equal(historyFile('ana', '[fe80::1%eth0]', 7071), 'ana@-fe80--1-eth0-_7071.txt');
});

test('no account gets a file name that Windows forbids', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (user, host) => {
      const name = historyFile(user, host, 7070);

      assert.doesNotMatch(name, /[<>:"/\\|?*\p{Cc}]/u);
      assert.doesNotMatch(name, /^(con|prn|aux|nul|com\d|lpt\d)\./i);
      assert.doesNotMatch(name, /[. ]$/);
      assert.ok(Buffer.byteLength(name) < 200);
    }),
  );
  assert.equal(historyFile('con.x', 'host', 7070), '_con.x@host.txt');
});

test('the last three lines of each conversation stand there, the newest conversation last', async () => {
  const folder = await newFolder();
  {
    await using history = await openHistory(folder, 'ana@nuvem.txt');
    for (let at = 0; at < 5; at++) history.said('@bob', line(at, 'bob', `line ${at}`));
    history.said('#lobby', line(9, 'zeca', 'bom dia'));
    history.said('+lab', line(7, 'ana', 'oi'));
  }

  const text = await readFile(join(folder, 'ana@nuvem.txt'), 'utf8');

  assert.deepEqual(
    text.split('\n').map((row) => row.replace(/\d{4}-\d\d-\d\d \d\d:\d\d/, 'then')),
    [
      'Last lines of ana@nuvem',
      '',
      '@bob',
      '  then <bob> line 2',
      '  then <bob> line 3',
      '  then <bob> line 4',
      '',
      '+lab',
      '  then <ana> oi',
      '',
      '#lobby',
      '  then <zeca> bom dia',
      '',
    ],
  );
});

test('only its owner can read it', { skip: process.platform === 'win32' }, async () => {
  const folder = join(await newFolder(), 'history');
  {
    await using history = await openHistory(folder, 'ana@nuvem.txt');
    history.said('@bob', line(0, 'bob', 'oi'));
  }

  assert.equal((await stat(join(folder, 'ana@nuvem.txt'))).mode & 0o777, 0o600);
  assert.equal((await stat(folder)).mode & 0o777, 0o700);
});

test('what the next start reads is what this one had', async () => {
  const folder = await newFolder();
  let before: readonly Conversation[];
  {
    await using history = await openHistory(folder, 'ana@nuvem.txt');
    history.said('@bob', line(0, 'bob', 'oi\n\n  tudo\tbem? \u001b[31m'));
    history.said('+lab', line(1, 'ana', ' <x> 2026-01-01 00:00 <y> z'));
    history.said('#lobby', line(2, 'zeca', ''));
    before = history.conversations();
  }

  await using again = await openHistory(folder, 'ana@nuvem.txt');

  assert.deepEqual(again.conversations(), before);
  assert.deepEqual(await readHistory(folder, 'ana@nuvem.txt'), before);
});

test('no text, name or room gives a file that reads back as something else', () => {
  const said = fc.record(
    {
      at: fc.nat(1_000_000).map((minutes) => noon + minutes * 60_000),
      from: fc.stringMatching(/^[a-z0-9][a-z0-9_.-]{0,31}$/),
      text: fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll(/[\s\p{C}\p{M}]/gu, '')),
    },
    { noNullPrototype: true },
  );
  const room = fc.tuple(
    fc.constantFrom('@', '+', '#'),
    fc.stringMatching(/^[a-z0-9~ ]{0,20}[a-z]$/),
  );
  const conversations = fc.array(
    fc.record(
      {
        room: room.map(([sign, name]) => sign + name.trim()),
        lines: fc.array(said, { minLength: 1, maxLength: 3 }),
      },
      { noNullPrototype: true },
    ),
  );

  fc.assert(
    fc.property(conversations, (all) => {
      assert.deepEqual(parseHistory(printHistory('ana@nuvem', all)), all);
    }),
  );
});

test('nothing from outside reaches the file as a control, an escape or a turn of direction', async () => {
  const folder = await newFolder();
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), async (a, b) => {
      {
        await using history = await openHistory(folder, 'ana@nuvem.txt');
        history.said(`@${a}`, line(0, b, `\u202e\u001b]0;x\u0007${a}\r\n${b}`));
      }
      const text = await readFile(join(folder, 'ana@nuvem.txt'), 'utf8');

      assert.doesNotMatch(text, /(?!\n)\p{Cc}|[\u202a-\u202e\u2066-\u2069]/u);
      for (const row of text.split('\n').slice(1)) assert.match(row, /^$|^[@+#]|^ {2}\d{4}-/);
    }),
    { numRuns: 30 },
  );
});

test('a file that somebody edited is read as far as it makes sense', () => {
  const text =
    'hello\n@bob\nnonsense\n  2026-13-45 99:99 <bob> no such day\n  2026-01-02 03:04 <bob> oi\n+empty\n';

  const found = parseHistory(text);

  assert.deepEqual(
    found.map(({ room, lines }) => [room, lines.map((one) => one.text)]),
    [['@bob', ['oi']]],
  );
});

test('a thousand lines at once leave no other file behind', async () => {
  const folder = await newFolder();
  {
    await using history = await openHistory(folder, 'ana@nuvem.txt');
    for (let at = 0; at < 1000; at++) history.said(`@u${at % 10}`, line(at, 'bob', `line ${at}`));
  }

  assert.deepEqual(await readdir(folder), ['ana@nuvem.txt']);
  const found = await readHistory(folder, 'ana@nuvem.txt');
  assert.equal(found.length, 10);
  assert.deepEqual(
    found.at(-1)?.lines.map(({ text }) => text),
    ['line 979', 'line 989', 'line 999'],
  );
});
