import type { Clock } from '../../base/clock.ts';
import { type Bytes, type Placed, type Post, StoreBroken } from '../rows.ts';
import { type Asked, newAskQueue } from './ask-queue.ts';
import type { Answered, Ask, Batch, Done } from './engine.ts';
import { packPosts, placedOf } from './pack.ts';

/** Where batches are performed: here, or in a worker. */
export interface Link {
  readonly incarnation: Bytes;
  readonly died: Promise<Error>;
  readonly perform: (batch: Batch) => Promise<Done>;
  readonly close: () => Promise<void>;
}

export interface Batches {
  readonly ask: (...ask: Ask) => Promise<unknown>;
  readonly append: (posts: readonly Post[]) => Promise<readonly Placed[]>;
  /** What was asked before is still done. */
  readonly close: () => Promise<void>;
}

interface Posted {
  readonly posts: readonly Post[];
  readonly resolve: (placed: readonly Placed[]) => void;
  readonly reject: (why: Error) => void;
}

const mostPosts = 2000;
const mostBytes = 8 * 1024 * 1024;

/**
 * Whatever is asked in one turn goes in one batch; posts, which were collected before they come here, do not
 * wait for the end of a turn. One batch is under way at a time, and what comes meanwhile goes together into
 * the next, which is on its way before the answers of this one are acted upon.
 */
export function newBatches(link: Link, now: () => number, later?: Clock['later']): Batches {
  const asked = newAskQueue(plan, later);
  const posted: Posted[] = [];
  let state: 'idle' | 'planned' | 'under way' = 'idle';
  let onIdle: (() => void) | undefined;

  function plan(): void {
    if (state !== 'idle') return;
    state = 'planned';
    setImmediate(send);
  }

  function send(): void {
    const appends = takePosts(posted);
    const asks = asked.take(appends.length > 0);
    state = asks.length + appends.length > 0 ? 'under way' : 'idle';
    if (state === 'idle') return onIdle?.();
    const batch = batchOf(asks, appends, now());
    void perform(link, batch, (done) => {
      asked.again(putOff(done, asks));
      send();
      settle(done, asks, appends, batch.at);
    });
  }

  const idle = (): Promise<void> =>
    new Promise((resolve) => {
      onIdle = resolve;
      asked.hurry();
      if (state === 'idle') resolve();
    });

  return doors({
    ask: (item) => asked.add(item),
    append(item) {
      posted.push(item);
      if (state === 'idle') send();
    },
    close: () => idle().then(link.close),
  });
}

/** Closed once, and then for ever. */
function doors(to: {
  readonly ask: (asked: Asked) => void;
  readonly append: (posted: Posted) => void;
  readonly close: () => Promise<void>;
}): Batches {
  let closing: Promise<void> | undefined;
  const unlessClosed = <T>(add: Add<T>): Promise<T> =>
    closing ? Promise.reject(new StoreBroken('The store is closed')) : new Promise(add);
  return {
    ask: (...ask) => unlessClosed((resolve, reject) => to.ask({ ask, resolve, reject })),
    append: (posts) => unlessClosed((resolve, reject) => to.append({ posts, resolve, reject })),
    close: () => (closing ??= to.close()),
  };
}

async function perform(link: Link, batch: Batch, finish: (done: Done) => void): Promise<void> {
  finish(await link.perform(batch).catch((bug: unknown) => ({ broken: String(bug) })));
}

type Add<T> = (resolve: (value: T) => void, reject: (why: Error) => void) => void;

const batchOf = (asks: readonly Asked[], appends: readonly Posted[], at: number): Batch => ({
  at,
  asks: asks.map(({ ask }) => ask),
  posts: appends.length > 0 ? packPosts(appends.flatMap(({ posts }) => posts)) : undefined,
});

function putOff(done: Done, asks: readonly Asked[]): readonly Asked[] {
  if ('broken' in done) return [];
  return asks.filter((_, index) => 'putOff' in (done.answers[index] ?? {}));
}

/** As much as one commit should hold; the rest waits for the next. */
function takePosts(posted: Posted[]): readonly Posted[] {
  let count = 0;
  let bytes = 0;
  let taken = 0;
  for (const { posts } of posted) {
    if (taken > 0 && (count + posts.length > mostPosts || bytes > mostBytes)) break;
    count += posts.length;
    for (const { body } of posts) bytes += body.length;
    taken += 1;
  }
  return posted.splice(0, taken);
}

function settle(done: Done, asks: readonly Asked[], appends: readonly Posted[], at: number): void {
  if ('broken' in done) {
    const why = new StoreBroken(done.broken);
    for (const { reject } of [...asks, ...appends]) reject(why);
    return;
  }
  for (const [index, item] of asks.entries()) settleAsk(item, done.answers[index]);
  let from = 0;
  for (const { posts, resolve, reject } of appends) {
    const { placed } = done;
    if (!placed || 'bug' in placed) reject(new Error(`The store failed in append: ${placed?.bug}`));
    else resolve(placedOf(placed.value, from, posts.length, at));
    from += posts.length;
  }
}

function settleAsk({ ask, resolve, reject }: Asked, answer: Answered = { bug: 'no answer' }): void {
  if ('value' in answer) resolve(answer.value);
  else if ('bug' in answer) reject(new Error(`The store failed in ${ask[0]}: ${answer.bug}`));
}
