import { setTimeout as pause } from 'node:timers/promises';

import { isForGood } from '../client/files/kept.ts';
import { namedAfter } from '../client/files/offers.ts';
import { type Client, ClientError, type ClientEvent, type FileRow } from '../client/port.ts';
import { newWatch } from './_link.ts';
import { watchLines } from './_watch-lines.ts';
import { Failure } from './failure.ts';

/** Follows files of a client until each is over. */
export interface FileWatch extends Disposable {
  /** Answers the file when it is over, in whichever way; where it changed meanwhile, the one in its place. */
  readonly over: (file: FileRow) => Promise<FileRow>;
  /** Everybody who is to have it has fetched it. */
  readonly fetched: (file: FileRow) => Promise<void>;
  /** The nuvem knows that it is here; or that is told to it at the next start. */
  readonly settled: (file: FileRow) => Promise<void>;
  /** The line that offers it came so far. */
  readonly reached: (file: FileRow, wait: Reached) => Promise<void>;
}

export type Reached = 'delivered' | 'read';

/** Begins to listen at once, so that nothing is missed of what is asked for afterwards. */
export function watchFiles(client: Client, show: (file: FileRow) => void): FileWatch {
  const ending = new AbortController();
  const arrivals = newArrivals(client, show);
  const fates = newFates(client);
  const settling = newSettling();
  const lines = watchLines(client);
  const link = newWatch({ seats: 'never' });

  async function hear(event: ClientEvent): Promise<void> {
    if (event.event === 'file') {
      settling.hear(event.file);
      await arrivals.take(event.file);
    }
    if (event.event === 'file-fate') fates.hear(event.file, event.fate);
    else if (event.event === 'state') lines.hear(event.id, event.state);
    else if (event.event === 'link') {
      link.look(event.link);
      if (event.link.state === 'up') fates.lookAgain();
    } else if (event.event === 'missed') {
      fates.lookAgain();
      await Promise.all([arrivals, lines].map(lookAgain));
    }
  }
  async function follow(): Promise<never> {
    for await (const event of client.events(ending.signal)) await hear(event);
    throw new Failure(['account-ended']);
  }
  follow().catch((why: unknown) => {
    for (const { end } of [arrivals, fates, lines]) end(why);
  });
  return {
    over: arrivals.over,
    fetched: fates.fetched,
    settled: settling.settled,
    reached: lines.reached,
    [Symbol.dispose]: () => ending.abort(),
  };
}

const lookAgain = (looking: { readonly lookAgain: () => Promise<void> }): Promise<void> =>
  looking.lookAgain();

interface Waiting<T> {
  readonly resolve: (value: T) => void;
  readonly reject: (why: unknown) => void;
}

interface Arrivals extends Pick<FileWatch, 'over'> {
  readonly take: (file: FileRow) => Promise<void>;
  readonly lookAgain: () => Promise<void>;
  readonly end: (why: unknown) => void;
}

function newArrivals(client: Client, show: (file: FileRow) => void): Arrivals {
  const moving = new Map<string, Waiting<FileRow>>();
  const heard = new Map<string, FileRow>();

  async function take(file: FileRow): Promise<void> {
    if (!moving.has(file.id)) return void heard.set(file.id, file);
    const next = isReplaced(file) ? await inPlaceOf(client, file) : undefined;
    const waiting = moving.get(file.id);
    if (!waiting) return;
    if (next) {
      moving.delete(file.id);
      moving.set(next.id, waiting);
      return take(next);
    }
    show(file);
    if (isMoving(file)) return;
    moving.delete(file.id);
    waiting.resolve(file);
  }
  return {
    take,
    async lookAgain() {
      for (const file of await client.ask<'files'>({ kind: 'files' })) await take(file);
    },
    over: (file) =>
      new Promise((resolve, reject) => {
        moving.set(file.id, { resolve, reject });
        // It may have moved on since it was asked for.
        take(heard.get(file.id) ?? file).catch(reject);
      }),
    end(why) {
      for (const { reject } of moving.values()) reject(why);
    },
  };
}

interface Fates extends Pick<FileWatch, 'fetched'> {
  /** What happened while nothing was heard is told once more. */
  readonly lookAgain: () => void;
  readonly hear: (file: string, fate: string) => void;
  readonly end: (why: unknown) => void;
}

function newFates(client: Client): Fates {
  const waiting = new Map<string, Waiting<void>>();
  const fetched = new Set<string>();
  function look(file: string): void {
    client.ask<'ask-fetched'>({ kind: 'ask-fetched', file }).catch(() => {
      // It is asked again when the link is up.
    });
  }
  return {
    lookAgain: () => [...waiting.keys()].forEach(look),
    hear(file, fate) {
      if (fate !== 'fetched') return;
      fetched.add(file);
      waiting.get(file)?.resolve();
      waiting.delete(file);
    },
    fetched: ({ id }) =>
      new Promise((resolve, reject) => {
        if (fetched.has(id)) return resolve();
        waiting.set(id, { resolve, reject });
        look(id);
      }),
    end(why) {
      for (const { reject } of waiting.values()) reject(why);
    },
  };
}

interface Settling extends Pick<FileWatch, 'settled'> {
  readonly hear: (file: FileRow) => void;
}

/** So long is waited for the nuvem to hear of what is done. */
const patience = 5000;

const lasting: ReadonlySet<FileRow['state']> = new Set(['done', 'cancelled', 'failed']);

/** What is over is told once for that, and once more when the nuvem knows of it. */
function newSettling(): Settling {
  const times = new Map<string, number>();
  const waiting = new Map<string, () => void>();
  return {
    hear({ id, state }) {
      if (!lasting.has(state)) return void times.delete(id);
      const now = (times.get(id) ?? 0) + 1;
      times.set(id, now);
      if (now > 1) waiting.get(id)?.();
    },
    async settled({ id }) {
      if ((times.get(id) ?? 0) > 1) return;
      const done = new AbortController();
      waiting.set(id, () => done.abort());
      await pause(patience, undefined, { signal: done.signal }).catch(() => {});
    },
  };
}

const isMoving = ({ state }: FileRow): boolean => state === 'waiting' || state === 'moving';

/** What was being sent is another file by now, and that one is sent. */
const isReplaced = ({ way, state, reason }: FileRow): boolean =>
  way === 'out' && state === 'cancelled' && reason?.[0] === 'file-changed';

async function inPlaceOf(client: Client, { id, room }: FileRow): Promise<FileRow | undefined> {
  const line = namedAfter('again', id);
  return (await client.ask<'files'>({ kind: 'files', room })).find((one) => one.line === line);
}

/** What was to be sent is there no more: its offer is taken back. */
export const isTakenBack = ({ way, state, reason, path }: FileRow): boolean =>
  way === 'out' && state === 'failed' && isForGood(reason, path);

/** Throws for a file that is over, and not as it was wanted. */
export function mustBeDone(file: FileRow): FileRow {
  const { state, reason, name, id } = file;
  if (state === 'done') return file;
  if (state === 'paused') throw new Failure(['file-paused', name, id.slice(0, 8)]);
  if (state === 'cancelled') throw new Failure(['file-cancelled', name]);
  throw new ClientError('refused', reason ?? ['file-gone']);
}
