import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import process from 'node:process';
import type { Readable, Writable } from 'node:stream';

import { momentsOf } from './moments.ts';

/** Somebody in a process of its own who sends files, and takes what is offered. */
export interface Porter extends AsyncDisposable {
  readonly name: string;
  readonly pid: () => number;
  /** Where files that come are put. */
  readonly downloads: string;
  /** Asks for a file to be sent, of a name that was not sent before. */
  readonly send: (to: Porter, path: string) => Promise<void>;
  /** Waits until it has a file of that name. */
  readonly got: (name: string) => Promise<Got>;
  /** The same, for a file of that path, sent to another. */
  readonly give: (to: Porter, path: string) => Promise<Got & { readonly ms: number }>;
  readonly kill: () => Promise<void>;
  /** Again, on what is on the disk. */
  readonly start: () => Promise<void>;
}

export interface Got {
  readonly path: string;
  readonly by: string;
  readonly at: number;
}

export interface PorterOptions {
  readonly address: string;
  /** In which there is an account of that name. */
  readonly home: string;
  readonly name: string;
  readonly direct: boolean;
}

const file = join(import.meta.dirname, `porter-process${extname(import.meta.filename)}`);
const parent = new URL(`with-parent${extname(import.meta.filename)}`, import.meta.url).href;

export async function newPorter({ address, home, name, direct }: PorterOptions): Promise<Porter> {
  const downloads = join(home, 'came');
  mkdirSync(downloads, { recursive: true });
  const args = ['--import', parent, file, address, home, name, downloads];
  let life = begun();

  function begun() {
    const child = spawn(process.execPath, [...args, ...(direct ? ['direct'] : [])], {
      stdio: ['pipe', 'pipe', 'inherit', 'ipc'],
    }) as ChildProcessByStdio<Writable, Readable, null>;
    child.stdin.on('error', () => {});
    const gone = once(child, 'close');
    return { child, gone, when: momentsOf(child.stdout, gone) };
  }

  async function send(to: Porter, path: string): Promise<void> {
    const id = randomBytes(16).toString('hex');
    life.child.stdin.write(`${JSON.stringify({ id, to: `@${to.name}`, path })}\n`);
    await life.when('sent', path);
  }

  async function got(of: string): Promise<Got> {
    const { when } = life;
    try {
      const done = await when('done', of);
      return { path: String(done['path']), by: String(done['by']), at: done.at };
    } catch (failure) {
      if (!again && when === life.when) throw failure;
      await again?.promise;
      return got(of);
    }
  }
  /** While it is killed. */
  let again: { readonly promise: Promise<void>; readonly resolve: () => void } | undefined;

  await life.when('ready', name);
  return {
    name,
    downloads,
    pid: () => life.child.pid ?? 0,
    send,
    got,
    async give(to, path) {
      await send(to, path);
      const found = await to.got(basename(path));
      return { ...found, ms: found.at - (await life.when('sends', path)).at };
    },
    async kill() {
      const { child, gone } = life;
      again = later();
      child.kill('SIGKILL');
      await gone;
    },
    async start() {
      life = begun();
      again?.resolve();
      again = undefined;
      await life.when('ready', name);
    },
    async [Symbol.asyncDispose]() {
      const { child, gone } = life;
      child.stdin.end();
      await gone;
    },
  };
}

function later() {
  let resolve: () => void = () => {};
  const promise = new Promise<void>((done) => void (resolve = done));
  return { promise, resolve };
}
