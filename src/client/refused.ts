import type { Message } from '../protocol/messages.ts';
import { isRefusal } from '../protocol/refusals.ts';
import type { Reason } from '../words/reason.ts';

/** The nuvem's no. A code that is not known here is told in the nuvem's own words. */
export function reasonOfRefusal({
  code,
  text,
  wait,
}: Pick<Message<'refused'>, 'code' | 'text' | 'wait'>): Reason {
  if (!isRefusal(code)) return ['other', text];
  return wait === undefined ? ['refused', code] : ['refused', code, Math.ceil(wait / 1000)];
}
