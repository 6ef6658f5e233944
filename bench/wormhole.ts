import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import process from 'node:process';

import { hashOf } from '../test/rig/large.ts';
import { stop } from './process.ts';
import { listens } from './server.ts';

/** Of Twisted, which runs the server by which two of them meet. */
const twist = 'twist3';

/** Whether `magic-wormhole` and the server by which two of them meet are here. */
export const hasWormhole = (): boolean =>
  ['wormhole', twist].every((name) => spawnSync('which', [name]).status === 0) &&
  spawnSync(twist, ['--help'], { encoding: 'utf8' }).stdout.includes('wormhole-mailbox');

/** MB a second of one file of that hash from one `wormhole` to another, starting them left out. */
export async function wormhole(folder: string, file: string, hash: string): Promise<number> {
  mkdirSync(folder, { recursive: true });
  const port = await freePort();
  const mailbox = spawn(twist, ['wormhole-mailbox', `--port=tcp:${port}:interface=127.0.0.1`], {
    cwd: folder,
    stdio: 'ignore',
  });
  try {
    await listens(port, mailbox);
    const empty = join(folder, 'empty');
    writeFileSync(empty, '-');
    const start = await transfer(folder, port, empty);
    const whole = await transfer(folder, port, file, hash);
    return whole.bytes / 1e3 / Math.max(1, whole.ms - start.ms);
  } finally {
    await stop(mailbox);
  }
}

let codes = 1;

async function transfer(folder: string, port: number, file: string, hash?: string) {
  const code = `${(codes += 1)}-bench-code`;
  const relay = [`--relay-url=ws://127.0.0.1:${port}/v1`, '--transit-helper='];
  const came = join(folder, 'came');
  const began = performance.now();
  const sender = wormholes(folder, [...relay, 'send', '--hide-progress', `--code=${code}`, file]);
  const take = ['receive', '--hide-progress', '--accept-file', '-o', came, code];
  const receiver = wormholes(folder, [...relay, ...take]);
  await Promise.all([ended(sender), ended(receiver)]);
  const ms = performance.now() - began;
  const { size: bytes } = statSync(came);
  const found = await hashOf(came);
  rmSync(came);
  if (hash !== undefined && found !== hash) throw new Error('wormhole: another file');
  return { ms, bytes };
}

const wormholes = (cwd: string, args: readonly string[]): ChildProcess =>
  spawn('wormhole', [...args], {
    cwd,
    stdio: 'ignore',
    env: { ...process.env, LC_ALL: 'C.UTF-8' },
  });

async function ended(child: ChildProcess): Promise<void> {
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`${child.spawnargs.join(' ')} failed`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  await new Promise((resolve) => void server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}
