import type { Clock } from '../../base/clock.ts';
import type { Ask } from './engine.ts';
import { effects } from './verbs.ts';

export interface Asked {
  readonly ask: Ask;
  readonly resolve: (value: unknown) => void;
  readonly reject: (why: Error) => void;
}

/** What was asked and is not under way. */
export interface AskQueue {
  readonly add: (asked: Asked) => void;
  /** What goes into the next batch; `writes` says whether that batch is a commit anyway. */
  readonly take: (writes: boolean) => readonly Asked[];
  /** Back to the front: what a batch had no time for. */
  readonly again: (asked: readonly Asked[]) => void;
  /** Nothing waits any longer. */
  readonly hurry: () => void;
}

/** How long a patient verb waits for a commit of somebody else. */
const patience = 100;

const later: Clock['later'] = (ms, run) => {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
};

/**
 * A sync of the disk costs more than all else in a small commit. What nobody waits for goes with the next
 * commit that there is anyway, at the latest after a moment, and always before who reads it. `wake` is
 * called when a batch is wanted.
 */
export function newAskQueue(wake: () => void, wait = later): AskQueue {
  const asked: Asked[] = [];
  const patient: Asked[] = [];
  let cancel: (() => void) | undefined;
  let due = false;

  function hurry(): void {
    if (patient.length === 0) return;
    due = true;
    wake();
  }

  return {
    add(item) {
      const effect = effects[item.ask[0]];
      if (effect === 'patient') {
        patient.push(item);
        cancel ??= wait(patience, hurry);
        return;
      }
      asked.push(item);
      due ||= effect !== 'reads' && effect !== 'pages';
      wake();
    },
    take(writes) {
      if (!due && !writes) return asked.splice(0);
      cancel?.();
      cancel = undefined;
      due = false;
      return [...patient.splice(0), ...asked.splice(0)];
    },
    again: (items) => void asked.unshift(...items),
    hurry,
  };
}
