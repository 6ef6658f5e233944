import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, test } from 'node:test';

import { restedText } from '../../src/cli/_file.ts';
import type { FileRow } from '../../src/client/port.ts';
import { wordsOf } from '../../src/words/words.ts';
import { newHome, type Ran, sharing, type TestHome } from '../rig/home.ts';
import { jsonOf, listIn, registered, type Served, serving } from '../rig/served.ts';

let nuvem: TestHome;
let ana: TestHome;
let bob: TestHome;
let address: string;

const shared = sharing();
before(async () => {
  nuvem = await shared(newHome());
  ({ address } = await serving(nuvem, '--file-max', '1M'));
  [ana, bob] = await Promise.all([
    shared(registered(address, 'ana')),
    shared(registered(address, 'bob')),
  ]);
  await bob.run(['users', address]);
});

/** A file of that text in somebody's home. */
async function fileIn(home: TestHome, name: string, text: string | Buffer): Promise<string> {
  const path = join(home.root, name);
  await writeFile(path, text);
  return path;
}

function oneLine({ code, out, err }: Ran, exit: number, says: RegExp): void {
  assert.deepEqual([code, out], [exit, ''], err);
  const last = err.trimEnd().split('\n').at(-1) ?? '';
  assert.match(last, /^pychat: .+\. .+\.$/);
  assert.match(last, says);
  assert.doesNotMatch(err, /\n {4}at /);
}

const sizeIn = (value: Readonly<Record<string, unknown>>): number => Number(value['size'] ?? 1e9);

test('a file and a folder go to somebody who is away, are listed there, and are fetched', async () => {
  const text = await fileIn(ana, 'notes.txt', 'tudo bem?\n');
  await mkdir(join(ana.root, 'minutes'));
  await fileIn(ana, 'minutes/monday.txt', 'late');
  const inFolder = { cwd: join(bob.root, 'got') };
  await mkdir(inFolder.cwd);

  const sent = await ana.run(['file', 'send', address, '@bob', text, join(ana.root, 'minutes')]);
  const offered = await bob.run(['file', 'list', '--json']);
  const files = listIn<Record<string, unknown>>(offered.out, 'files');
  const shown = await bob.run(['file', 'list', '@ana']);
  const [first, second] = files.map(({ id }) => String(id));
  const here = await bob.run(['file', 'get', address, String(first), String(second)], inFolder);
  const named = await bob.run(['file', 'get', String(first).slice(0, 6), '--out', 'x'], inFolder);

  assert.equal(sent.code, 0, sent.err);
  assert.match(sent.err, /notes\.txt · @bob · 10 B · ✓ sent · through the nuvem\n/);
  assert.deepEqual(
    files.map(({ event, name, size, room, way, state }) => [event, name, size, room, way, state]),
    [
      ['file', 'notes.txt', 10, '@ana', 'in', 'offered'],
      ['file', 'minutes.tar', 2560, '@ana', 'in', 'offered'],
    ],
  );
  assert.match(shown.out, /^[\da-f]{8} {2}from @ana {2}10 B +notes\.txt +offered\n/);
  assert.equal(here.code, 0, here.err);
  assert.equal(await readFile(join(inFolder.cwd, 'notes.txt'), 'utf8'), 'tudo bem?\n');
  const list = execFileSync('tar', ['-tf', join(inFolder.cwd, 'minutes.tar')], {
    encoding: 'utf8',
  });
  assert.equal(list, 'minutes/\nminutes/monday.txt\n');
  assert.equal(named.code, 0, named.err);
  assert.equal(await readFile(join(inFolder.cwd, 'x'), 'utf8'), 'tudo bem?\n');
});

test('what cannot be sent is told with a reason, before anybody is called', async () => {
  const pipe = join(ana.root, 'pipe');
  execFileSync('mkfifo', [pipe]);
  const send = (...paths: readonly string[]): Promise<Ran> =>
    ana.run(['file', 'send', '127.0.0.1:1', '--user', 'ana', '@bob', ...paths]);
  const good = await fileIn(ana, 'good', 'good');

  oneLine(await send(good, join(ana.root, 'nothing')), 1, /There is no .*nothing\. Check the path/);
  oneLine(await send(pipe), 1, /pipe is a device, a pipe or a socket/);
  oneLine(await send('/dev/zero'), 1, /\/dev\/zero is a device/);
  oneLine(await send('/proc/self/mem'), 1, /mem cannot be read \(EIO\)/);
  oneLine(await send('/proc/version'), 1, /is made by the system as it is read/);
});

