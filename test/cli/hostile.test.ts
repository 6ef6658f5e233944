import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { describe, it } from 'node:test';

import { open } from '../../src/cli/library.ts';
import { bin, newHome, type TestHome } from '../rig/home.ts';
import { corpus } from '../rig/hostile.ts';
import { openPty, type Pty, whyNoPty } from '../rig/pty.ts';
import { password, registered, secret, serving } from '../rig/served.ts';

const size = { width: 80, height: 24 };
const commandOf = ({ root }: TestHome): string =>
  `${process.execPath} ${bin} --home ${root} connect --no-splash`;
const isOpen = (shown: string): boolean => shown.includes('# lobby') && shown.includes('● ');

/** All that the painter, the modes and the links of this screen are made of. */
const ours =
  // oxlint-disable-next-line no-control-regex -- the bytes are what is looked for
  /\u001b(?:\[[\d;]*[mHCJ]|\[\?\d+[hl]|\[[<>]?[\d;]*[umt]|\]2;[^\u0000-\u001f]*\u001b\\|\]8;;[\u0021-\u007e]*\u001b\\)/g;
const obeyed =
  // oxlint-disable-next-line no-control-regex -- the bytes are what is looked for
  /[\u0000-\u0009\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2060-\u206f\ufeff]/;

describe('the screen of somebody', { skip: whyNoPty }, () => {
  it('is written on by nobody else: whatever they send, only its own sequences reach it', async () => {
    await using base = await newHome();
    const { address } = await serving(base);
    await using anasHome = await registered(address, 'ana');
    await using bobsHome = await registered(address, 'bob');
    await using ana = openPty(commandOf(anasHome), size, { COLORTERM: 'truecolor' });
    await ana.until(isOpen);
    await using bob = await open({ address, user: 'bob', password, home: bobsHome.root });

    for (const [at, text] of corpus.entries()) {
      await bob.say('#lobby', `${text} n${at}.`);
      await bob.say('@ana', `${text} n${at}.`);
    }
    await ana.until((shown) => shown.includes(`n${corpus.length - 1}.`));
    const { to } = await bob.client.ask<'create'>({
      kind: 'create',
      id: 'ab'.repeat(16),
      what: 'group',
      name: 'odd',
      members: ['ana'],
    });
    for (const topic of corpus) {
      const asked = { kind: 'set-room', room: to, topic: topic.slice(0, 100) } as const;
      // What the nuvem refuses does not come here either.
      await bob.client.ask<'set-room'>(asked).catch(() => undefined);
    }
    await bob.say(to, 'the last.');
    ana.type('\u001b3');
    ana.type('\u001b2');
    await ana.until(
      (shown) => shown.includes('the last.') || shown.includes(`n${corpus.length - 1}.`),
    );
    ana.type('\u0011');
    await ana.ended;

    const left = ana.raw().replaceAll(ours, '');
    assert.doesNotMatch(left, obeyed);
    // Two walls stand there: what is harmful is seen as signs, and what has no width is not painted.
    assert.match(left, /␛]52;c;aGFja2Vk/);
    assert.doesNotMatch(left, /\p{M}{5}/u);
    assert.ok(!ana.raw().includes('\u001b]52'), 'nobody else fills the clipboard');
  });

  it('ends as signals want it, its terminal as it was', async () => {
    await using base = await newHome();
    const { address } = await serving(base);
    await using home = await registered(address, 'ana');
    const pid = join(home.root, 'pid');
    const supervised = `sh -c 'echo $$ > ${pid}; exec ${commandOf(home)}'; echo "code=$?"`;
    for (const [name, code] of [
      ['SIGTERM', 143],
      ['SIGHUP', 129],
      ['SIGINT', 130],
    ] as const) {
      await using ana = openPty(supervised, size);
      await ana.until(isOpen);
      process.kill(Number(readFileSync(pid, 'utf8')), name);
      await ana.ended;

      assert.match(ana.raw(), new RegExp(`code=${code}\r`));
      assert.equal(ana.terminal.alternate(), false, name);
      const { mouseTrackingMode, bracketedPasteMode, sendFocusMode } = ana.terminal.modes();
      const modes = [mouseTrackingMode, bracketedPasteMode, sendFocusMode];
      assert.deepEqual(modes, ['none', false, false], name);
    }
  });

  it('ends when its terminal is taken away, and what was typed goes out at the next start', async () => {
    await using base = await newHome();
    const { address } = await serving(base);
    await using home = await registered(address, 'ana');
    const report = join(home.root, 'report');
    spawnSync('mkfifo', [report]);
    const reported = readFile(report, 'utf8');
    await using ana: Pty = openPty(
      `trap "" HUP; ${commandOf(home)}; echo "code=$?" > ${report}`,
      size,
    );
    await ana.until(isOpen);
    ana.type('before the end\r');
    await ana.until((shown) => shown.includes('<ana> before the end'));
    ana.vanish();
    assert.equal(await reported, 'code=129\n');

    await using again = openPty(commandOf(home), size);
    await again.until((shown) => shown.includes('before the end ✓'));
    again.type('\u0011');
    await again.ended;
  });
});

describe('the name of an account', () => {
  it('is none of what terminals obey: it is refused, and said without harm', async () => {
    await using base = await newHome();
    const { address } = await serving(base);
    await using home = await newHome();

    const name = corpus.join('').slice(0, 2000);
    const { code, out, err } = await home.run(['register', address, '--user', name], secret);

    assert.notEqual(code, 0);
    assert.equal(out, '');
    assert.match(err, /^pychat: [^\n]+\n$/m);
    assert.doesNotMatch(err, obeyed);
  });
});
