import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, test } from 'node:test';

import { newHome, sharing, type TestHome } from '../rig/home.ts';
import { has, pychatIn, whyNoPty } from '../rig/pty.ts';
import { registered, serving } from '../rig/served.ts';

let nuvem: TestHome;
let ana: TestHome;
let bob: TestHome;
let address: string;
let server: Awaited<ReturnType<typeof serving>>;

const shared = sharing();
before(async () => {
  nuvem = await shared(newHome());
  server = await serving(nuvem);
  ({ address } = server);
  [ana, bob] = await Promise.all([
    shared(registered(address, 'ana')),
    shared(registered(address, 'bob')),
  ]);
});

test('two people talk line by line, one of them by ear', async () => {
  const eye = ana.start(['connect', address, '--plain']);
  const ear = bob.start(['connect', address, '--accessible']);
  await Promise.all([eye.until('-- connected'), ear.until('Connected')]);

  eye.write('/dm bob tudo bem?\n');
  await eye.until(/@bob 1 <ana> tudo bem\? ✓$/);
  await ear.until('Line 1, to you alone, ana: tudo bem?');
  await eye.until('-- @bob 1 ✓· read');

  ear.write('/reply 1 tudo, e você?\n/react 1 :heart:\n');
  await ear.until('Line 2, to @ana, you, answers line 1: tudo, e você? Sent.');
  await eye.until(/@bob 2 <bob, answers 1> tudo, e você\?$/);
  await eye.until(/ -- bob reacted ❤️? to 1$/);

  eye.write('/lines\nbem\n/quit\n.\n/edit 1 tudo bem com você?\n');
  await ear.until('Line 3, to you alone, ana, 2 rows:');
  await ear.until('/quit');
  await ear.until('End of line 3.');
  await ear.until('In @ana, ana corrected line 1: tudo bem com você?');

  eye.write('/delete 3\n/search tudo\n');
  await ear.until('In @ana, ana took back line 3');
  await eye.until('-- 2 found, the newest last');
  eye.write('/nonsense\n/quit\n');
  ear.closeInput();

  assert.deepEqual(
    (await Promise.all([eye.ended, ear.ended])).map(({ code, err }) => [code, err]),
    [
      [0, ''],
      [0, ''],
    ],
  );
});

test(
  'on a terminal nothing but lines is written, and what was typed is there',
  { skip: whyNoPty },
  async () => {
    await using home = await registered(address, 'carla');
    await using screen = pychatIn(home, 'connect --accessible');
    await screen.until(has('Connected'));
    screen.type('bom dia\r/lines\rum rascunho\r');
    await screen.until(has('Line 1, you: bom dia. Sent.'));
    screen.type('.\r');
    await screen.until(has('Line 2, you: um rascunho. Sent.'));
    screen.type('/quit\r');
    await screen.until(has('code=0'));

    assert.equal(screen.terminal.alternate(), false);
    assert.ok(!screen.raw().includes('\u001b'));
  },
);

test('a pipe is done in its order, and the exit code says whether all of it went out', async () => {
  const made = await ana.run(['connect', address], {
    input: '/group +club bob\nfirst\n/delete\nsecond\n/who\n/rooms\n',
  });
  const refused = await ana.run(['connect', address], { input: '/dm nobody hello\nhello\n' });

  assert.equal(made.code, 0, made.err);
  const order =
    /\+club \d+ <ana> first ✓\n[^]*\+club -- ana took back \d+\n[^]*\+club \d+ <ana> second ✓\n[^]*-- Here \(2\)\n[^]*-- Chats /;
  assert.match(made.out, order);
  assert.deepEqual([refused.code, refused.out.match(/! not sent: hello: /g)?.length], [1, 2]);
  assert.match(refused.err, /^pychat: 2 lines were not sent\. [^\n]+\n$/);
});

test('a pipe ends when its files are sent, and says so by its exit code when one is not', async () => {
  await writeFile(join(ana.root, 'notes.txt'), 'a'.repeat(600_000));
  const send = (name: string): string => `/send ${join(ana.root, name)}\n`;

  const sent = await ana.run(['connect', address], { input: send('notes.txt') });
  const lost = await ana.run(['connect', address], { input: send('nothing.txt') });
  const long = await ana.run(['connect', address], {
    input: `/go +files\n${'b'.repeat(150_000)}\n`,
  });

  assert.equal(sent.code, 0, sent.err);
  assert.match(sent.out, /<ana> a file: notes\.txt, 585\.9 KiB ✓\n[^]*-- notes\.txt is sent\n/);
  assert.deepEqual([lost.code, long.code], [1, 1]);
  assert.match(long.out, /! That is too long for one message[^\n]+ \/yes or \/cancel\n/);
});

test('without a nuvem a pipe ends, its line is kept and goes out with the next start', async () => {
  server.kill('SIGTERM');
  await server.ended;

  const kept = await bob.run(['connect', address, '--accessible'], { input: 'at last\n' });
  await serving(nuvem, '--port', String(server.ready.port));
  const next = bob.start(['connect', address]);
  await next.until(/#lobby \d+ <bob> at last ✓$/);

  assert.equal(kept.code, 3);
  assert.match(kept.out, /\n1 line waits; it goes out when the nuvem is there again\n$/);
  assert.match(kept.err, /^pychat: Nothing listens [^\n]+ The line is kept and goes out [^\n]+\n$/);
});
