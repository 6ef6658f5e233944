import { Worker } from 'node:worker_threads';

import type { Account } from '../client/account.ts';
import { ClientError } from '../client/port.ts';
import { newWorkshop, type Workshop } from '../client/workshop.ts';
import type { Reason } from '../words/reason.ts';

/** What the worker is started with. Without a database it only stretches passwords (before there is an account). */
export interface WorkerStart {
  readonly database?: { readonly file: string; readonly account: Account };
}

/** What the worker makes is soon of no use: room for more of it would only stay taken. */
const maxYoungGenerationSizeMb = 6;

/**
 * Starts the client's worker; its database is open, and of this version, when it resolves. A worker that
 * dies later is a bug that ends the process: nothing is lost on disk, and another process takes over.
 */
export function openWorkshop(start: WorkerStart): Promise<Workshop & AsyncDisposable> {
  const entry = import.meta.filename.endsWith('.ts') ? './client-worker.ts' : './client-worker.js';
  const worker = new Worker(new URL(entry, import.meta.url), {
    workerData: start,
    resourceLimits: { maxYoungGenerationSizeMb },
  });
  const gone = new Promise<void>((resolve) => void worker.once('exit', () => resolve()));
  let state: 'opening' | 'open' | 'ending' = 'opening';
  const end = async (): Promise<void> => {
    state = 'ending';
    worker.postMessage('end');
    await gone;
  };
  const workshop = newWorkshop({ post: (value) => worker.postMessage(value), end });

  return new Promise((resolve, reject) => {
    worker.on('message', (message: unknown) => {
      if (message === 'ready') {
        state = 'open';
        resolve({ ...workshop, [Symbol.asyncDispose]: end });
      } else if (isFailure(message)) reject(new ClientError('local', message.failed));
      else workshop.hear(message);
    });
    worker.on('error', (bug) => {
      workshop.lost(bug.message);
      if (state === 'open') throw bug;
      reject(bug);
    });
    worker.on('exit', () => {
      workshop.lost('The worker of this account has ended');
      if (state === 'open') throw new Error('The worker of this account ended without a word');
    });
  });
}

const isFailure = (message: unknown): message is { readonly failed: Reason } =>
  typeof message === 'object' && message !== null && 'failed' in message;
