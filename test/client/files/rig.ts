import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';

import type { Clock } from '../../../src/base/clock.ts';
import type {
  Carrier,
  CarrierHost,
  Job,
  Looked,
  Told,
} from '../../../src/client/files/carrier-port.ts';
import { withFiles } from '../../../src/client/files/coordinator.ts';
import type { FileChoices } from '../../../src/client/files/desk.ts';
import type { Answers, Ask, Client, FileRow } from '../../../src/client/port.ts';
import { Trouble } from '../../../src/words/reason.ts';
import { follow, type TestClient } from '../../rig/client.ts';
import { heldClock } from '../../rig/clock.ts';

/** A carrier that moves nothing: a test says what became of a file. */
interface Driven {
  readonly jobs: readonly Job[];
  /** What was asked of it, in order: `start ID`, `stop ID`, `forget ID`. */
  readonly did: readonly string[];
  /** The job of a file, once it has begun. */
  readonly begun: (where: (job: Job) => boolean) => Promise<Job>;
  readonly tell: (told: Told) => void;
  readonly token: CarrierHost['token'];
  readonly mayServe: CarrierHost['mayServe'];
  /** What lies on the disk. */
  readonly disk: Map<string, Looked>;
}

export interface WithFiles extends Driven, AsyncDisposable {
  readonly client: Client;
  readonly until: TestClient['until'];
  readonly events: TestClient['events'];
  /** The next time that a file is told of in that state. */
  readonly file: (state: FileRow['state'], name?: string) => Promise<FileRow>;
  readonly send: (to: string, path: string, id?: string) => Promise<FileRow>;
  readonly list: (room?: string) => Promise<readonly FileRow[]>;
  readonly ask: <K extends 'get-file' | 'pause-file' | 'resume-file' | 'cancel-file'>(
    kind: K,
    file: string,
    out?: string,
  ) => Promise<Answers[K]>;
}

export const looked = (name: string, size = 1000): Looked => ({
  name,
  size,
  type: 'text/plain',
  folder: false,
  stamp: `${name} ${size}`,
});

interface Options extends Partial<FileChoices> {
  readonly clock?: Clock;
  readonly disk?: Map<string, Looked>;
}

/** The client of a person, with files. It ends with its files. */
export function filesOf({ client }: TestClient, options: Options = {}): WithFiles {
  const { clock, disk = new Map<string, Looked>(), ...choices } = options;
  const held = heldClock();
  const driven = newDriven(disk);
  const files = withFiles(client, {
    carrier: (host) => Promise.resolve(driven.open(host)),
    choices: async () => ({
      downloads: '/downloads',
      autoGet: 0,
      direct: true,
      previews: true,
      ...choices,
    }),
    clock: clock ?? held,
    random: randomBytes,
  });
  const { events, until } = follow(files);
  const ask: WithFiles['ask'] = (kind, file, out) =>
    files.ask({ kind, file, ...(out === undefined ? {} : { out }) } as Ask<typeof kind>);
  return {
    ...driven,
    client: files,
    events,
    until,
    file: async (state, name) =>
      (
        await until(
          'file',
          ({ file }) => file.state === state && (name === undefined || file.name === name),
        )
      ).file,
    send: (to, path, id = randomBytes(16).toString('hex')) =>
      files.ask({ kind: 'send-file', id, to, path }),
    list: (room) => files.ask({ kind: 'files', ...(room === undefined ? {} : { room }) }),
    ask,
    async [Symbol.asyncDispose]() {
      await files[Symbol.asyncDispose]();
      held.end();
    },
  };
}

function newDriven(disk: Map<string, Looked>) {
  const jobs: Job[] = [];
  const did: string[] = [];
  const wakers = new Set<() => void>();
  let host: CarrierHost | undefined;
  const open = (given: CarrierHost): Carrier => {
    host = given;
    return {
      look: async (path) => {
        const found = disk.get(path);
        if (!found) throw new Trouble(['other', `${path} is not there`]);
        return found;
      },
      start(job) {
        jobs.push(job);
        did.push(`start ${job.id}`);
        for (const wake of wakers) wake();
        wakers.clear();
      },
      stop: async (id) => void did.push(`stop ${id}`),
      forget: async (id) => void did.push(`forget ${id}`),
      candidates: () => Promise.resolve(['192.0.2.7:4000']),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    };
  };
  return {
    open,
    disk,
    jobs,
    did,
    async begun(where: (job: Job) => boolean): Promise<Job> {
      for (;;) {
        const job = jobs.findLast(where);
        if (job) return job;
        await new Promise<void>((woken) => void wakers.add(woken));
      }
    },
    tell(told: Told) {
      assert.ok(host, 'nothing moved yet');
      host.told(told);
    },
    mayServe: (id: string, device: number) => {
      assert.ok(host, 'nothing moved yet');
      return host.mayServe(id, device);
    },
    token: (id: string, how: 'put' | 'get') => {
      assert.ok(host, 'nothing moved yet');
      return host.token(id, how);
    },
  };
}
