import { rm } from 'node:fs/promises';
import { join } from 'node:path';

import { newSeal } from './chunk.ts';
import { Changed, type Outflow } from './flow.ts';
import { type Leaves, openLeaves } from './leaves.ts';
import { checkLast, newOutflow } from './outflow.ts';
import { openSource, type Source } from './source.ts';

/** A file that goes out. */
export interface Outgoing {
  /** Hex. */
  readonly id: string;
  readonly key: string;
  readonly path: string;
  readonly size: number;
  readonly stamp: string;
}

/** One file for all who are sent it at the same time; open as long as there are such. */
export interface Share {
  /** Throws `Changed` when it is not what it was when it was offered. */
  readonly flow: (from: number) => Promise<Outflow>;
}

/** Chunks that are read again when an upload goes on: 16 MiB. */
const looked = 64;

export function newShare(state: string, job: Outgoing): Share {
  const seal = newSeal(Buffer.from(job.id, 'hex'), Buffer.from(job.key, 'hex'));
  let opened: Promise<Leaves> | undefined;
  let flows = 0;

  async function end(): Promise<void> {
    flows -= 1;
    if (flows > 0) return;
    const leaves = opened;
    opened = undefined;
    await (await leaves?.catch(() => undefined))?.[Symbol.asyncDispose]();
  }

  return {
    async flow(from) {
      flows += 1;
      opened ??= leavesOf(state, job);
      try {
        const leaves = await opened;
        const flow = newOutflow({ source: await sourceOf(job), seal, leaves }, from);
        return { next: flow.next, [Symbol.asyncDispose]: () => ending(flow, end) };
      } catch (failure) {
        await end();
        throw failure;
      }
    },
  };
}

/** Nothing is known any more of what was sent. */
export const forgetShare = (state: string, id: string): Promise<void> =>
  rm(recordOf(state, id), { force: true });

const recordOf = (state: string, id: string): string => join(state, `${id}.out`);

async function leavesOf(state: string, { id, size, stamp, path }: Outgoing): Promise<Leaves> {
  const about = JSON.stringify({ way: 'out', id, size, stamp });
  const { leaves } = await openLeaves(recordOf(state, id), about);
  try {
    await using source = await sourceOf({ path, size, stamp });
    await checkLast(source, leaves, looked);
    return leaves;
  } catch (failure) {
    await leaves[Symbol.asyncDispose]();
    throw failure;
  }
}

async function sourceOf(job: Pick<Outgoing, 'path' | 'size' | 'stamp'>): Promise<Source> {
  const source = await openSource(job.path);
  if (source.size === job.size && source.stamp === job.stamp) return source;
  await source[Symbol.asyncDispose]();
  throw new Changed();
}

async function ending(flow: Outflow, end: () => Promise<void>): Promise<void> {
  try {
    await flow[Symbol.asyncDispose]();
  } finally {
    await end();
  }
}
