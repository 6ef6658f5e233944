import { setTimeout as pause } from 'node:timers/promises';

import type { Db, Write } from '../client/db-port.ts';

/** In a flood of lines that others wrote, so much time lies between two commits. */
const between = 50;

/**
 * A database to which lines that came one upon the other go together: each commit waits for the disk, and
 * nobody sees the difference. What this person says, or does, goes there at once.
 */
export function paced(db: Db): Db {
  let began = Number.NEGATIVE_INFINITY;
  return {
    ...db,
    async commit(writes) {
      const wait = began + between - performance.now();
      if (wait > 1 && writes.every(isReceived)) await pause(wait);
      began = performance.now();
      await db.commit(writes);
    },
  };
}

const isReceived = (write: Write): boolean =>
  write.do === 'marks' || (write.do === 'archive' && !write.own);
