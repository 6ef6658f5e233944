import { rm } from 'node:fs/promises';
import { join } from 'node:path';

import { makeFolder } from '../base/folder.ts';
import { chunkLength, chunksIn, sealedSize } from '../protocol/file-size.ts';
import { newSeal } from './chunk.ts';
import { land, landed, placeOf } from './land.ts';
import { aboutLeaves, type Leaves, openLeaves } from './leaves.ts';
import { safeName } from './name.ts';
import { openPart, type Part } from './part.ts';
import { hashSize } from './tree.ts';

/** A file that comes in. */
export interface Incoming {
  /** Hex. */
  readonly id: string;
  readonly key: string;
  /** A folder, or how it is to be called. */
  readonly to: string;
  readonly name: string;
  readonly size: number;
}

export interface Download extends AsyncDisposable {
  /** The first chunk that is missing. */
  readonly next: () => number;
  /** Chunks that are on disk; a crash of the machine may take the last of them. */
  readonly have: () => number;
  /**
   * Takes the sealed chunk that is missing, from which nothing is used afterwards. `damaged`: it is not what was
   * sealed for this place, and nothing happened. Throws what the disk says.
   */
  readonly take: (sealed: Uint8Array) => Promise<'more' | 'whole' | 'damaged'>;
  /** Gives the whole file its name; undefined, and nothing is left, when it is not what was sent. */
  readonly finish: () => Promise<string | undefined>;
}

export interface DownloadOptions {
  /** Keeps what is known of the files that travel. */
  readonly state: string;
  readonly kept: (count: number) => void;
  readonly now: () => number;
}

/** Goes on where it ended, whenever that was. With a path: it was finished then. */
export async function openDownload(
  job: Incoming,
  options: DownloadOptions,
): Promise<Download | { readonly path: string }> {
  const { folder, name } = await placeOf(job.to, safeName(job.name));
  await makeFolder(folder);
  const record = recordOf(options.state, job.id);
  const path = join(folder, `.${job.id}.part`);
  const about = JSON.stringify({ way: 'in', id: job.id, size: job.size, part: path });
  await forgetOther(record, about);
  const { leaves, ending } = await openLeaves(record, about);
  try {
    if (ending !== undefined && (await landed(path, ending))) {
      await leaves[Symbol.asyncDispose]();
      return { path: ending };
    }
    const part = await openPart({ ...options, path, leaves, size: job.size });
    return downloadOf(job, { record, path, name, leaves, part });
  } catch (failure) {
    await leaves[Symbol.asyncDispose]();
    throw failure;
  }
}

/** Nothing is left of it but the file, if it was finished. */
export async function forgetDownload(state: string, id: string): Promise<void> {
  await forgetOther(recordOf(state, id), undefined);
}

const recordOf = (state: string, id: string): string => join(state, `${id}.in`);

/** What came for another place begins anew. */
async function forgetOther(record: string, about: string | undefined): Promise<void> {
  const former = await aboutLeaves(record);
  if (former === undefined || former === about) return;
  const part = /"part":("(?:[^"\\]|\\.)*")/.exec(former)?.[1];
  if (part !== undefined) await rm(JSON.parse(part) as string, { force: true });
  await rm(record, { force: true });
}

interface Making {
  readonly record: string;
  readonly path: string;
  readonly name: string;
  readonly leaves: Leaves;
  readonly part: Part;
}

function downloadOf({ id, key, size }: Incoming, making: Making): Download {
  const { leaves, part } = making;
  const seal = newSeal(Buffer.from(id, 'hex'), Buffer.from(key, 'hex'));
  const last = chunksIn(size) - 1;
  const sealed = sealedSize(size);
  let next = leaves.count();
  let root: Buffer | undefined;
  let ending: Promise<void> | undefined;
  const end = (): Promise<void> => (ending ??= closed(making));

  return {
    next: () => next,
    have: part.have,
    async take(bytes) {
      if (bytes.length !== chunkLength(sealed, next)) return 'damaged';
      const plain = seal.open(next, next === last, bytes);
      if (!plain) return 'damaged';
      const inside = next === last ? plain.length - hashSize : plain.length;
      if (next === last) root = Buffer.from(plain.subarray(inside));
      await part.put(plain.subarray(0, inside));
      next += 1;
      return next > last ? 'whole' : 'more';
    },
    async finish() {
      if (!root) throw new Error('A file is finished when its last chunk has come');
      const path = (await part.whole(root)) ? await named(making) : undefined;
      await end();
      if (path === undefined) await dropped(making);
      return path;
    },
    [Symbol.asyncDispose]: end,
  };
}

async function named({ path, name, leaves }: Making): Promise<string> {
  const there = await land(path, name, leaves);
  await leaves.cut(0);
  return there;
}

async function closed({ part, leaves }: Making): Promise<void> {
  await part[Symbol.asyncDispose]();
  await leaves[Symbol.asyncDispose]();
}

async function dropped({ path, record }: Making): Promise<void> {
  await rm(path, { force: true });
  await rm(record, { force: true });
}
