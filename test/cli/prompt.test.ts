import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { test } from 'node:test';

import { bin, newHome } from '../rig/home.ts';
import { serving } from '../rig/served.ts';

const noPty =
  process.platform !== 'linux' || spawnSync('script', ['--version']).status !== 0
    ? 'needs script(1) of Linux'
    : false;

test('a password that is typed is asked for twice, and not shown', { skip: noPty }, async () => {
  await using nuvem = await newHome();
  await using home = await newHome();
  const { address } = await serving(nuvem);
  const command = [
    process.execPath,
    bin,
    '--home',
    home.root,
    'register',
    address,
    '--user',
    'ana',
  ];
  const pty = spawn('script', ['-qec', command.join(' '), '/dev/null'], { stdio: 'pipe' });
  let shown = '';
  const asked = ['Password of ana', 'The same again'];
  pty.stdout.setEncoding('utf8').on('data', (text: string) => {
    shown += text;
    if (asked[0] === undefined || !shown.includes(asked[0])) return;
    asked.shift();
    pty.stdin.write('correct horse battery\r');
  });

  const [code] = (await once(pty, 'close')) as [number];

  assert.equal(code, 0, shown);
  assert.match(shown, /The account is made/);
  assert.doesNotMatch(shown, /horse/);
});
