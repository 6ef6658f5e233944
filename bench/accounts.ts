import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { program } from './nuvem.ts';
import { run } from './process.ts';

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
