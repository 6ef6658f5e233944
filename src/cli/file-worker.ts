import { parentPort, workerData } from 'node:worker_threads';

import { realClock } from '../base/clock.ts';
import type { CarrierHost } from '../client/files/carrier-port.ts';
import { newCarrier } from '../files/carrier.ts';
import { newDirect } from '../files/direct.ts';
import { reasonOf } from '../words/reason.ts';
import { newCalls } from './_calls.ts';
import { fileDialler } from './_dial-file.ts';
import { keptPort } from './_direct-port.ts';
import type { FileWorkerStart } from './file-workshop.ts';

/* The entry of the worker that carries files: disk, sockets and seals of them, away from the thread that draws. */
const { state } = workerData as FileWorkerStart;
const port = parentPort;
if (!port) throw new Error('This file is the entry of a worker');

try {
  const host: CarrierHost = {
    token: (...args) => calls.call('token', ...args),
    told: (told) => port.postMessage({ told }),
    mayServe: (...args) => calls.call('mayServe', ...args),
  };
  const { port: former, keep } = await keptPort(state);
  const carrier = await newCarrier({
    host,
    state,
    dial: fileDialler(),
    direct: newDirect({
      ...(former !== undefined && { port: former }),
      keep,
      mayServe: host.mayServe,
    }),
    clock: realClock,
    random: Math.random,
    async preview(path) {
      const { thumbnailOf } = await import('../pictures/thumbnail-of.ts');
      return thumbnailOf(path);
    },
  });
  const { look, start, stop, forget, candidates } = carrier;
  const calls = newCalls((said) => port.postMessage(said), {
    look,
    start,
    stop,
    forget,
    candidates,
  });
  port.on('message', (said: unknown) => {
    if (said !== 'end') return calls.hear(said);
    void Promise.resolve(carrier[Symbol.asyncDispose]()).finally(() => port.close());
  });
  port.postMessage('ready');
} catch (failure) {
  port.postMessage({ failed: reasonOf(failure) });
  port.close();
}
