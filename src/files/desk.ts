import type { Clock } from '../base/clock.ts';
import type { CarrierHost, Job, Told } from '../client/files/carrier-port.ts';
import type { Reason } from '../words/reason.ts';
import { Trouble } from '../words/reason.ts';
import { type Again, newAgain } from './again.ts';
import { Changed, type Direct } from './flow.ts';
import type { Lines } from './lines.ts';
import type { Turns } from './turns.ts';

/** What jobs share. */
export interface Desk {
  readonly host: CarrierHost;
  /** A folder that only we can look into: it keeps what is known of the files that travel. */
  readonly state: string;
  readonly lines: Lines;
  readonly direct: Direct | undefined;
  readonly clock: Clock;
  /** From 0 to 1. */
  readonly random: () => number;
  /** Connections to the nuvem. */
  readonly turns: Readonly<Record<Job['way'], Turns>>;
}

/** How an attempt ended: for good, or to be made again, because of that. */
export type Ended =
  | 'over'
  | {
      /** Undefined when it moves in another way in the meantime. */
      readonly reason: Reason | undefined;
      /** Something was moved, so the next attempt is soon. */
      readonly well: boolean;
      /** First this. */
      readonly after?: Promise<void>;
    };

type News<T = Told> = T extends unknown ? Omit<T, 'id'> : never;
export type Tell = (news: News) => void;

/** Tries until it is over or was stopped; nothing is told of what was stopped. */
export async function untilOver(
  desk: Desk,
  job: Job,
  signal: AbortSignal,
  attempt: (tell: Tell) => Promise<Ended>,
): Promise<void> {
  const again = newAgain(desk.clock, desk.random);
  const tell: Tell = (news) => {
    if (!signal.aborted) desk.host.told({ id: job.id, ...news });
  };
  while (await attempted(desk, job, { signal, attempt, again, tell }));
}

interface Trying {
  readonly signal: AbortSignal;
  readonly attempt: (tell: Tell) => Promise<Ended>;
  readonly again: Again;
  readonly tell: Tell;
}

/** Whether there is to be another attempt. */
async function attempted(desk: Desk, job: Job, trying: Trying): Promise<boolean> {
  const { signal, attempt, again, tell } = trying;
  const turns = desk.turns[job.way];
  if (!turns.isFree()) tell({ told: 'waiting', reason: ['file-turn'] });
  const leave = await turns.enter(signal);
  if (!leave) return false;
  const ended = await attempt(tell)
    .catch((failure: unknown) => endOf(failure, job, tell))
    .finally(leave);
  if (ended === 'over' || signal.aborted) return false;
  if (ended.reason) tell({ told: 'waiting', reason: ended.reason });
  if (ended.well) again.well();
  if (ended.after) await unless(signal, ended.after);
  await again.rest(signal);
  return !signal.aborted;
}

/** What people can do something about is told; a bug is thrown on. */
function endOf(failure: unknown, job: Job, tell: Tell): Ended {
  const path = job.way === 'in' ? job.to : job.path;
  if (failure instanceof Changed) tell({ told: 'changed' });
  else if (failure instanceof Trouble) tell({ told: 'failed', reason: failure.reason });
  else {
    const { code, syscall } = failure as NodeJS.ErrnoException;
    if (code === 'ENOSPC' || code === 'EDQUOT')
      return { reason: ['file-disk-full', path], well: false };
    if (code === undefined || syscall === undefined) throw failure;
    tell({ told: 'failed', reason: ['file-unwritable', path, code] });
  }
  return 'over';
}

/** Of something that may take for ever; undefined when it was given up. */
export function unless<T>(signal: AbortSignal, promise: Promise<T>): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const giveUp = (): void => resolve(undefined);
    if (signal.aborted) return giveUp();
    signal.addEventListener('abort', giveUp, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp));
  });
}
