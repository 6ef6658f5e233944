import { randomBytes } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';

import { compiledOnce } from '../base/compiled.ts';
import { collectGarbage } from '../base/garbage.ts';
import { selfOf } from '../client/account.ts';
import type { Db } from '../client/db-port.ts';
import { opaque } from '../client/opaque.ts';
import { serveWorkshop } from '../client/workshop.ts';
import { reasonOf } from '../words/reason.ts';
import type { WorkerStart } from './client-workshop.ts';

/** Whoever has just come has other things to do; a first line to somebody is written later than this. */
const settled = 1500;

/* The entry of the client's worker: it owns the database of one account, and stretches passwords. */
const { database } = workerData as WorkerStart;
const port = parentPort;
if (!port) throw new Error('This file is the entry of a worker');

try {
  const db = database && (await opened(database));
  const serve = serveWorkshop({ db, opaque }, (value) => port.postMessage(value));
  let last = Promise.resolve();
  const rehearsal = db && setTimeout(() => void (last = last.then(rehearsed)), settled);
  port.on('message', (call: unknown) => {
    if (call !== 'end') {
      last = last.then(() => serve(call));
      return;
    }
    clearTimeout(rehearsal);
    void last
      .then(() => db?.[Symbol.asyncDispose]())
      .finally(() => {
        collectGarbage();
        port.close();
      });
  });
  port.postMessage('ready');
} catch (failure) {
  port.postMessage({ failed: reasonOf(failure) });
  port.close();
}

/** Whoever only stretches a password loads no database. */
async function opened({ file, account }: NonNullable<WorkerStart['database']>): Promise<Db> {
  const { openDb } = await import('../client/db/serve.ts');
  const key = Buffer.from(account.storageKey, 'hex');
  return compiledOnce(() => openDb(file, key, randomBytes, { self: selfOf(account) }));
}

/** What is loaded and done for the first time takes long, and a first line to somebody does all of it. */
async function rehearsed(): Promise<void> {
  try {
    await import('../client/seal/sealer.ts');
    const { rehearse } = await import('../e2ee/self-test.ts');
    await rehearse();
  } catch {
    // What is wrong is told where it is needed.
  }
}
