import { type Client, ClientError, type Link, type Seat } from '../client/port.ts';
import { explained, Failure } from './failure.ts';

/** All seats are taken: which session shall end? Undefined gives up; `go on` needs no seat. */
export type AtSeats = 'go on' | ((seats: readonly Seat[]) => Promise<number | undefined>);

const giveUp: AtSeats = () => Promise.resolve(undefined);

/** Resolves when the nuvem is reached; the first try that fails is told. */
export async function linked(client: Client, atSeats: AtSeats = giveUp): Promise<void> {
  const done = new AbortController();
  const events = client.events(done.signal);
  try {
    let link = await client.ask<'link'>({ kind: 'link' });
    const reading = events[Symbol.asyncIterator]();
    while (link.state !== 'up') {
      if (link.seats && atSeats === 'go on') return;
      if (link.seats && atSeats !== 'go on') await freeSeat(client, link, atSeats);
      else if (link.why !== undefined) throw new ClientError(link.code ?? 'unreachable', link.why);
      const { value, done: over } = await reading.next();
      if (over)
        throw new ClientError('local', 'The connection of this account has ended. Try again');
      if (value.event === 'link') ({ link } = value);
    }
  } finally {
    done.abort();
  }
}

async function freeSeat(
  client: Client,
  { seats = [], why = '' }: Link,
  choose: Exclude<AtSeats, 'go on'>,
): Promise<void> {
  const session = await choose(seats);
  if (session === undefined) throw new ClientError('refused', why);
  await client.ask<'end-session'>({ kind: 'end-session', session });
}

/** Looks after a link that comes and goes while work goes on. */
export interface Watch {
  /** Throws when it will not come up by itself. */
  readonly look: (link: Link) => void;
}

/**
 * A key that changed ends a program that never met the right one; one that did waits, as it may be in
 * another network for a while. `seats`: somebody is there who can free one.
 */
export function newWatch({ seats }: { readonly seats: boolean }): Watch {
  let met = false;
  return {
    look({ state, code, why = '', ...link }) {
      met ||= state === 'up';
      const final =
        code === 'credentials' || code === 'refused' || (code === 'key-changed' && !met);
      if (state === 'up' || !final || (link.seats && seats)) return;
      const end = new ClientError(code, why);
      // Who was put out while at work does not come back in by itself.
      throw met ? new Failure(why, explained(end)?.exit) : end;
    },
  };
}
