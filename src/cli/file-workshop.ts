import { Worker } from 'node:worker_threads';

import type { Carrier, CarrierHost, Told } from '../client/files/carrier-port.ts';
import { ClientError } from '../client/port.ts';
import type { Reason } from '../words/reason.ts';
import { type Calls, newCalls } from './_calls.ts';

/** What the worker is started with. */
export interface FileWorkerStart {
  /** A folder of the account: it keeps what is known of the files that travel. */
  readonly state: string;
}

/** What the worker makes is soon of no use: room for more of it would only stay taken. */
const maxYoungGenerationSizeMb = 2;

/**
 * Starts the worker that carries files. One that dies later is a bug that ends the process: nothing is lost on
 * disk, and another process takes over.
 */
export function openFileWorkshop(start: FileWorkerStart, host: CarrierHost): Promise<Carrier> {
  const entry = import.meta.filename.endsWith('.ts') ? './file-worker.ts' : './file-worker.js';
  const worker = new Worker(new URL(entry, import.meta.url), {
    workerData: start,
    resourceLimits: { maxYoungGenerationSizeMb },
  });
  const gone = new Promise<void>((resolve) => void worker.once('exit', () => resolve()));
  const calls = newCalls((said) => worker.postMessage(said), {
    token: host.token,
    mayServe: host.mayServe,
  });
  let state: 'opening' | 'open' | 'ending' = 'opening';
  const end = async (): Promise<void> => {
    state = 'ending';
    worker.postMessage('end');
    await gone;
  };

  return new Promise((resolve, reject) => {
    worker.on('message', (said: Message) => {
      if (said === 'ready') {
        state = 'open';
        resolve(carrierOf(calls, end));
      } else if ('told' in said) host.told(said.told);
      else if ('failed' in said) reject(new ClientError('local', said.failed));
      else calls.hear(said);
    });
    worker.on('error', (bug) => {
      calls.lost(bug);
      if (state !== 'opening') throw bug;
      reject(bug);
    });
    worker.on('exit', () => {
      calls.lost(new Error('The worker of files has ended'));
      if (state === 'open') throw new Error('The worker of files ended without a word');
    });
  });
}

type Message =
  | 'ready'
  | { readonly told: Told }
  | { readonly failed: Reason }
  | { readonly n: number };

const carrierOf = (calls: Calls, end: () => Promise<void>): Carrier => ({
  look: (path) => calls.call('look', path),
  start: (job) =>
    void calls.call('start', job).catch(() => {
      // It ended before: so does the job, and goes on at the next start.
    }),
  stop: (id) => calls.call('stop', id),
  forget: (id) => calls.call('forget', id),
  candidates: () => calls.call('candidates'),
  [Symbol.asyncDispose]: end,
});
