import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { after } from 'node:test';

/** The program as people start it. */
export const bin = resolve(
  import.meta.dirname,
  import.meta.filename.endsWith('.ts') ? '../..' : '../../..',
  'bin/pychat.js',
);

export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Running {
  readonly pid: number;
  /** The next line of standard output, or undefined at its end. */
  readonly line: () => Promise<string | undefined>;
  /** Lines of standard output up to and including the first that fits. Throws when there is none. */
  readonly until: (wanted: RegExp | string) => Promise<string>;
  /** The same for standard error, from its beginning. */
  readonly untilErr: (wanted: RegExp) => Promise<string>;
  readonly write: (text: string) => void;
  readonly closeInput: () => void;
  readonly kill: (signal: NodeJS.Signals) => void;
  readonly ended: Promise<Ran>;
}

/** A folder for certs, history and data that is gone when the test is over, with everything that was started in it. */
export interface TestHome extends AsyncDisposable {
  readonly root: string;
  readonly run: (args: readonly string[], options?: RunOptions) => Promise<Ran>;
  readonly start: (args: readonly string[], options?: RunOptions) => Running;
}

export interface RunOptions {
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly uid?: number;
  readonly cwd?: string;
  /** Its clock is wrong by so many milliseconds. */
  readonly clock?: number;
}

export async function newHome(): Promise<TestHome> {
  const root = await mkdtemp(join(tmpdir(), 'pychat-home-'));
  const started: Running[] = [];
  function start(args: readonly string[], options: RunOptions = {}): Running {
    const running = startIn(root, args, options);
    started.push(running);
    return running;
  }
  return {
    root,
    start,
    run(args, options = {}) {
      const running = start(args, options);
      if (options.input !== undefined) running.write(options.input);
      running.closeInput();
      return running.ended;
    },
    async [Symbol.asyncDispose]() {
      for (const running of started) running.kill('SIGKILL');
      await Promise.all(started.map(({ ended }) => ended));
      await rm(root, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** For the homes that all tests of a file share: those that were made are gone when they are over, or `before` failed. */
export function sharing(): (making: Promise<TestHome>) => Promise<TestHome> {
  const made: Promise<TestHome>[] = [];
  after(() => Promise.allSettled(made.map(async (home) => (await home)[Symbol.asyncDispose]())));
  return (making) => {
    made.push(making);
    return making;
  };
}

/** What is loaded before the program. */
const preload = (name: string): readonly string[] => [
  '--import',
  new URL(`${name}.${import.meta.filename.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url).href,
];

function spawned(root: string, args: readonly string[], { env, uid, cwd, clock }: RunOptions) {
  const shifted = clock === undefined ? [] : preload('shifted-clock');
  const node = [...preload('with-parent'), ...shifted, bin, '--home', root, ...args];
  return spawn(process.execPath, node, {
    // Nobody speaks on the channel: that it closes tells the program that its test is gone.
    stdio: ['pipe', 'pipe', 'pipe', 'ipc'],
    env: {
      PATH: process.env['PATH'] ?? '',
      LANG: 'C',
      // What others start on this machine at the same time is not for a test to see.
      PYCHAT_DISCOVERY_PORT: '0',
      TEST_CLOCK_SHIFT: String(clock ?? 0),
      ...env,
    },
    ...(uid === undefined ? {} : { uid }),
    ...(cwd === undefined ? {} : { cwd }),
  }) as ChildProcessWithoutNullStreams;
}

function startIn(root: string, args: readonly string[], options: RunOptions): Running {
  const child = spawned(root, args, options);
  const out: string[] = [];
  const state = { over: false };
  let err = '';
  let read = 0;
  const wakers = new Set<() => void>();
  const wake = (): void => {
    for (const waker of wakers) waker();
    wakers.clear();
  };
  createInterface(child.stdout).on('line', (row) => {
    out.push(row);
    wake();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
    wake();
  });
  // A program that ended does not read what is still written to it.
  child.stdin.on('error', () => {});
  const ended = once(child, 'close').then(([code]) => {
    state.over = true;
    wake();
    return { code: code as number | null, out: out.map((row) => `${row}\n`).join(''), err };
  });
  const change = (): Promise<void> => new Promise((resolve_) => void wakers.add(resolve_));

  async function line(): Promise<string | undefined> {
    while (read === out.length && !state.over) await change();
    return out[read++];
  }
  return {
    pid: child.pid ?? 0,
    line,
    async until(wanted) {
      const seen: string[] = [];
      for (;;) {
        const next = await line();
        if (next === undefined)
          throw new Error(`no ${String(wanted)} in:\n${seen.join('\n')}\nstandard error:\n${err}`);
        seen.push(next);
        if (typeof wanted === 'string' ? next.includes(wanted) : wanted.test(next)) return next;
      }
    },
    async untilErr(wanted) {
      while (!wanted.test(err) && !state.over) await change();
      if (wanted.test(err)) return err;
      throw new Error(`no ${String(wanted)} in standard error:\n${err}`);
    },
    write: (text) => void child.stdin.write(text),
    closeInput: () => void child.stdin.end(),
    kill: (signal) => void child.kill(signal),
    ended,
  };
}
