import { type Reason, whyOf } from '../../words/reason.ts';
import { notice } from '../notice.ts';
import { takeAll } from '../out.ts';
import { fail } from '../outbox.ts';
import type { OpenRoom, Turn } from '../turn.ts';

/**
 * This device's files are an old copy, or were lost. It must not go on, or numbers and keys would be used twice. It
 * revokes itself; the next log-in makes a new device, which the others let into their rooms.
 */
export function oldCopy(turn: Turn): void {
  const { state } = turn;
  if (state.link.phase === 'stopped') return;
  for (const { key } of state.rooms.values()) {
    const room = turn.room(key);
    if (room) failAll(turn, room);
  }
  signOff(turn);
  turn.setLink({ phase: 'stopped', reason: copied, code: 'credentials' });
  turn.do({ type: 'keep', n: state.link.n, ticket: undefined, address: '' });
  turn.tell(notice(copied));
  turn.tell({ event: 'link', link: { state: 'down', ...whyOf(copied) } });
  for (const { n, ask } of state.asks.values())
    if (ask.kind !== 'send' || ask.wait !== 'waiting')
      turn.refuse(n, { code: 'credentials', reason: copied });
}

/** Once it is on disk that nobody knows what became of the lines: what is written from here on was never sent. */
function signOff(turn: Turn): void {
  const { nextRe: re, device } = turn.state;
  turn.state.nextRe += 1;
  turn.state.requests.set(re, { for: 'revoke' });
  turn.after({ type: 'send', message: { type: 'device-revoke', re, device } });
}

function failAll(turn: Turn, room: OpenRoom): void {
  for (const line of takeAll(turn, room)) fail(turn, room, line, 'maybe-sent');
}

const copied: Reason = ['old-copy'];
