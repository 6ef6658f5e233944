import type { Sqlite } from '../../base/sqlite.ts';
import type { Write } from '../db-port.ts';
import type { Outcome } from '../seal-port.ts';
import { doSealed, isSealWrite, type Sealer, wentBack } from '../seal/sealer.ts';
import type { Bodies } from './body.ts';
import { commit, into, write } from './writes.ts';

export interface Commits {
  readonly db: Sqlite;
  readonly bodies: Bodies;
  readonly sealer: Sealer | undefined;
  readonly between: () => void;
}

/**
 * Writes steps: each is one transaction, and on disk when it is answered. What sealing changed in memory
 * counts only then, so that a step that failed can be tried again as it is.
 */
export function newCommits({ db, bodies, sealer, between }: Commits) {
  const ways = into(db, bodies, between);

  async function sealed(writes: readonly Write[], by: Sealer): Promise<readonly Outcome[]> {
    const outcomes: Outcome[] = [];
    const step = by.begin({
      run: ways.run,
      tell: (outcome) => void outcomes.push(outcome),
      archive: (line, own) => write(ways, { do: 'archive', line, own }),
    });
    between();
    await db.txLater(async () => {
      for (const each of writes) {
        if (isSealWrite(each)) await doSealed(step, each);
        else write(ways, each);
        if (each.do === 'went-back') wentBack(step, each.room, each.seq);
      }
      step.finish();
      between();
    });
    step.done();
    between();
    return outcomes;
  }

  return async (writes: readonly Write[]): Promise<readonly Outcome[]> => {
    const seals = writes.some((each) => isSealWrite(each) || each.do === 'went-back');
    if (seals && sealer) return sealed(writes, sealer);
    commit(db, bodies, writes, between);
    return [];
  };
}
