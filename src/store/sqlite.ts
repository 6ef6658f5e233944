import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

import { SqliteFault } from '../base/sqlite.ts';
import type { Store } from './port.ts';
import type { Link } from './sqlite/batches.ts';
import type { Batch, Done, EngineOptions } from './sqlite/engine.ts';
import { storeOver } from './sqlite/store.ts';
import type { Began } from './sqlite/worker.ts';

export interface SqliteStoreOptions extends Omit<EngineOptions, 'file'> {
  readonly now?: () => number;
}

/** What a batch leaves dies with it. Without a limit one rush makes room for 48 MiB of it, and keeps that. */
const youngMiB = 6;

/**
 * A store in one file, which the caller owns alone, worked upon by a thread of its own, so that nobody
 * waits for the disk. Throws `SqliteFault` with the sentence to show when the file cannot be used.
 */
export async function sqliteStore(file: string, options: SqliteStoreOptions): Promise<Store> {
  const { now = Date.now, ...engine } = options;
  const suffix = import.meta.filename.endsWith('.ts') ? 'ts' : 'js';
  const workerData: EngineOptions = { ...engine, file };
  const worker = new Worker(new URL(`./sqlite/worker.${suffix}`, import.meta.url), {
    workerData,
    resourceLimits: { maxYoungGenerationSizeMb: youngMiB },
  });
  const [began] = (await once(worker, 'message')) as [Began];
  if ('incarnation' in began) return storeOver(linkTo(worker, began.incarnation), now);
  // Node 20 can abort when a thread is ended that is not through its start; one that answers is.
  worker.postMessage('close');
  await once(worker, 'message');
  await worker.terminate();
  if ('bug' in began) throw began.bug;
  const { trouble, file: where, detail } = began.fault;
  throw new SqliteFault(trouble, where, detail === undefined ? {} : { detail });
}

function linkTo(worker: Worker, incarnation: Uint8Array): Link {
  let answer: ((done: Done) => void) | undefined;
  let ended: string | undefined;
  let closing = false;
  let die: (why: Error) => void = () => {};
  const died = new Promise<Error>((resolve) => void (die = resolve));
  const end = (why: Error): void => {
    ended ??= why.message;
    answer?.({ broken: ended });
    if (!closing) die(why);
  };
  worker.on('message', (done: Done) => answer?.(done));
  worker.on('error', (bug) =>
    end(new Error(`The store's thread failed: ${bug.message}`, { cause: bug })),
  );
  worker.on('exit', () => end(new Error("The store's thread ended")));

  const say = (what: Batch | 'close', moved: ArrayBuffer[]): Promise<Done> =>
    new Promise((resolve) => {
      if (ended !== undefined) {
        resolve({ broken: ended });
        return;
      }
      answer = resolve;
      worker.postMessage(what, moved);
    });

  return {
    incarnation,
    died,
    perform: (batch) => say(batch, batch.posts ? [batch.posts] : []),
    async close() {
      closing = true;
      await say('close', []);
      // Left to itself, a thread with nothing to do sometimes stays.
      await worker.terminate();
    },
  };
}
