import { makeFolder } from '../base/folder.ts';
import type { Carrier, Job } from '../client/files/carrier-port.ts';
import type { Desk } from './desk.ts';
import { forgetDownload } from './download.ts';
import { fetching } from './fetching.ts';
import { type Dial, newLines } from './lines.ts';
import { look } from './look.ts';
import { forgetShare } from './share.ts';
import { newTurns } from './turns.ts';
import { upload } from './upload.ts';

/** So many connections a session has at most, and half of them is for each way. */
const atOnce = 2;

export type CarrierOptions = Omit<Desk, 'turns' | 'lines'> & {
  readonly dial: Dial;
  /** A small picture of a file, of whatever it is one can be made of. */
  readonly preview?: (path: string, type: string) => Promise<Uint8Array | undefined>;
};

/** Carries files between disks, several at once, until they are there. */
export async function newCarrier(options: CarrierOptions): Promise<Carrier> {
  const { state, direct, preview, dial, clock } = options;
  const lines = newLines(dial, clock.later);
  const desk: Desk = { ...options, lines, turns: { out: newTurns(atOnce), in: newTurns(atOnce) } };
  const running = new Map<string, Running>();
  await makeFolder(state);

  async function stop(id: string): Promise<void> {
    const found = running.get(id);
    found?.ending.abort();
    await found?.over;
  }

  return {
    look: (path) => look(path, preview),
    start(job) {
      const former = running.get(job.id);
      if (former && !former.ending.signal.aborted) return;
      const ending = new AbortController();
      const over = (former?.over ?? Promise.resolve())
        .then(() => run(desk, job, ending.signal))
        .finally(() => {
          if (running.get(job.id)?.ending === ending) running.delete(job.id);
        });
      running.set(job.id, { ending, over });
    },
    stop,
    async forget(id) {
      await stop(id);
      await forgetShare(state, id);
      await forgetDownload(state, id);
    },
    candidates: () => direct?.candidates() ?? Promise.resolve([]),
    async [Symbol.asyncDispose]() {
      await Promise.all([...running.keys()].map(stop));
      lines[Symbol.dispose]();
      await direct?.[Symbol.asyncDispose]();
    },
  };
}

interface Running {
  readonly ending: AbortController;
  readonly over: Promise<void>;
}

const run = (desk: Desk, job: Job, signal: AbortSignal): Promise<void> =>
  job.way === 'out' ? upload(desk, job, signal) : fetching(desk, job, signal);
