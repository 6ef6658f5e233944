import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';

/** A program on a real pseudo-terminal of 120×36, whose output is kept. */
export interface Pty extends AsyncDisposable {
  /** Resolves, with the moment, when that was written. */
  readonly until: (text: string | RegExp) => Promise<number>;
  readonly type: (text: string) => void;
  /** Types a letter that is nowhere to be seen; resolves with the milliseconds until it is written. */
  readonly echo: (letter: string) => Promise<number>;
  /** Milliseconds of processor of all threads of the program up to now. */
  readonly cpu: () => number;
  /** Megabytes of it that are in memory, all threads. */
  readonly resident: () => number;
}

/** The end of what was written is looked at, in which a text may stand. */
const kept = 200_000;

/** Runs the command; `env` is all it gets besides the path and a terminal that knows colours. */
export function openPty(command: string, env: Readonly<Record<string, string>>, cwd: string): Pty {
  const child = started(command, env, cwd);
  const gone = once(child, 'close');
  let written = '';
  const watchers = new Set<() => void>();
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    written = (written + text).slice(-kept);
    for (const look of watchers) look();
  });
  child.stdin.on('error', () => undefined);
  const failed = async (): Promise<never> => {
    await gone;
    throw new Error(`${command} ended: ${written.slice(-2000)}`);
  };
  const program = (): number => childOf(child.pid ?? 0);
  return {
    type: (text) => void child.stdin.write(text),
    echo: (letter) => Promise.race([echoed(child, letter), failed()]),
    cpu: () => cpuOf(program()),
    resident: () => residentOf(program()),
    until: (text) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (typeof text === 'string' ? !written.includes(text) : !text.test(written)) return;
          watchers.delete(look);
          resolve(performance.now());
        };
        watchers.add(look);
        look();
        failed().catch(reject);
      }),
    async [Symbol.asyncDispose]() {
      const pid = program();
      if (child.exitCode === null && pid > 0) process.kill(pid, 'SIGTERM');
      child.stdin.end();
      await gone;
    },
  };
}

function started(
  command: string,
  env: Readonly<Record<string, string>>,
  cwd: string,
): ChildProcessByStdio<Writable, Readable, null> {
  const args = ['-qfec', `stty rows 36 cols 120; exec ${command}`, '/dev/null'];
  const PATH = process.env['PATH'] ?? '';
  const all = { PATH, LANG: 'C.UTF-8', TERM: 'xterm-256color', COLORTERM: 'truecolor', ...env };
  return spawn('script', args, { env: all, stdio: ['pipe', 'pipe', 'inherit'], cwd });
}

function echoed(
  child: ChildProcessByStdio<Writable, Readable, null>,
  letter: string,
): Promise<number> {
  return new Promise((resolve) => {
    const began = performance.now();
    const look = (text: string): void => {
      if (!text.includes(letter)) return;
      child.stdout.off('data', look);
      resolve(performance.now() - began);
    };
    // Before the one who keeps what was written: that takes a moment.
    child.stdout.prependListener('data', look);
    child.stdin.write(letter);
  });
}

/** The program that `script` started, which took the place of its shell. */
function childOf(pid: number): number {
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      const [, parent] = statOf(name);
      if (Number(parent) === pid) return Number(name);
    } catch {
      // It has ended meanwhile.
    }
  }
  return 0;
}

/** The fields behind the name of the program: the state first. */
const statOf = (pid: number | string): readonly string[] =>
  readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');

const ticksPerSecond = 100;

function cpuOf(pid: number): number {
  const fields = statOf(pid);
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / ticksPerSecond;
}

function residentOf(pid: number): number {
  const found = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return (Number(found?.[1] ?? 0) * 1024) / 1e6;
}