test('what is refused says why, and how it goes on', async () => {
  const path = await fileIn(ana, 'small', 'small');
  const large = await fileIn(ana, 'large', Buffer.alloc(1_100_000));
  const send = (to: string, ...rest: readonly string[]): Promise<Ran> =>
    ana.run(['file', 'send', address, to, ...rest]);

  oneLine(await send('bob', path), 2, /@user, \+group or #channel/);
  oneLine(await send('#lobby', path, '--wait', 'fetched'), 2, /Channels have no receipts/);
  oneLine(await send('+nowhere', path), 1, /no such room, or you are not in it/);
  oneLine(await send('@nobody', path), 1, /Nobody here/);
  oneLine(await send('@bob', large), 1, /larger than this nuvem takes|too large/i);
  const both = await send('@bob', large, path);
  assert.equal(both.code, 1);
  assert.match(both.err, /small · @bob · 5 B · ✓ sent/);
  assert.match(both.err, /pychat: large: .+\n/);
  assert.match(both.err, /pychat: 1 of 2 files did not arrive\. .+\.\n$/);
  oneLine(await ana.run(['file', 'get', 'abcdef0123']), 2, /No file here has the id abcdef0123/);
  oneLine(await ana.run(['file', 'cancel', address]), 2, /not said which file/);
  oneLine(await ana.run(['file', 'resume']), 1, /No file is on its way/);
});

test('a text with files is sent in their order, an empty one too, and what listens hears of them', async () => {
  const path = await fileIn(ana, 'minutes.pdf', 'what was said');
  const empty = await fileIn(ana, 'empty', '');
  const files = ['--file', path, '--file', empty];
  const sent = await ana.run(['send', address, '#lobby', 'the', 'minutes', ...files, '--json']);
  const heard = await bob.run([
    'listen',
    address,
    '#lobby',
    '--json',
    '--since',
    '0',
    '--count',
    '3',
    '--timeout',
    '30',
  ]);
  // Each is told when it is there.
  const stored = jsonOf(sent.out).toSorted((one, other) => sizeIn(other) - sizeIn(one));
  const told = jsonOf(heard.out).filter(({ event }) => event === 'file' || event === 'message');

  assert.equal(sent.code, 0, sent.err);
  assert.deepEqual(
    stored.map((value) => [value['event'], value['to'], value['name'], value['size']]),
    [
      ['stored', '#lobby', undefined, undefined],
      ['stored', '#lobby', 'minutes.pdf', 13],
      ['stored', '#lobby', 'empty', 0],
    ],
  );
  assert.deepEqual(
    told.map(({ event, text, name, id }) => [event, text ?? name, text ? '' : id]),
    [
      ['message', 'the minutes', ''],
      ['file', 'minutes.pdf', stored[1]?.['file']],
      ['file', 'empty', stored[2]?.['file']],
    ],
  );
});

test('who waits until it is fetched is told when it is', async () => {
  const path = await fileIn(ana, 'awaited', 'at last');
  const waiting = ana.start(['file', 'send', address, '@bob', path, '--json', '--wait', 'fetched']);
  const done = JSON.parse(await waiting.until('"state":"done"')) as Record<string, unknown>;
  const got = await bob.run(['file', 'get', String(done['id']), '--out', bob.root]);
  const { code, out } = await waiting.ended;

  assert.equal(got.code, 0, got.err);
  assert.equal(code, 0);
  const { event, file, to } = jsonOf(out).at(-1) ?? {};
  assert.deepEqual([event, file, to], ['fetched', done['id'], '@bob']);
});

interface Roomy {
  readonly address: string;
  readonly home: TestHome;
  readonly served: Served;
}

/** Another nuvem, which takes larger files, and an account there. */
async function roomy(): Promise<Roomy> {
  large ??= (async () => {
    const served = await serving(await shared(newHome()));
    const home = await shared(registered(served.address, 'cid'));
    return { address: served.address, home, served };
  })();
  return large;
}
let large: Promise<Roomy> | undefined;

test('a file that was paused waits, goes on when it is sent again, and can be taken back', async () => {
  const { address: where, home: cid, served } = await roomy();
  const path = await fileIn(cid, 'film', '');
  await truncate(path, 64 * 1024 * 1024);
  const send = ['file', 'send', where, '#lobby', path];
  const first = cid.start([...send, '--json']);
  const moving = JSON.parse(await first.until('"state":"moving"')) as Record<string, unknown>;
  // What is on its way stays there while the others are started.
  served.kill('SIGSTOP');
  const paused = await cid.run(['file', 'pause', String(moving['id']).slice(0, 8)]);
  const stopped = await first.ended;
  served.kill('SIGCONT');
  const listed = await cid.run(['file', 'list']);
  const again = await cid.run(send);
  const cancelled = await cid.run(['file', 'cancel', where, String(moving['id'])]);
  const after = await cid.run(['file', 'list']);

  assert.equal(paused.err, 'film is paused.\n');
  assert.equal(stopped.code, 1);
  assert.match(stopped.err, /^pychat: film is paused\. `pychat file resume` .+\.\n$/);
  assert.match(listed.out, /film +\d+ % · paused\n$/);
  assert.match(again.err, /^film was on its way already, and goes on\.\nfilm · #lobby · /);
  assert.equal(cancelled.err, 'film is cancelled.\n');
  assert.match(after.out, /^[\da-f]{8} .* film +cancelled\n$/);
});

test('Ctrl+C ends a transfer with the command that goes on, and that one does', async () => {
  const path = await fileIn(ana, 'long', '');
  const { address: where, home } = await roomy();
  await truncate(path, 128 * 1024 * 1024);
  const first = home.start(['file', 'send', where, '#lobby', path, '--json']);
  await first.until('"state":"moving"');
  first.kill('SIGINT');
  const ended = await first.ended;
  const [, args = ''] = /`pychat (--home .*)` goes on/.exec(ended.err) ?? [];
  const resumed = await home.run(args.split(' ').slice(2));

  assert.equal(ended.code, 130, ended.err);
  assert.match(args, / file resume 127\.0\.0\.1:\d+ [\da-f]{8}$/);
  assert.match(resumed.err, /^long · #lobby · 128\.0 MiB · ✓ sent · through the nuvem\n$/);
});

test('a pychat that is open carries the files of others, which show how far they are', async () => {
  const path = await fileIn(ana, 'carried', 'by another');
  const open = ana.start(['connect', address]);
  await open.until('-- connected');
  const sent = await ana.run(['file', 'send', address, '#lobby', path]);
  const odd = await ana.run(['file', 'get', '0123456789']);
  open.closeInput();

  assert.match(sent.err, /^carried · #lobby · 10 B · ✓ sent · through the nuvem\n$/);
  oneLine(odd, 2, /No file here has the id 0123456789/);
  assert.equal((await open.ended).code, 0);
});

test('in Portuguese it says the same', async () => {
  const [help, none] = await Promise.all([
    ana.run(['--lang', 'pt-BR', 'file', 'get', '--help']),
    ana.run(['--lang', 'pt-BR', 'file', 'get', '0123']),
  ]);

  assert.match(help.out, /^Uso: pychat file get \[opções\] \[endereço\] <id\.\.\.>\n/);
  oneLine(none, 2, /Nenhum arquivo aqui tem o id 0123/);
});

test('what a file is called by somebody else moves nothing on a terminal', async () => {
  const words = await wordsOf('en');
  const file = { name: 'a\u001b]52;c;aGFja2Vk\u0007\u202efdp', state: 'cancelled' } as FileRow;
  for (const state of ['cancelled', 'paused', 'offered'] as const)
    assert.match(restedText({ words }, { ...file, state }), /^[\P{C}]+$/u);
});
