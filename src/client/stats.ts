import type { LinkState } from './link-state.ts';
import type { Effect } from './state.ts';
import type { Turn } from './turn.ts';

/** Ten minutes of pings. */
const keptLatencies = 60;

/** How long the answer took that just came: the first one to the greeting, those after it to a ping. */
export function measured({
  state: { link },
  now,
}: Turn): { readonly latency: number } & Pick<LinkState, 'latencies'> {
  const latency = now - link.pingAt;
  return { latency, latencies: [...link.latencies, latency].slice(-keptLatencies) };
}

/** What is known here of the link, in numbers. */
export function statsOf({ state, now }: Turn): Extract<Effect, { type: 'stats' }>['stats'] {
  const { phase, ups, upAt, latencies } = state.link;
  let waiting = 0;
  for (const line of state.lines.values()) if (line.state === 'waiting') waiting += 1;
  return {
    ...(phase === 'up' ? { upFor: now - upAt } : {}),
    reconnects: Math.max(0, ups - 1),
    latencies,
    waiting,
  };
}
