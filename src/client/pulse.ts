import { beat, down } from './link.ts';
import { measured } from './stats.ts';
import { noteCaughtUp } from './swept.ts';
import type { Turn } from './turn.ts';

/** Pings without an answer: past it nobody is there. */
const silence = 2;

/** Is anybody there? Asked every ten seconds; two questions without an answer end the connection. */
export function ping(turn: Turn): void {
  const { link } = turn.state;
  if (link.phase === 'resting' || link.phase === 'stopped' || link.phase === 'dialing') return;
  if (link.missed >= silence) {
    turn.do({ type: 'hang-up' });
    return down(turn, ['silent']);
  }
  turn.setLink({ missed: link.missed + 1, pingAt: turn.now });
  turn.request({ type: 'ping' }, { for: 'ping' });
  turn.timer('ping', beat);
}

export function onPong(turn: Turn): void {
  const { phase, latency: before } = turn.state.link;
  const { latency, latencies } = measured(turn);
  turn.setLink({ missed: 0, latency, latencies });
  noteCaughtUp(turn);
  if (phase === 'up' && latency !== before) turn.tell({ event: 'latency', latency });
}
