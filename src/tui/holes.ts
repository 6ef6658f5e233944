import type { Answers } from '../client/port.ts';
import { oldestSeq } from './chat.ts';
import { chatAt, pageSize, withChat, withLines } from './chats.ts';
import { ask } from './effects.ts';
import type { Gap } from './item.ts';
import { rowOf } from './rows.ts';
import type { State, Step } from './state.ts';

/** So many holes of a conversation are remembered as asked for. */
const mostAsked = 200;

const nameOf = ({ id, count }: Gap): string => `${id} ${count}`;

/**
 * Asks for what is missing between the lines that are here, the newest hole first: of a channel the nuvem
 * may still have what this device never received. Each hole is asked for once.
 */
export function holesAsked([state, effects]: Step, to: string): Step {
  const chat = chatAt(state, to);
  if (chat?.kind !== 'channel' || state.link.state !== 'up') return [state, effects];
  const hole = chat.items.findLast((item) => item.item === 'gap' && !chat.asked.has(nameOf(item)));
  if (hole?.item !== 'gap' || hole.seq === undefined) return [state, effects];
  const asked = new Set([...chat.asked, nameOf(hole)].slice(-mostAsked));
  const more = ask<'older'>(
    { kind: 'older', room: to, before: hole.seq, limit: pageSize },
    { for: 'hole', to },
  );
  return [withChat(state, to, (one) => ({ ...one, asked })), [...effects, more]];
}

/** What was missing, as far as the nuvem has it; then the next hole. */
export function onHole(state: State, to: string, { lines }: Answers['older']): Step {
  const first = oldestIn(state, to);
  const rows = lines
    .filter(({ seq = 0 }) => seq >= first)
    .map((line) => rowOf(line, state.words.reasons));
  return holesAsked([withLines(state, to, rows), []], to);
}

/** Lines before all that are here do not belong to a hole between them. */
function oldestIn(state: State, to: string): number {
  const chat = chatAt(state, to);
  return (chat && oldestSeq(chat)) ?? 0;
}
