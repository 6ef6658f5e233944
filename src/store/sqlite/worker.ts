import { parentPort, workerData } from 'node:worker_threads';

import { compiledOnce } from '../../base/compiled.ts';
import { collectGarbage } from '../../base/garbage.ts';
import { SqliteFault } from '../../base/sqlite.ts';
import { type Batch, type Done, type Engine, type EngineOptions, openEngine } from './engine.ts';

/** What the worker says first, and then one `Done` for each batch. */
export type Began =
  | { readonly incarnation: Uint8Array }
  | { readonly fault: Pick<SqliteFault, 'trouble' | 'file' | 'detail'> }
  | { readonly bug: unknown };

const port = parentPort;
if (!port) throw new Error('This file runs in a worker of the store');
const engine = begin(workerData as EngineOptions);

port.on('message', (batch: Batch | 'close') => {
  if (batch !== 'close') {
    const done = engine?.perform(batch) ?? { broken: 'The store did not open' };
    port.postMessage(done, moving(done));
    return;
  }
  port.postMessage(closed());
});

/** The last word: the thread may be ended after it. */
function closed(): Done {
  try {
    engine?.close();
    return { broken: 'closed' };
  } catch (failure) {
    // What was committed is in the file and its log, whatever the disk says now.
    return { broken: String(failure) };
  } finally {
    collectGarbage();
  }
}

function begin(options: EngineOptions): Engine | undefined {
  try {
    const opened = compiledOnce(() => openEngine(options));
    port?.postMessage({ incarnation: opened.incarnation } satisfies Began);
    return opened;
  } catch (failure) {
    port?.postMessage(said(failure));
    return undefined;
  }
}

function said(failure: unknown): Began {
  if (!(failure instanceof SqliteFault)) return { bug: failure };
  const { trouble, file, detail } = failure;
  return { fault: { trouble, file, detail } };
}

/** What changes hands instead of being copied. */
function moving(done: Done): ArrayBuffer[] {
  const placed = 'placed' in done ? done.placed : undefined;
  return placed && 'value' in placed ? [placed.value.buffer as ArrayBuffer] : [];
}
