import type { Log } from '../base/log.ts';
import type { Store } from '../store/port.ts';
import { type Placed, type Post, StoreBroken } from '../store/rows.ts';
import type { HeardRoom, Hub, Session } from './hub.ts';
import { tellPlace } from './place.ts';

/** Collects posts: one commit is in flight, and what comes meanwhile goes together into the next. */
export interface Appender {
  /** Answers when the post may go on waiting by itself; a promise asks for patience, as too many wait. */
  readonly add: (asked: Asked) => undefined | Promise<void>;
  /** Resolves when everything that was added before has its place. */
  readonly passed: () => Promise<void>;
  /** Resolves when nothing waits any more. */
  readonly idle: () => Promise<void>;
}

export interface Asked {
  readonly session: Session;
  readonly room: HeardRoom;
  readonly re: number;
  readonly post: Post;
}

interface Queue {
  readonly store: Pick<Store, 'append'>;
  readonly hub: Pick<Hub, 'deliver' | 'flush'>;
  readonly log: Log;
  readonly now: () => number;
  asked: Asked[];
  bytes: number;
  inFlight: boolean;
  scheduled: boolean;
  patient: Array<() => void>;
  idle: Array<() => void>;
  /** How many were added, and have their answer. */
  added: number;
  placed: number;
  passing: Array<{ readonly upTo: number; readonly go: () => void }>;
}

/** One commit holds at most this much; all that waits together, before lines must wait too. */
const most = { posts: 4096, bytes: 8 * 1024 * 1024, waiting: 32 * 1024 * 1024 } as const;

export function newAppender(given: Pick<Queue, 'store' | 'hub' | 'log' | 'now'>): Appender {
  const queue: Queue = {
    ...given,
    asked: [],
    bytes: 0,
    inFlight: false,
    scheduled: false,
    patient: [],
    idle: [],
    added: 0,
    placed: 0,
    passing: [],
  };
  return {
    add(asked) {
      queue.asked.push(asked);
      queue.added += 1;
      queue.bytes += asked.post.body.length;
      schedule(queue);
      if (queue.bytes <= most.waiting) return undefined;
      return new Promise((resolve) => queue.patient.push(resolve));
    },
    passed: () =>
      new Promise((resolve) => {
        queue.passing.push({ upTo: queue.added, go: resolve });
        letPass(queue);
      }),
    idle: () =>
      new Promise((resolve) => {
        queue.idle.push(resolve);
        sayIdle(queue);
      }),
  };
}

/** The posts of one turn of the event loop go together. */
function schedule(queue: Queue): void {
  if (queue.scheduled || queue.inFlight) return;
  queue.scheduled = true;
  setImmediate(() => {
    queue.scheduled = false;
    if (!queue.inFlight) next(queue);
  });
}

function next(queue: Queue): void {
  if (queue.asked.length === 0) {
    sayIdle(queue);
    return;
  }
  const batch = cut(queue);
  queue.inFlight = true;
  void commit(queue, batch);
}

function cut(queue: Queue): readonly Asked[] {
  let bytes = 0;
  let count = 0;
  for (const { post } of queue.asked) {
    if (count >= most.posts || (count > 0 && bytes + post.body.length > most.bytes)) break;
    bytes += post.body.length;
    count += 1;
  }
  queue.bytes -= bytes;
  if (count === queue.asked.length) {
    const all = queue.asked;
    queue.asked = [];
    return all;
  }
  return queue.asked.splice(0, count);
}

async function commit(queue: Queue, batch: readonly Asked[]): Promise<void> {
  let placed: readonly Placed[] | undefined;
  let failure: unknown;
  try {
    placed = await queue.store.append(batch.map(({ post }) => post));
  } catch (fault) {
    failure = fault;
  }
  queue.inFlight = false;
  // the next commit begins before this one is told of, so that disk and fan-out work at the same time
  next(queue);
  if (placed) tell(queue, batch, placed);
  else refuseAll(queue, batch, failure);
  queue.placed += batch.length;
  letPass(queue);
  if (queue.bytes <= most.waiting) for (const go of queue.patient.splice(0)) go();
}

function tell(queue: Queue, batch: readonly Asked[], placed: readonly Placed[]): void {
  for (let index = 0; index < batch.length; index += 1) {
    const asked = batch[index];
    const place = placed[index];
    if (asked && place) tellPlace(queue, asked, place);
  }
  // `stored` and the own line in the log leave in the same write
  queue.hub.flush();
}

function refuseAll(queue: Queue, batch: readonly Asked[], failure: unknown): void {
  const broken = failure instanceof StoreBroken;
  if (broken) queue.log('warn', 'store.broken', { why: failure.message });
  else queue.log('error', 'append.bug', { bug: String(failure) });
  for (const { session, re } of batch) session.refuse(broken ? 'storage' : 'broken', re);
}

function letPass(queue: Queue): void {
  for (let first = queue.passing[0]; first && first.upTo <= queue.placed; [first] = queue.passing) {
    queue.passing.shift();
    first.go();
  }
}

function sayIdle(queue: Queue): void {
  if (queue.asked.length > 0 || queue.inFlight) return;
  for (const resolve of queue.idle.splice(0)) resolve();
}
