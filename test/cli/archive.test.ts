import assert from 'node:assert/strict';
import { test } from 'node:test';

import { newHome } from '../rig/home.ts';
import { longLobby } from '../rig/long-lobby.ts';
import { has, type Pty, screenOf, whyNoPty } from '../rig/pty.ts';
import { registered, serving } from '../rig/served.ts';

const enter = '\r';
const pageUp = '\u001b[5~';
const many = 2100;
const high = { size: { width: 80, height: 60 } };

const quit = async (pty: Pty): Promise<void> => {
  pty.type('\u0011');
  await pty.until(has('code=0'));
};

test(
  'who came today scrolls a long channel back to its first line, then finds any of it',
  { skip: whyNoPty },
  async () => {
    await using base = await newHome();
    const texts = Array.from({ length: many }, (_, at) => `linha ${at + 1}`);
    await longLobby(base, [...texts, 'agora uma maçã']);
    const { address } = await serving(base);
    await using biasHome = await registered(address, 'bia');
    await using bia = await screenOf(biasHome, '', high);
    await bia.until(has('agora uma maçã', `linha ${many}`));

    let oldest = many;
    for (;;) {
      if (oldest <= 1) break;
      const before = oldest;
      bia.type(pageUp);
      await bia.until((shown) => {
        oldest = Number(/linha (\d+)\b/.exec(shown)?.[1] ?? oldest);
        // What was fetched moves nothing, but shows that one can go on.
        if (oldest >= before) bia.type(pageUp);
        return oldest < before;
      });
      assert.doesNotMatch(bia.terminal.lines().join('\n'), /missing/);
    }
    bia.type(pageUp);
    await bia.until(has('the beginning of this conversation', 'linha 1 '));

    bia.type('\u0007');
    await bia.until(has('Search everywhere'));
    bia.type('"LINHA 1234"');
    await bia.until(has('<zeca> linha 1234', '1/1'));
    bia.type(enter);
    await bia.until(has('linha 1233', 'linha 1235'));
    bia.type('\u001b');
    await bia.until(has('agora uma maçã', 'F1 help'));
    bia.type('\u0006maca');
    await bia.until(has('1/1'));
    await quit(bia);
  },
);

test(
  'what was being written, and what was not read yet, is there at the next start',
  { skip: whyNoPty },
  async () => {
    await using base = await newHome();
    const { address } = await serving(base);
    await using anasHome = await registered(address, 'ana');
    await using biasHome = await registered(address, 'bia');
    const sent = await biasHome.run(['send', address, '@ana', 'oi ana']);
    assert.equal(sent.code, 0, sent.err);
    {
      await using ana = await screenOf(anasHome, '', high);
      await ana.until(has('bia'));
      ana.type('a meio caminho');
      await ana.until(has('ana> a meio caminho'));
      await quit(ana);
    }
    const more = await biasHome.run(['send', address, '#lobby', 'para todos']);
    assert.equal(more.code, 0, more.err);

    await using again = await screenOf(anasHome, '', high);
    await again.until(has('ana> a meio caminho', 'para todos'));
    again.type(`!${enter}`);
    await again.until(has('<ana> a meio caminho! ✓'));
    await quit(again);

    await using third = await screenOf(anasHome, '', high);
    await third.until(has('a meio caminho! ✓', 'message…'));
    assert.match(third.terminal.lines().join('\n'), /bia +1│/, 'the request is still unread');
    await quit(third);
  },
);
