import { type ChildProcess, spawn } from 'node:child_process';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

import { processor } from './machine.ts';

/** A server that is running and can be measured. */
export interface Server {
  readonly port: number;
  readonly pid: number;
  readonly tongue: 'pychat' | 'irc' | 'mqtt';
  /** More for the generator: who the people are, how many may knock at once. */
  readonly load: readonly string[];
  readonly stop: () => Promise<void>;
}

/** Starts a program on the server's processor. `taskset` becomes the program, so the pid is the server's. */
export function pinned(command: readonly string[], cwd: string, env = process.env): ChildProcess {
  return spawn('taskset', ['-c', processor.server, ...command], {
    stdio: ['ignore', 'pipe', 'inherit'],
    cwd,
    env,
  });
}

/** Resolves when somebody listens there. */
export async function listens(port: number, child: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 150; tries += 1) {
    if (child.exitCode !== null) break;
    if (await answers(port)) return;
    await pause(100);
  }
  throw new Error(`${child.spawnargs.join(' ')} does not listen on port ${port}`);
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
