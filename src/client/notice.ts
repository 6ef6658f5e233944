import { inEnglish, type Reason } from '../words/reason.ts';
import type { ClientEvent } from './port.ts';

/** Something that a person should know. */
export const notice = (reason: Reason): ClientEvent => ({
  event: 'notice',
  text: inEnglish(reason),
  reason,
});
