import type { Clock } from '../base/clock.ts';
import { digestOf, type Fingerprint } from '../base/fingerprint.ts';
import { leads } from '../base/renewal.ts';
import type { Line } from '../protocol/line.ts';
import type { Reason } from '../words/reason.ts';
import type { Account } from './account.ts';
import { greet, newDialogue } from './dialogue.ts';

/** A nuvem that shows another key has so long to say what the former one signed. */
const patience = 5000;

interface Asking {
  readonly clock: Pick<Clock, 'later'>;
  readonly random: (bytes: number) => Buffer;
  readonly agent: string;
  readonly expected: Fingerprint;
  /** SHA-256 of the key that was shown. */
  readonly shown: Uint8Array;
}

/**
 * Whether the key that is expected here signed for the one that was shown, itself or through others. Who
 * answers is told nothing but a greeting; whatever else it says, or does not say, is a no. Ends the line.
 */
export async function isRenewed(line: Line, asking: Asking): Promise<boolean> {
  const dialogue = newDialogue(line, asking.clock.later);
  const late = asking.clock.later(patience, line.destroy);
  try {
    const { former = [] } = await greet(dialogue, asking.agent, asking.random(32));
    return leads(former, digestOf(asking.expected), asking.shown);
  } catch {
    // The alarm about the key is what matters, not what the other one did.
    return false;
  } finally {
    late();
    line.destroy();
  }
}

/** The account under the key that stands in the place of the one it had. */
export const underKey = <A extends Pick<Account, 'nuvem' | 'former'>>(
  account: A,
  nuvem: Fingerprint,
): A => ({ ...account, nuvem, former: [...(account.former ?? []), account.nuvem] });

/** The one line that tells of it. */
export const renewed = (where: string, nuvem: Fingerprint): Reason => ['renewed', where, nuvem];
