import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';

import type { Job } from '../client/files/carrier-port.ts';
import { chunksIn, chunkSize } from '../protocol/file-size.ts';
import type { Reason } from '../words/reason.ts';
import { type Desk, type Ended, type Tell, unless, untilOver } from './desk.ts';
import { type Download, openDownload } from './download.ts';
import type { Inflow, Wanted } from './flow.ts';
import { get } from './get.ts';
import { newPace } from './pace.ts';

type In = Extract<Job, { readonly way: 'in' }>;

/** What went wrong on the ways so far. */
interface Record {
  /** The one from whom it comes directly gave something else. */
  isDirectBad: boolean;
  /** How often the nuvem did. */
  damages: number;
}

/** A stored chunk that is damaged stays so; one that was damaged on the way does not. */
const mostDamages = 3;

/** Fetches a file until it lies here under its name. */
export async function fetching(desk: Desk, job: In, signal: AbortSignal): Promise<void> {
  const record: Record = { isDirectBad: false, damages: 0 };
  await untilOver(desk, job, signal, (tell) => attempt(desk, job, { signal, tell, record }));
}

interface Trip {
  readonly signal: AbortSignal;
  readonly tell: Tell;
  readonly record: Record;
}

async function attempt(desk: Desk, job: In, trip: Trip): Promise<Ended> {
  let way: Inflow | undefined;
  const opened = await openDownload(job, {
    state: desk.state,
    now: desk.clock.uptime,
    kept: (count) => way?.kept(count),
  });
  if ('path' in opened) {
    trip.tell({ told: 'done', path: opened.path });
    return 'over';
  }
  await using download = opened;
  if (!(await hasRoom(job, download.next())))
    return { reason: ['file-disk-full', job.to], well: false };
  let why: Reason | undefined;
  const idle = newIdle(desk);
  way = await wayTo(desk, job, trip, {
    id: Buffer.from(job.id, 'hex'),
    key: Buffer.from(job.key, 'hex'),
    device: job.device,
    size: job.size,
    from: download.next(),
    signal: AbortSignal.any([trip.signal, idle.signal]),
    waits(reason) {
      why = reason;
      idle.is(reason !== undefined);
      if (reason) trip.tell({ told: 'waiting', reason });
    },
  });
  if (!way) return { reason: ['file-link'], well: false };
  const before = download.next();
  const ended = await drained(desk, job, { ...trip, way, download }).finally(() => idle.is(false));
  return ended === 'again'
    ? { reason: why ?? ['file-link'], well: download.next() > before }
    : 'over';
}

/** Whoever has nothing to fetch for now, because its sender is away, gives its turn to those who wait for one. */
interface Idle {
  readonly is: (idle: boolean) => void;
  readonly signal: AbortSignal;
}

function newIdle({ turns }: Desk): Idle {
  const give = new AbortController();
  let cancel: (() => void) | undefined;
  return {
    signal: give.signal,
    is(idle) {
      cancel?.();
      cancel = idle ? turns.in.onWanted(() => give.abort()) : undefined;
    },
  };
}

/** From the one who sends it, when that is near; else from the nuvem. */
async function wayTo(desk: Desk, job: In, trip: Trip, wanted: Wanted): Promise<Inflow | undefined> {
  const { signal } = trip;
  if (desk.direct && job.direct.length > 0 && !trip.record.isDirectBad) {
    const near = await desk.direct.reach(wanted, job.direct);
    if (near) return near;
  }
  const token = await unless(signal, desk.host.token(job.id, 'get'));
  const line = token && !signal.aborted ? await desk.lines.take(token, signal) : undefined;
  return token && line && get(line, token.token, wanted, desk.clock.later);
}

interface Drain extends Trip {
  readonly way: Inflow;
  readonly download: Download;
}

/** Takes what comes on a way. */
async function drained(desk: Desk, job: In, drain: Drain): Promise<'over' | 'again'> {
  const { way, download, tell } = drain;
  const pace = newPace(desk.clock.uptime, (bytes, rate) =>
    tell({ told: 'moving', bytes, rate, by: way.by }),
  );
  try {
    for (let sealed = await way.next(); sealed; sealed = await way.next()) {
      const taken = await download.take(sealed);
      if (taken === 'damaged') return damaged(job, drain);
      pace.at(Math.min(job.size, download.have() * chunkSize));
      if (taken === 'whole') return await finished(job, drain);
    }
    return 'again';
  } finally {
    await way[Symbol.asyncDispose]();
  }
}

function damaged(job: In, { way, record, tell }: Drain): 'over' | 'again' {
  if (way.by === 'direct') record.isDirectBad = true;
  else record.damages += 1;
  if (record.damages < mostDamages) return 'again';
  tell({ told: 'failed', reason: ['file-damaged', job.name] });
  return 'over';
}

async function finished(job: In, { download, tell }: Drain): Promise<'over'> {
  const path = await download.finish();
  if (path === undefined) tell({ told: 'failed', reason: ['file-damaged', job.name] });
  else tell({ told: 'done', path });
  return 'over';
}

/** Less is not worth asking the nuvem for. */
const leastRoom = 16 * 1024 * 1024;

async function hasRoom({ to, size }: In, next: number): Promise<boolean> {
  const folder = await statfs(to)
    .catch(() => statfs(dirname(to)))
    .catch(() => undefined);
  const left = (chunksIn(size) - next) * chunkSize;
  return !folder || folder.bavail * folder.bsize >= Math.min(leastRoom, left);
}
