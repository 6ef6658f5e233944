import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { openIrc, type Said } from './irc.ts';
import { openPty } from './pty.ts';

/** A chat client of others, which reads the same lines on the same terminal. */
export interface Reader {
  readonly name: string;
  readonly command: (folder: string, port: number) => string;
}

const all: readonly Reader[] = [
  {
    name: 'weechat',
    command: (folder, port) =>
      `weechat -d ${folder} -r '/server add bench 127.0.0.1/${port} -notls -nossl' -r '/connect bench'`,
  },
  {
    name: 'irssi',
    command: (folder, port) => `irssi --home=${folder} -c 127.0.0.1 -p ${port} -n reader`,
  },
];

/** Those that are installed. */
export const readers = (): readonly Reader[] =>
  all.filter(({ name }) => spawnSync('which', [name]).status === 0);

/** Lines, and what is only in the last of them. */
export interface Flood {
  readonly lines: readonly Said[];
  readonly mark: string;
}

/** Milliseconds of processor for each flood: the first is to get warm and is not among the answers. */
export async function readBy(
  { name, command }: Reader,
  folder: string,
  floods: readonly Flood[],
  rate: number,
): Promise<readonly number[]> {
  const home = join(folder, name);
  mkdirSync(home, { recursive: true });
  const names = [...new Set(floods[0]?.lines.map(({ from }) => from))];
  await using irc = await openIrc(names);
  await using pty = openPty(command(home, irc.port), { HOME: home }, folder);
  await pty.until('Welcome');
  pty.type('/join #lobby\r');
  await irc.joined;
  const taken: number[] = [];
  for (const { lines, mark } of floods) {
    const before = pty.cpu();
    await irc.say(lines, rate);
    await pty.until(mark);
    taken.push(pty.cpu() - before);
  }
  return taken.slice(1);
}
