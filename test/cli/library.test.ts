import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import process from 'node:process';
import { before, test } from 'node:test';

import { ClientError, open } from '../../src/cli/library.ts';
import { newHome, sharing } from '../rig/home.ts';
import { password, registered, serving } from '../rig/served.ts';

let address: string;

const shared = sharing();
before(async () => {
  ({ address } = await serving(await shared(newHome())));
});

test('a bot hears what was said while it was away, then what is said now, and nothing twice', async () => {
  await using home = await registered(address, 'ana');
  await using bots = await registered(address, 'clock');
  const me = { address, user: 'Clock', password, home: bots.root, notice: () => {} };
  const say = (text: string) => home.run(['send', address, '@clock', text]);
  const heard: unknown[] = [];
  const first = await open(me);
  await first.say('#lobby', 'my own line is not for me');
  await first[Symbol.asyncDispose]();
  await say('while away');

  await using again = await open({ address, user: 'clock', home: bots.root });
  for await (const { room, from, content } of again.heard()) {
    assert.ok(content.kind === 'text');
    heard.push([room, from, content.text]);
    if (content.text === 'now') break;
    await again.say(room, `heard ${content.text}`);
    await say('now');
  }

  assert.deepEqual(heard, [
    ['@ana', 'ana', 'while away'],
    ['@ana', 'ana', 'now'],
  ]);
  const answer = await home.run(['listen', address, '--count', '2', '--json']);
  assert.match(answer.out, /heard while away/);
});

test('a bot sends a file, and fetches one that a line offers', async () => {
  await using bots = await registered(address, 'clerk');
  await using others = await registered(address, 'reader');
  const path = join(bots.root, 'report.txt');
  await writeFile(path, 'all is well');
  await using chat = await open({ address, user: 'clerk', home: bots.root });
  await using reader = await open({ address, user: 'reader', home: others.root });

  const sent = await chat.sendFile('#lobby', path);
  const [listed] = await chat.files('#lobby');
  assert.deepEqual([sent.state, sent.bytes, listed?.id], ['done', 11, sent.id]);
  await assert.rejects(chat.getFile('0123456789'), /No file here has the id/);
  await assert.rejects(chat.sendFile('#lobby', join(bots.root, 'nothing')), /There is no /);

  const inbox = join(others.root, 'inbox/');
  for await (const { content } of reader.heard()) {
    if (content.kind !== 'file') continue;
    const { path: at = '' } = await reader.getFile(content.file, inbox);
    assert.equal(at, join(inbox, 'report.txt'));
    assert.equal(await readFile(at, 'utf8'), 'all is well');
    break;
  }
});

test('a bot without a log-in and without a password is told so', async () => {
  await using bots = await newHome();

  await assert.rejects(
    open({ address, user: 'clock', home: bots.root }),
    (fault) => fault instanceof ClientError && fault.code === 'credentials',
  );
});

test('a first meeting shows the fingerprint, to whom the bot names', async () => {
  await shared(registered(address, 'bell', { logsIn: true }));
  await using bots = await newHome();
  const told: string[] = [];

  const chat = await open({
    address,
    user: 'bell',
    password,
    home: bots.root,
    notice: (text) => told.push(text),
  });
  await chat[Symbol.asyncDispose]();

  assert.equal(told.length, 1);
  assert.match(
    told[0] ?? '',
    /^First time at 127\.0\.0\.1:\d+\. Its fingerprint is sha256:[\w-]{43}/,
  );
});

test('a bot that is killed again and again answers each line once, in order', async () => {
  await using home = await registered(address, 'bia');
  await using bots = await registered(address, 'echo');
  const env = { ...process.env, BOT_ADDRESS: address, BOT_HOME: bots.root, BOT_PASSWORD: password };
  const bot = join(import.meta.dirname, `bot-child${extname(import.meta.filename)}`);
  // The channel tells it when this process is gone.
  const node = [
    '--import',
    new URL(`../rig/with-parent${extname(bot)}`, import.meta.url).href,
    bot,
  ];
  const start = () =>
    spawn(process.execPath, node, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], env });
  // What was said before it was ever here is not for it.
  await (await open({ address, user: 'echo', home: bots.root }))[Symbol.asyncDispose]();
  const listener = home.start(['listen', address, '--json', '@echo']);
  const texts = Array.from({ length: 40 }, (_none, at) => `line ${at}`);
  const input = texts.map((text) => `${text}\n`).join('');
  await home.run(['send', address, '@echo', '--lines'], { input });

  const answers: string[] = [];
  let running = start();
  while (answers.length < texts.length) {
    const line = await listener.until('"event":"message"');
    const { from, text } = JSON.parse(line) as { from: string; text: string };
    if (from !== 'echo') continue;
    answers.push(text);
    if (answers.length % 7 !== 0) continue;
    running.kill('SIGKILL');
    await once(running, 'close');
    running = start();
  }
  // Whatever it says once more would come before this.
  await home.run(['send', address, '@echo', 'last']);
  answers.push((JSON.parse(await listener.until('answer to last')) as { text: string }).text);
  running.kill('SIGKILL');
  await once(running, 'close');

  assert.deepEqual(
    answers,
    [...texts, 'last'].map((text) => `answer to ${text}`),
  );
});

test('beside a bot whose device was signed off nothing logs in, and what to do is said', async () => {
  await using home = await registered(address, 'coru', { logsIn: true });
  await using bots = await newHome();
  await using chat = await open({
    address,
    user: 'coru',
    password,
    home: bots.root,
    notice: () => {},
  });
  const devices = async (): Promise<readonly { id: number; here: boolean }[]> =>
    (JSON.parse((await home.run(['devices', address, '--json'])).out) as Devices).devices;
  const { id } = (await devices()).find(({ here }) => !here)!;
  const off = new Promise<void>((done) => {
    void (async () => {
      for await (const event of chat.client.events())
        if (event.event === 'link' && event.link.code === 'credentials') done();
    })();
  });
  await home.run(['devices', address, '--revoke', `${id}`]);
  await off;

  const ran = await bots.run(['send', address, '#lobby', 'oi', '--user', 'coru'], {
    env: { PYCHAT_PASSWORD: password },
  });

  assert.equal(ran.code, 5);
  assert.match(ran.err, /signed off on this machine.*End that one/);
  assert.equal((await devices()).length, 2);
});

interface Devices {
  readonly devices: readonly { readonly id: number; readonly here: boolean }[];
}
