import type { Job, Token } from '../client/files/carrier-port.ts';
import type { FileLine } from '../protocol/file-line.ts';
import { chunksIn, chunkSize } from '../protocol/file-size.ts';
import type { Reason } from '../words/reason.ts';
import { type Desk, type Ended, type Tell, unless, untilOver } from './desk.ts';
import { newPace, type Pace } from './pace.ts';
import { put } from './put.ts';
import { newShare, type Share } from './share.ts';

type Out = Extract<Job, { readonly way: 'out' }>;

/** Sends a file until the nuvem has all of it; those who are near may fetch it here in the meantime. */
export async function upload(desk: Desk, job: Out, signal: AbortSignal): Promise<void> {
  const share = newShare(desk.state, job);
  const served = newServed();
  const paceOf = (by: 'direct' | 'nuvem'): Pace =>
    newPace(desk.clock.uptime, (bytes, rate) => {
      if (!signal.aborted) desk.host.told({ id: job.id, told: 'moving', bytes, rate, by });
    });
  const near = paceOf('direct');
  const withdraw = job.direct
    ? desk.direct?.offer({
        id: Buffer.from(job.id, 'hex'),
        key: Buffer.from(job.key, 'hex'),
        size: job.size,
        flow: share.flow,
        kept(count) {
          near.at(bytesOf(job, count));
          if (count === chunksIn(job.size)) served.whole();
        },
        served: (change, isOnly) => isOnly && served.count(change),
      })
    : undefined;
  const record = { kept: 0 };
  const { later } = desk.clock;
  try {
    await untilOver(desk, job, signal, (tell) =>
      attempt(desk, job, { share, served, signal, tell, pace: paceOf('nuvem'), later, record }),
    );
  } finally {
    await withdraw?.();
  }
}

interface Trip {
  readonly share: Share;
  readonly served: Served;
  readonly signal: AbortSignal;
  readonly tell: Tell;
  readonly pace: Pace;
  readonly later: Desk['clock']['later'];
  /** The most chunks that the nuvem ever said to have: only more of them are progress. */
  readonly record: { kept: number };
}

async function attempt(desk: Desk, job: Out, trip: Trip): Promise<Ended> {
  const { served, pace, tell } = trip;
  if (served.isOver()) return done(tell, job);
  const { signal } = served.interrupting(trip.signal);
  const token = await unless(signal, desk.host.token(job.id, 'put'));
  const line = token && !signal.aborted ? await desk.lines.take(token, signal) : undefined;
  const sent = token && line ? await given(line, token, job, { ...trip, signal }) : lost;
  pace.flush();
  if (sent.whole) return done(tell, job);
  const after = served.nobody();
  return after ? { ...sent, reason: undefined, after } : sent;
}

function done(tell: Tell, { path }: Out): 'over' {
  tell({ told: 'done', path });
  return 'over';
}

/** What an attempt came to. */
interface Sent {
  readonly whole: boolean;
  readonly well: boolean;
  readonly reason: Reason;
}

const lost: Sent = { whole: false, well: false, reason: ['file-link'] };

async function given(line: FileLine, token: Token, job: Out, trip: Trip): Promise<Sent> {
  let { reason } = lost;
  const { record } = trip;
  const before = Math.max(record.kept, token.kept);
  const whole = await put(line, {
    token: token.token,
    size: job.size,
    flow: trip.share.flow,
    signal: trip.signal,
    later: trip.later,
    kept(count) {
      record.kept = Math.max(record.kept, count);
      trip.pace.at(bytesOf(job, count));
    },
    waits(why) {
      reason = why ?? lost.reason;
      if (why) trip.tell({ told: 'waiting', reason: why });
    },
  });
  return { whole, reason, well: record.kept > before };
}

const bytesOf = ({ size }: Out, chunks: number): number =>
  chunks >= chunksIn(size) ? size : chunks * chunkSize;

/** Who fetches the file from this machine, and is the only one: meanwhile the nuvem waits. */
interface Served {
  readonly count: (change: 1 | -1) => void;
  /** Somebody has all of it. */
  readonly whole: () => void;
  /** Nobody else wants it: the only one has it. */
  readonly isOver: () => boolean;
  /** A signal that ends what is given to the nuvem when somebody comes. */
  readonly interrupting: (signal: AbortSignal) => AbortController;
  /** Resolves when there is nobody any more; undefined when there is nobody now. */
  readonly nobody: () => Promise<void> | undefined;
}

function newServed(): Served {
  let now = 0;
  let isOver = false;
  let interrupt: AbortController | undefined;
  const waiting = new Set<() => void>();

  return {
    count(change) {
      now += change;
      if (change > 0) interrupt?.abort();
      if (now > 0) return;
      for (const go of waiting) go();
      waiting.clear();
    },
    whole: () => void (isOver ||= now > 0),
    isOver: () => isOver,
    interrupting(signal) {
      const current = new AbortController();
      interrupt = current;
      if (signal.aborted || now > 0) current.abort();
      signal.addEventListener('abort', () => current.abort(), { once: true });
      return current;
    },
    nobody: () => (now === 0 ? undefined : new Promise((resolve) => void waiting.add(resolve))),
  };
}
