import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import type { Figures } from './measure.ts';
import { program, serve } from './nuvem.ts';
import { run, stop } from './process.ts';

/** Measures at a nuvem that has nobody yet: its address, and a home for each of those names. */
export async function atNew(
  folder: string,
  names: readonly string[],
  work: (address: string, homes: readonly string[]) => Promise<Figures>,
): Promise<Figures> {
  const home = join(folder, 'nuvem');
  mkdirSync(home, { recursive: true });
  const { child, port } = await serve(home);
  const address = `127.0.0.1:${port}`;
  try {
    const homes = names.map((name) => join(folder, name));
    for (const [at, name] of names.entries()) await register(homes[at] ?? '', address, name);
    return await work(address, homes);
  } finally {
    await stop(child);
  }
}

/** Makes an account on that nuvem, and a home for it, as people do. */
export async function register(home: string, address: string, user: string): Promise<void> {
  mkdirSync(home, { recursive: true });
  const command = [process.execPath, program, '--home', home, 'register', address, '--user', user];
  await run('env', ['PYCHAT_PASSWORD=nobody else knows this', ...command]);
}

/** Bob, who is connected and says what he is told, in one room. */
interface Speaker extends AsyncDisposable {
  /** Resolves when all of it is on the nuvem's disk. */
  readonly say: (texts: readonly string[]) => Promise<void>;
}

const file = join(import.meta.dirname, 'speaker.js');

/** Starts him, and waits until he is connected. */
export async function speaker(address: string, home: string, room: string): Promise<Speaker> {
  const child = spawn(process.execPath, [file, address, home, room], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(child, 'close');
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  await answers.next();
  return {
    async say(texts) {
      child.stdin.write(`${JSON.stringify(texts)}\n`);
      await answers.next();
    },
    async [Symbol.asyncDispose]() {
      child.stdin.end();
      await ended;
    },
  };
}
