import type { HeardRoom } from './hub.ts';

/** The last frames of a room, one for each seq up to `last`, in two halves of which the older one goes at once. */
export interface Recent {
  older: Buffer[];
  newer: Buffer[];
  /** Bytes of the newer half. */
  size: number;
  last: number;
}

export const nothingRecent = (): Recent => ({ older: [], newer: [], size: 0, last: 0 });

/** A half holds so much for each who hears the room, and never more than that: nobody else is there to need it. */
const half = { each: 2048, most: 1024 * 1024 } as const;

/**
 * Keeps what was just encoded for all, so that those who fall behind together in a busy room need neither the
 * store nor an encoding of their own: each page of theirs would cost more than the lines that come meanwhile.
 */
export function keepRecent({ recent, ears }: HeardRoom, seq: number, frame: Buffer): void {
  if (seq !== recent.last + 1) forgetRecent(recent);
  recent.last = seq;
  recent.newer.push(frame);
  recent.size += frame.length;
  if (recent.size <= Math.min(half.most, half.each * ears.length)) return;
  recent.older = recent.newer;
  recent.newer = [];
  recent.size = 0;
}

export function forgetRecent(recent: Recent): void {
  Object.assign(recent, nothingRecent());
}

/** The frames after a seq, up to and including another, of about so many bytes; none when they are not all here. */
export function recentAfter(
  { older, newer, last }: Recent,
  after: number,
  until: number,
  bytes: number,
): readonly Buffer[] {
  const before = last - older.length - newer.length;
  const frames: Buffer[] = [];
  if (after < before) return frames;
  let size = 0;
  for (let seq = after + 1; seq <= Math.min(until, last) && size < bytes; seq += 1) {
    const at = seq - before - 1;
    const frame = older[at] ?? newer[at - older.length];
    if (!frame) break;
    frames.push(frame);
    size += frame.length;
  }
  return frames;
}
