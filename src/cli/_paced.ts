import type { Clock } from '../base/clock.ts';
import type { Db, Write } from '../client/db-port.ts';

/** In a flood of lines that others wrote, so much time lies between two commits that bring some. */
const between = 50;

/**
 * A database to which lines that came one upon the other go together: each commit waits for the disk, and
 * nobody sees the difference. A step in which this person said or did something goes there at once.
 */
export function paced(db: Db, clock: Clock): Db {
  let began = Number.NEGATIVE_INFINITY;
  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => void clock.later(ms, resolve));
  return {
    ...db,
    async commit(writes) {
      const wait = began + between - clock.uptime();
      if (wait > 1 && writes.every(isReceived)) await pause(wait);
      if (writes.some(isLine)) began = clock.uptime();
      return db.commit(writes);
    },
  };
}

const isReceived = (write: Write): boolean => write.do === 'marks' || isLine(write);

const isLine = (write: Write): boolean =>
  (write.do === 'archive' && !write.own) ||
  (write.do === 'open' && write.line.kind === 0 && write.id === undefined);
