import { encode } from '../protocol/wire.ts';
import type { Account } from './account.ts';
import { hangUp, say } from './connection.ts';
import { perform } from './effects.ts';
import type { Held, Waiting } from './held.ts';
import type { ClientError } from './port.ts';
import type { Ports } from './ports.ts';
import type { Broadcast } from './queue.ts';
import type { Event, State } from './state.ts';
import { update } from './update.ts';

/** Runs the pure client: takes what happens, one after the other, and does what is to be done. */
export interface Engine {
  readonly happen: (event: Event) => void;
  readonly ended: (why: ClientError) => void;
  readonly account: () => Account;
  readonly waiting: Map<number, Waiting>;
}

export function newEngine(ports: Ports, account: Account, first: State, events: Broadcast): Engine {
  let state = first;
  const queue: Event[] = [];
  let running = false;

  function happen(event: Event): void {
    if (held.over) return;
    queue.push(event);
    if (running) return;
    running = true;
    try {
      for (let next = queue.shift(); next; next = queue.shift()) step(next);
    } finally {
      running = false;
    }
  }

  function step(event: Event): void {
    const { clock, chance } = ports;
    const moment = { now: clock.uptime(), wall: clock.now(), chance: chance() };
    const [after, effects] = update(state, event, moment);
    state = after;
    for (const effect of effects) perform(held, effect);
  }

  const held = newHeld({ ports, account, events, happen });
  return {
    happen,
    waiting: held.waiting,
    account: () => held.account,
    ended: (why) => finish(held, why),
  };
}

const newHeld = (given: Pick<Held, 'ports' | 'account' | 'events' | 'happen'>): Held => ({
  ...given,
  waiting: new Map(),
  timers: new Map(),
  ending: new AbortController(),
  line: undefined,
  through: { received: { frames: 0, bytes: 0 }, sent: { frames: 0, bytes: 0 } },
  over: false,
});

function finish(held: Held, why: ClientError): void {
  if (held.over) return;
  say(held, encode({ type: 'bye' }));
  hangUp(held);
  held.over = true;
  held.ending.abort();
  for (const cancel of held.timers.values()) cancel();
  for (const { reject } of held.waiting.values()) reject(why);
  held.waiting.clear();
}
