import { refusals } from '../protocol/refusals.ts';
import type { Standing } from '../store/rows.ts';
import type { Session } from './hub.ts';

/** The room is further than the sender knew: where it is, so that what was sealed can be sealed anew. */
export const sayStale = (session: Session, re: number, { head, gen, epoch }: Standing): void =>
  session.tell({ type: 'refused', re, code: 'stale', text: refusals.stale.text, head, gen, epoch });
