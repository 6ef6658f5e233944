import { beat, down } from './link.ts';
import { noteCaughtUp } from './sealed/swept.ts';
import { measured } from './stats.ts';
import type { Turn } from './turn.ts';

/** Pings without an answer: past it nobody is there. */
const silence = 2;
/** Beats for which a request may stay without its answer while pings have theirs: past it another line is tried. */
const patience = 6;

/** Is anybody there? Asked every ten seconds; two questions without an answer end the connection. */
export function ping(turn: Turn): void {
  const { link } = turn.state;
  if (link.phase === 'resting' || link.phase === 'stopped' || link.phase === 'dialing') return;
  if (link.missed >= silence || isForgotten(turn)) {
    turn.do({ type: 'hang-up' });
    return down(turn, ['silent']);
  }
  turn.setLink({ missed: link.missed + 1, pingAt: turn.now });
  turn.request({ type: 'ping' }, { for: 'ping' });
  turn.timer('ping', beat);
}

/** The oldest request has been that for too long. */
function isForgotten(turn: Turn): boolean {
  const { link, requests } = turn.state;
  const [oldest = 0] = requests.keys();
  const beats = oldest > 0 && oldest === link.oldest ? link.beats + 1 : 0;
  turn.setLink({ oldest, beats });
  return beats >= patience;
}

export function onPong(turn: Turn): void {
  const { phase, latency: before } = turn.state.link;
  const { latency, latencies } = measured(turn);
  turn.setLink({ missed: 0, latency, latencies });
  noteCaughtUp(turn);
  if (phase === 'up' && latency !== before) turn.tell({ event: 'latency', latency });
}
