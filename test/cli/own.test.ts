import assert from 'node:assert/strict';
import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';

import { newHome } from '../rig/home.ts';
import { has, pychatIn, whyNoPty } from '../rig/pty.ts';
import { registered, serving } from '../rig/served.ts';

const enter = '\r';

test(
  'keys, themes and the editor of one’s own are used, and a wrong file is told in a line',
  { skip: whyNoPty },
  async () => {
    await using base = await newHome();
    const { address } = await serving(base);
    await using home = await registered(address, 'ana');
    const data = join(home.root, 'data');
    await mkdir(join(data, 'themes'));
    await writeFile(join(data, 'themes', 'night.json'), '{"like":"amber","background":"#102030"}');
    await writeFile(join(data, 'themes', 'broken.json'), '{"background":"blue"}');
    await writeFile(join(data, 'keys.json'), '{"f12":"/me tests keys","ctrl+g":"help"}');
    const editor = join(home.root, 'editor.sh');
    await writeFile(
      editor,
      `#!/bin/sh\nenv > ${home.root}/env.txt\nprintf "written\\033 elsewhere\\n" >> "$1"\n`,
    );
    await chmod(editor, 0o700);

    await using ana = pychatIn(home, 'connect --no-splash --theme night', {
      env: { EDITOR: editor, PYCHAT_PASSWORD: 'for pychat alone' },
    });
    await ana.until(has('# lobby', '● '));
    assert.equal(ana.terminal.cell(79, 3).background, '#102030');
    ana.type('\u001b[24~');
    await ana.until(has('* ana tests keys ✓'));
    ana.type('\u0007');
    await ana.until(has('Keyboard'));
    ana.type('\u001b');
    await ana.until((shown) => !shown.includes('Keyboard'));
    ana.type(`/theme broken${enter}`);
    await ana.until(has('broken.json:', '"background" must be'));
    ana.type('a draft ');
    await ana.until(has('ana> a draft'));
    ana.type('\u000f');
    await ana.until(has('a draft written␛ elsewhere'));
    assert.equal(ana.terminal.alternate(), true);
    const folders = await readdir(join(data, 'accounts'), { recursive: true });
    assert.deepEqual(
      folders.filter((file) => file.includes('outside-')),
      [],
    );
    const inherited = await readFile(join(home.root, 'env.txt'), 'utf8');
    assert.match(inherited, /^EDITOR=/m);
    assert.doesNotMatch(inherited, /PYCHAT_PASSWORD/);
    ana.type('\u0011');
    await ana.until(has('code=0'));

    await using none = pychatIn(home, 'connect --theme broken');
    await none.until(has('code=2'));
    const shown = none.terminal.lines().join(' ').replaceAll(/\s+/g, ' ');
    assert.match(shown, /pychat: \S+broken\.json: "background" must be a colour like #1a2b3c/);
    await writeFile(join(data, 'keys.json'), '{"f12":"dance"}');
    await using wrong = pychatIn(home, 'connect');
    await wrong.until(has('code=2'));
    assert.match(wrong.terminal.lines().join(' '), /keys\.json:\s+No key does "dance"/);
  },
);
