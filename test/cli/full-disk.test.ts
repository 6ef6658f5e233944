import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { test } from 'node:test';

import { makeAccount } from '../rig/account.ts';
import { newHome } from '../rig/home.ts';
import { password, serving } from '../rig/served.ts';

const mayMount = process.platform === 'linux' && process.getuid?.() === 0;

test(
  'send says in one line that the disk is full and the line not kept, and nothing comes of it later',
  { skip: !mayMount },
  async (t) => {
    await using base = await newHome();
    const { address } = await serving(base);
    await using home = await newHome();
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', home.root]);
    if (mounted.status !== 0) return t.skip('mounting is not allowed here');
    try {
      const say = (text: string) => home.run(['send', address, '--user', 'ana', '#lobby', text]);
      await makeAccount({ root: home.root, address, name: 'ana', password, logsIn: false });
      assert.equal((await say('before')).code, 0);
      const ballast = join(home.root, 'ballast');
      const { bavail, bsize } = statfsSync(home.root);
      writeFileSync(ballast, new Uint8Array(bavail * bsize));

      const full = await say('x'.repeat(60_000));
      rmSync(ballast);
      const after = await say('after');

      assert.deepEqual([full.code, full.out, after.code], [1, '', 0]);
      assert.match(full.err, /^pychat: The disk of \S+ is full\. [^\n]+ not kept here[^\n]+\.\n$/);
      const { out } = await home.run(['export', address, '--user', 'ana', '#lobby', '--json']);
      assert.deepEqual(
        [...out.matchAll(/"text":"(\w+)"/g)].map(([, text]) => text),
        ['before', 'after'],
      );
    } finally {
      spawnSync('umount', ['-l', home.root]);
    }
  },
);
