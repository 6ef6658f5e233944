import { type ChildProcess, spawn } from 'node:child_process';
import process from 'node:process';

import type { Size } from '../../src/tui/frame.ts';
import { type Emulator, emulator } from './emulator.ts';
import { bin } from './home.ts';

/** A process on a real pseudo-terminal, and the terminal it writes on. */
export interface Pty extends AsyncDisposable {
  readonly terminal: Emulator;
  readonly type: (text: string) => void;
  /** Everything that was written. */
  readonly raw: () => string;
  /** Waits, from one output to the next, until the screen is as wanted. What never comes is a failure. */
  readonly until: (isThere: (screen: string) => boolean) => Promise<void>;
  /** When everything has been written. */
  readonly ended: Promise<void>;
  /** Takes the terminal away, as closing its window does. */
  readonly vanish: () => void;
}

/** Why there is no such terminal here. `script` of util-linux makes them, without a native module. */
export const whyNoPty =
  process.platform === 'linux' ? false : 'script of util-linux is on Linux only';

/** Far more than anything takes: a test ends with what it saw, and its process with what it started. */
const patience = 40_000;

const alive = new Set<ChildProcess>();
process.on('exit', () => alive.forEach((child) => child.kill('SIGKILL')));

export function openPty(command: string, size: Size, env: Record<string, string> = {}): Pty {
  const terminal = emulator(size);
  const child = spawn(
    'script',
    ['-qfec', `stty rows ${size.height} cols ${size.width}; ${command}`, '/dev/null'],
    {
      env: { PATH: process.env['PATH'] ?? '', LANG: 'C.UTF-8', TERM: 'xterm-256color', ...env },
      stdio: ['pipe', 'pipe', 'inherit'],
      detached: true,
    },
  );
  alive.add(child);
  let raw = '';
  const watchers = new Set<() => void>();
  const written = worked(child, async (bytes) => {
    raw += bytes.toString();
    await terminal.write(bytes);
    for (const look of watchers) look();
  });
  terminal.onAnswer((text) => child.stdin?.write(text));

  return {
    terminal,
    type: (text) => void child.stdin?.write(text),
    raw: () => raw,
    until: (isThere) =>
      new Promise((resolve, reject) => {
        const fail = (why: string): void => reject(new Error(why));
        const never = (): void => fail(`never shown on:\n${terminal.lines().join('\n')}`);
        const giveUp = setTimeout(never, patience);
        const look = (): void => {
          if (!isThere(terminal.lines().join('\n'))) return;
          clearTimeout(giveUp);
          watchers.delete(look);
          resolve();
        };
        watchers.add(look);
        look();
        void written
          .then(() => fail(`ended, with ${JSON.stringify(raw.slice(-2000))}`))
          .finally(() => clearTimeout(giveUp));
      }),
    ended: written,
    vanish: () => void child.kill('SIGKILL'),
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await written;
      alive.delete(child);
      await terminal[Symbol.asyncDispose]();
    },
  };
}

export interface Look {
  readonly size?: Size;
  readonly env?: Record<string, string>;
}

/** `pychat` in a home, on a terminal of its own; behind it stands with which code it ended. */
export function pychatIn({ root }: { readonly root: string }, args = '', look: Look = {}): Pty {
  const { size = { width: 80, height: 24 }, env = {} } = look;
  const command = `${process.execPath} ${bin} --home ${root} ${args}`;
  return openPty(`${command}; echo "code=$?"`, size, {
    COLORTERM: 'truecolor',
    PYCHAT_DISCOVERY_PORT: '0',
    ...env,
  });
}

/** The conversations of a home's account, as soon as they are there. */
export async function screenOf(
  home: { readonly root: string },
  more = '',
  look: Look = {},
): Promise<Pty> {
  const pty = pychatIn(home, `connect --no-splash ${more}`, look);
  await pty.until(has('PYCHAT.EXE', '● '));
  return pty;
}

/** Whether all of it is shown. */
export const has =
  (...texts: readonly string[]) =>
  (shown: string): boolean =>
    texts.every((text) => shown.includes(text));

async function worked(child: ChildProcess, take: (bytes: Buffer) => Promise<void>): Promise<void> {
  if (!child.stdout) return;
  for await (const bytes of child.stdout as AsyncIterable<Buffer>) await take(bytes);
}
