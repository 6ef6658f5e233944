import process from 'node:process';

import { atNew, speaker } from './accounts.ts';
import { unloaded } from './cases.ts';
import { echoes } from './echo.ts';
import type { Alone } from './measure.ts';
import { program } from './nuvem.ts';
import { openPty } from './pty.ts';

const count = 100_000;
/** Letters that no line has: they are on the screen once the last line is. */
const mark = 'ZQXJZQXJ';

/** Somebody was away for long: sealed lines come, and are opened, while one types. */
export const backlog: Alone = {
  shown: {
    name: 'backlog',
    what: 'pychat connect, to which 100,000 sealed lines of 200 bytes come that were said meanwhile',
    ...unloaded,
    aims: [
      { label: 'opened', path: 'rate', unit: '/s', least: 4000 },
      { label: 'CPU a line, all threads', path: 'cpu', unit: 'µs' },
      { label: 'key until it is seen meanwhile, p50', path: 'key.p50', unit: 'ms' },
      { label: 'key until it is seen meanwhile, p99', path: 'key.p99', unit: 'ms', most: 20 },
      { label: 'resident afterwards', path: 'resident', unit: 'MB' },
    ],
  },

  figures: (folder) =>
    atNew(folder, ['ana', 'bob'], async (address, [ana = '', bob = '']) => {
      await said(address, bob);
      return read(folder, ana);
    }),
};

async function said(address: string, home: string): Promise<void> {
  const texts = Array.from({ length: count - 1 }, (_, at) => `${at} `.padEnd(200, 'word '));
  await using bob = await speaker(address, home, '@ana');
  await bob.say([...texts, mark]);
}

async function read(folder: string, home: string): Promise<Record<string, number>> {
  await using pty = openPty(`${process.execPath} ${program} --home ${home} connect`, {}, folder);
  const began = await pty.until('●');
  const before = pty.cpu();
  pty.type('/go @bob\r');
  let over = 0;
  const shown = pty.until(mark).then((at) => (over = at));
  const keys = await echoes(pty, 'key', () => over > 0);
  await shown;
  return {
    rate: (count * 1000) / (over - began),
    cpu: ((pty.cpu() - before) * 1000) / count,
    ...keys,
    resident: pty.resident(),
  };
}
