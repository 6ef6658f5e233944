import assert from 'node:assert/strict';
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { test } from 'node:test';

import type { Ask, FileRow } from '../../src/client/port.ts';
import { newHome, type TestHome } from '../rig/home.ts';
import { registered, serving } from '../rig/served.ts';

const child = join(import.meta.dirname, `../rig/asker-process${import.meta.filename.slice(-3)}`);

interface Said {
  readonly ready?: string;
  readonly answer?: unknown;
  readonly error?: string;
  readonly file?: FileRow;
}

/** The program with the account of a home, which is asked, and killed. */
interface Asker extends AsyncDisposable {
  readonly ask: (ask: Ask) => Promise<unknown>;
  /** The next time that a file is told of in one of these states. */
  readonly file: (...states: readonly FileRow['state'][]) => Promise<FileRow>;
}

async function newAsker({ root }: TestHome, address: string, user: string): Promise<Asker> {
  const running: ChildProcessWithoutNullStreams = spawn(
    process.execPath,
    [child, root, address, user],
    { stdio: 'pipe' },
  );
  const said: Said[] = [];
  const wakers = new Set<() => void>();
  let err = '';
  let over = false;
  const wake = (): void => {
    for (const waker of wakers) waker();
    wakers.clear();
  };
  running.stderr.on('data', (text: Buffer) => (err += text.toString()));
  createInterface(running.stdout)
    .on('line', (line) => {
      said.push(JSON.parse(line) as Said);
      wake();
    })
    .on('close', () => {
      over = true;
      wake();
    });
  /** Takes the first that fits, of what was said and not taken yet. */
  async function until(fits: (one: Said) => boolean): Promise<Said> {
    for (;;) {
      const at = said.findIndex(fits);
      if (at !== -1) return said.splice(at, 1)[0]!;
      if (over) throw new Error(`it ended: ${err} ${JSON.stringify(said)}`);
      await new Promise<void>((woken) => void wakers.add(woken));
    }
  }
  await until(({ ready }) => ready !== undefined);
  return {
    async ask(ask) {
      running.stdin.write(`${JSON.stringify(ask)}\n`);
      const { answer, error } = await until((one) => 'answer' in one || 'error' in one);
      assert.equal(error, undefined);
      return answer;
    },
    file: async (...states) =>
      (await until(({ file }) => file !== undefined && states.includes(file.state))).file!,
    async [Symbol.asyncDispose]() {
      if (over) return;
      const ended = once(running, 'exit');
      running.kill('SIGKILL');
      await ended;
    },
  };
}

test(
  'a file reaches somebody who was away, whole, though each side is killed on the way',
  { skip: process.platform === 'win32' && 'SIGKILL is another thing there' },
  async () => {
    await using home = await newHome();
    const { address } = await serving(home);
    await using one = await registered(address, 'ana', { logsIn: true });
    await using other = await registered(address, 'bob', { logsIn: true });
    const body = randomBytes(5 * 1024 * 1024 + 17);
    const path = join(one.root, 'five.bin');
    await writeFile(path, body);
    {
      await using bob = await newAsker(other, address, 'bob');
      await bob.ask({ kind: 'reachable' });
    }
    {
      await using ana = await newAsker(one, address, 'ana');
      const id = randomBytes(16).toString('hex');
      const row = (await ana.ask({ kind: 'send-file', id, to: '@bob', path })) as FileRow;
      assert.equal(row.size, body.length);
    }
    {
      await using ana = await newAsker(one, address, 'ana');
      const files = (await ana.ask({ kind: 'files' })) as FileRow[];
      if (files[0]?.state !== 'done') await ana.file('done');
    }

    const folder = join(other.root, 'got');
    await mkdir(folder);
    {
      await using bob = await newAsker(other, address, 'bob');
      const { id: file } = await bob.file('offered');
      await bob.ask({ kind: 'get-file', file, out: folder });
      await bob.file('moving', 'done');
    }
    await using bob = await newAsker(other, address, 'bob');
    const files = (await bob.ask({ kind: 'files' })) as FileRow[];
    const row = files[0]?.state === 'done' ? files[0] : await bob.file('done');

    assert.equal(row.path, join(folder, 'five.bin'));
    assert.deepEqual(await readdir(folder), ['five.bin']);
    const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
    assert.equal(hashOf(await readFile(row.path)), hashOf(body));
  },
);
