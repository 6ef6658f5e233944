import {
  type Client,
  ClientError,
  type ClientEvent,
  type Link,
  type Seat,
} from '../client/port.ts';
import { explained, Failure } from './failure.ts';

/** All seats are taken: which session shall end? Undefined gives up; `go on` needs no seat. */
export type AtSeats = 'go on' | ((seats: readonly Seat[]) => Promise<number | undefined>);

const giveUp: AtSeats = () => Promise.resolve(undefined);

/** Resolves when the nuvem is reached; the first try that fails is told. */
export async function linked(client: Client, atSeats: AtSeats = giveUp): Promise<void> {
  const done = new AbortController();
  const events = client.events(done.signal)[Symbol.asyncIterator]();
  try {
    let link = await client.ask<'link'>({ kind: 'link' });
    while (!(await isEnough(client, link, atSeats))) link = await nextLink(events);
  } finally {
    done.abort();
  }
}

async function isEnough(client: Client, link: Link, atSeats: AtSeats): Promise<boolean> {
  const { state, seats, reason, code = 'unreachable' } = link;
  if (state === 'up') return true;
  if (seats && atSeats === 'go on') return true;
  const session = seats && atSeats !== 'go on' ? await atSeats(seats) : undefined;
  if (session !== undefined) await client.ask<'end-session'>({ kind: 'end-session', session });
  else if (reason !== undefined) throw new ClientError(code, reason);
  return false;
}

async function nextLink(events: AsyncIterator<ClientEvent>): Promise<Link> {
  for (;;) {
    const { value, done } = await events.next();
    if (done) throw new ClientError('local', ['account-ended']);
    if (value.event === 'link') return value.link;
  }
}

/** Looks after a link that comes and goes while work goes on. */
export interface Watch {
  /** Throws when it will not come up by itself. */
  readonly look: (link: Link) => void;
}

/**
 * A key that changed ends a program that never met the right one; one that did waits, as it may be in
 * another network for a while. `seats`: when somebody is there who can free one, where none is free.
 */
export function newWatch({ seats }: { readonly seats: 'always' | 'later' | 'never' }): Watch {
  let met = false;
  const isFinal = ({ code, seats: taken }: Link): boolean =>
    code === 'credentials' ||
    (code === 'refused' && !(taken && (seats === 'always' || (seats === 'later' && met)))) ||
    (code === 'key-changed' && !met);
  return {
    look(link) {
      met ||= link.state === 'up';
      const { state, code = 'refused', reason = ['silent'] } = link;
      if (state === 'up' || !isFinal(link)) return;
      const end = new ClientError(code, reason);
      // Who was put out while at work does not come back in by itself.
      throw met ? new Failure(reason, explained(end)?.exit) : end;
    },
  };
}
