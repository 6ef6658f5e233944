import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ClientError, open } from '../../src/cli/library.ts';
import { newHome, type TestHome } from '../rig/home.ts';

const password = 'four words make one';

/** A nuvem in a process of its own, with accounts for ana and a bot. */
async function nuvemIn(home: TestHome): Promise<string> {
  const ready = await home.start(['serve', '--json', '--port', '0']).until('ready');
  const { host, port } = JSON.parse(ready) as { host: string; port: number };
  const address = `${host}:${port}`;
  for (const user of ['ana', 'clock']) {
    const args = ['register', address, '--user', user];
    const { code, err } = await home.run(args, { env: { PYCHAT_PASSWORD: password } });
    assert.equal(code, 0, err);
  }
  return address;
}

test('a bot hears what was said while it was away, then what is said now, and nothing twice', async () => {
  await using home = await newHome();
  const address = await nuvemIn(home);
  await using bots = await newHome();
  const me = { address, user: 'Clock', password, home: bots.root };
  const say = (text: string) => home.run(['send', address, '--user', 'ana', '@clock', text]);
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
  const answer = await home.run(['listen', address, '--user', 'ana', '--count', '2', '--json']);
  assert.match(answer.out, /heard while away/);
});

test('a bot without a log-in and without a password is told so', async () => {
  await using home = await newHome();
  const address = await nuvemIn(home);
  await using bots = await newHome();

  await assert.rejects(
    open({ address, user: 'clock', home: bots.root }),
    (fault) => fault instanceof ClientError && fault.code === 'credentials',
  );
});
