import assert from 'node:assert/strict';
import { test } from 'node:test';

import { newHome } from '../rig/home.ts';
import { has, screenOf, whyNoPty } from '../rig/pty.ts';
import { registered, serving } from '../rig/served.ts';

const enter = '\r';
const f8 = '\u001b[19~';

/** Somebody at a terminal, with the screen of an account. */
test(
  'what one types the other reads; a line typed without a nuvem goes out when it is back',
  { skip: whyNoPty },
  async () => {
    await using base = await newHome();
    const nuvem = await serving(base);
    await using anasHome = await registered(nuvem.address, 'ana');
    await using bobsHome = await registered(nuvem.address, 'bob');
    await using ana = await screenOf(anasHome);
    await using bob = await screenOf(bobsHome, '--theme amber');

    ana.type(`oi bob, tudo bem? 日本 😀${enter}`);
    await bob.until(has('<ana> oi bob, tudo bem? 日本 😀'));
    await ana.until(has('oi bob, tudo bem? 日本 😀 ✓'));

    nuvem.kill('SIGKILL');
    await nuvem.ended;
    await ana.until((shown) => /offline|connecting/.test(shown));
    ana.type(`ainda aí?${enter}`);
    await ana.until(has('ainda aí? ·', '1 waiting'));
    await serving(base, '--port', String(nuvem.ready.port));
    ana.type(`/retry${enter}`);
    await ana.until(has('ainda aí? ✓'));
    bob.type(`/retry${enter}`);
    await bob.until(has('<ana> ainda aí?'));
    ana.type(f8);
    await ana.until((shown) =>
      /Link +● up for .*came back once[^]*Latency \d+[^]*● \d+ms/.test(shown),
    );
    // The first second has passed: what went through the link in it is known.
    await ana.until((shown) => /Received [\d.]+ \S+\/s +[\d.]+ \S+ · \d+ frames?/.test(shown));
    ana.type(f8);
    await ana.until(has('<ana> oi bob'));

    ana.type('\u0011');
    await ana.until(has('code=0'));
    assert.equal(ana.terminal.alternate(), false);
    bob.type('\u0011');
    await bob.until(has('code=0'));
  },
);

test(
  'what was chosen is there at the next start, and so is what was read',
  { skip: whyNoPty },
  async () => {
    await using base = await newHome();
    const { address } = await serving(base);
    await using home = await registered(address, 'ana');
    await using ana = await screenOf(home, '--theme green');
    assert.equal(ana.terminal.cell(0, 0).background, '#33ff66');
    ana.type(`/theme dosblue${enter}`);
    await ana.until(has('╔═'));
    ana.type(`still here?${enter}`);
    await ana.until(has('still here? ✓'));
    ana.type('\u0011');
    await ana.until(has('code=0'));

    await using again = await screenOf(home);
    await again.until(has('╔═', 'still here?'));
    assert.doesNotMatch(again.terminal.lines().join('\n'), /new messages|unread/);
    again.type('\u0011');
    await again.until(has('code=0'));
  },
);
