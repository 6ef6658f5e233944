import type { Place } from './place.ts';
import type { Step } from './step.ts';

/** When the keys of this device in a room were made, and how many lines of this generation it had said by then. */
export interface Renewal {
  readonly at: number;
  readonly count: number;
}

const day = 86_400_000;
const longest = 7 * day;
/** Own lines under the same keys. */
const most = 1000;

/**
 * Whether the own keys are due: `worn` after so many lines, `old` after so long. A clock that went back a day or more
 * tells nothing, so they are made anew, too.
 */
export function wearOf(
  step: Pick<Step, 'self' | 'now'>,
  place: Pick<Place, 'renewed' | 'witness'>,
): 'worn' | 'old' | undefined {
  const { renewed } = place;
  if (spoken(step, place) - renewed.count >= most) return 'worn';
  const age = step.now() - renewed.at;
  return age > longest || age < -day ? 'old' : undefined;
}

/** The keys are new from here on. */
export function renew(step: Step, place: Place): void {
  place.renewed = { at: step.now(), count: spoken(step, place) };
}

/** Own lines of this generation that came back in the log. */
const spoken = ({ self }: Pick<Step, 'self'>, { witness }: Pick<Place, 'witness'>): number =>
  witness?.counts.get(Buffer.from(self.key).toString('hex')) ?? 0;
