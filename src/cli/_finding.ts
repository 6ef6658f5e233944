import type { Reason } from '../words/reason.ts';
import type { Words } from '../words/words.ts';
import { explained } from './failure.ts';

type Doctor = Words['doctor'];

/** One thing that was looked at; without a problem it is well. */
export interface Finding {
  readonly check: keyof Doctor['checks'];
  /** Which of several. */
  readonly of?: string;
  /** For programs. Never a secret, nor a part of one. */
  readonly values: Readonly<Record<string, string | number | boolean>>;
  readonly tell: (words: Doctor) => string;
  readonly problem?: Reason;
}

export type Look = Pick<Finding, 'values' | 'tell' | 'problem'>;

/** What can be expected to fail is what is wrong; anything else is a bug. */
export async function looked(check: Finding['check'], look: () => Promise<Look>): Promise<Finding> {
  try {
    return { check, ...(await look()) };
  } catch (fault) {
    const known = explained(fault);
    if (!known) throw fault;
    return { check, values: {}, tell: () => '', problem: known.reason };
  }
}
