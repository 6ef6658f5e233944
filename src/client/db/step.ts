import type { Sqlite } from '../../base/sqlite.ts';
import type { Write } from '../db-port.ts';
import type { Outcome } from '../seal/port.ts';
import { concernsSealing, isSealWrite } from '../seal/seal-write.ts';
import type { Sealer } from '../seal/sealer.ts';
import type { Bodies } from './body.ts';
import { commit, into, write } from './writes.ts';

export interface Commits {
  readonly db: Sqlite;
  readonly bodies: Bodies;
  /** It is loaded when it is first needed. */
  readonly sealer: (() => Promise<Sealer>) | undefined;
  readonly between: () => void;
}

/** A forged line may not use up the key of the true one, so each is looked at before the next. */
class NotAll extends Error {}

/** From so many lines on it is sooner to look at their signatures in other threads. */
const many = 16;

async function hurried<T>(
  writes: readonly Write[],
  step: (isHurried: boolean) => Promise<T>,
): Promise<T> {
  if (writes.filter((each) => each.do === 'open').length < many) return step(false);
  try {
    return await step(true);
  } catch (fault) {
    if (fault instanceof NotAll) return step(false);
    throw fault;
  }
}

/**
 * Writes steps: each is one transaction, and on disk when it is answered. What sealing changed in memory
 * counts only then, so that a step that failed can be tried again as it is.
 */
export function newCommits({ db, bodies, sealer, between }: Commits) {
  const ways = into(db, bodies, between);

  async function sealed(
    writes: readonly Write[],
    by: Sealer,
    isHurried: boolean,
  ): Promise<readonly Outcome[]> {
    const outcomes: Outcome[] = [];
    const step = by.begin({
      hurried: isHurried,
      run: ways.run,
      tell: (outcome) => void outcomes.push(outcome),
      archive: (line, own) => write(ways, { do: 'archive', line, own }),
    });
    between();
    await db.txLater(async () => {
      for (const each of writes) {
        if (!isSealWrite(each)) write(ways, each);
        await by.follow(step, each);
      }
      if (!(await step.allHold())) throw new NotAll();
      step.finish();
      between();
    });
    step.done();
    between();
    return outcomes;
  }

  return async (writes: readonly Write[]): Promise<readonly Outcome[]> => {
    if (sealer && writes.some(concernsSealing)) {
      const by = await sealer();
      return hurried(writes, (isHurried) => sealed(writes, by, isHurried));
    }
    commit(db, bodies, writes, between);
    return [];
  };
}
