import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

import { Trouble } from '../words/reason.ts';
import { Changed } from './flow.ts';
import { type Placed, stampOf, type Survey, surveyed, troubleOf } from './survey.ts';
import { headOf } from './tar.ts';

/** What is sent, as one run of bytes: a file, or a folder as its archive, which is nowhere as a whole. */
export interface Source extends AsyncDisposable {
  readonly size: number;
  /** Changes when what lies there changes. */
  readonly stamp: string;
  /** Fills `into` with what begins at `at`. Throws `Changed`, and `Trouble` of a disk. */
  readonly read: (into: Buffer, at: number) => Promise<void>;
  /** Throws `Changed` when it is not what it was when it was opened. */
  readonly check: () => Promise<void>;
}

/** Throws `Trouble` of what cannot be read. */
export async function openSource(path: string): Promise<Source> {
  const survey = await surveyed(path);
  return survey.folder ? sourceOfFolder(survey, survey.folder) : sourceOfFile(survey);
}

async function sourceOfFile({ path, size, stamp }: Survey): Promise<Source> {
  const file = await opened(path, stamp);
  return {
    size,
    stamp,
    read: (into, at) => filled(file, into, at),
    check: () => file.check(),
    [Symbol.asyncDispose]: () => file[Symbol.asyncDispose](),
  };
}

/** A file of which nothing is read that is not what was found when it was looked at. */
interface Opened extends AsyncDisposable {
  readonly path: string;
  readonly handle: FileHandle;
  readonly check: () => Promise<void>;
}

/** What has become a pipe since does not make us wait; what has become a link is not followed. */
const reading = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

async function opened(path: string, stamp: string, flags = reading): Promise<Opened> {
  const handle = await open(path, flags).catch((failure: unknown) => {
    throw troubleOf(path, failure);
  });
  const check = async (): Promise<void> => {
    if (stampOf(await handle.stat({ bigint: true })) !== stamp) throw new Changed();
  };
  try {
    await check();
  } catch (failure) {
    await handle.close();
    throw failure;
  }
  return { path, handle, check, [Symbol.asyncDispose]: () => handle.close() };
}

async function filled({ handle, path }: Opened, into: Buffer, at: number): Promise<void> {
  for (let done = 0; done < into.length;) {
    const { bytesRead } = await handle
      .read(into, done, into.length - done, at + done)
      .catch((failure: unknown) => {
        throw troubleOf(path, failure);
      });
    if (bytesRead === 0) throw new Changed();
    done += bytesRead;
  }
}

function sourceOfFolder(survey: Survey, entries: readonly Placed[]): Source {
  const { path, size, stamp } = survey;
  const files = newOneAtATime();
  return {
    size,
    stamp,
    async read(into, at) {
      into.fill(0);
      for (let place = lastUpTo(entries, at); place < entries.length; place += 1) {
        const entry = entries[place];
        if (!entry || entry.at >= at + into.length) return;
        await put(files, entry, into, at);
      }
    },
    async check() {
      await files.leave();
      const now = await surveyed(path);
      if (now.stamp !== stamp) throw new Changed();
    },
    [Symbol.asyncDispose]: files.close,
  };
}

/** Of one entry, what lies in `into`; the rest of the last block stays zero. */
async function put(files: OneAtATime, entry: Placed, into: Buffer, at: number): Promise<void> {
  const head = headOf(entry);
  const start = entry.at - at;
  if (start + head.length > 0) head.copy(into, Math.max(0, start), Math.max(0, -start));
  const from = Math.max(0, start + head.length);
  const to = Math.min(into.length, start + head.length + entry.size);
  if (from >= to) return;
  const file = await files.turnTo(entry);
  await filled(file, into.subarray(from, to), from - start - head.length);
}

/** The files of a folder: they are read in order. */
interface OneAtATime {
  readonly turnTo: (entry: Placed) => Promise<Opened>;
  /** Throws `Changed` when the one that is open is not what it was. */
  readonly leave: () => Promise<void>;
  readonly close: () => Promise<void>;
}

function newOneAtATime(): OneAtATime {
  const within = constants.O_NOFOLLOW ?? 0;
  let current: Opened | undefined;

  async function leave(): Promise<void> {
    const former = current;
    current = undefined;
    try {
      await former?.check();
    } finally {
      await former?.[Symbol.asyncDispose]();
    }
  }

  return {
    async turnTo(entry) {
      if (current?.path === entry.file) return current;
      await leave();
      current = await opened(entry.file, entry.stamp, reading | within).catch(asChange);
      return current;
    },
    leave,
    close: async () => current?.[Symbol.asyncDispose](),
  };
}

/** What was there when the folder was looked at, and is not now, or is a link by now. */
function asChange(failure: unknown): never {
  const [why, , code] = failure instanceof Trouble ? failure.reason : [];
  throw why === 'file-missing' || code === 'ELOOP' ? new Changed() : failure;
}

/** The place of the last entry that begins no later than this. */
function lastUpTo(entries: readonly Placed[], at: number): number {
  let [low, high] = [0, entries.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((entries[middle]?.at ?? 0) <= at) low = middle;
    else high = middle - 1;
  }
  return low;
}
