import { Gone } from './attach.ts';
import type { Client } from './port.ts';
import { type Broadcast, newBroadcast } from './queue.ts';

/** A client as this process has it now: its own, or (with `gone`) another process's, which may end. */
export interface Held {
  readonly client: Client;
  readonly gone?: Promise<void>;
}

/**
 * One client for as long as it is wanted: when the process that owned it ends, `acquire` gets it anew (this
 * process takes over, or attaches to who did), asks in flight are repeated, and events go on. What happened
 * in between is in the archive; `missed` says when to look.
 */
export async function lastingClient(acquire: () => Promise<Held>): Promise<Client> {
  const events = newBroadcast();
  let ended = false;
  let held = acquire();
  const first = held;
  const { me } = (await first).client;
  void follow(first);

  /** Hands on the events of who is held, for as long as they last. */
  async function follow(mine: Promise<Held>): Promise<void> {
    // When it could not be got anew, who asks next is told why.
    const now = await mine.catch(ignore);
    if (now && mine !== first) void lookAgain(now.client, events);
    if (now) for await (const event of now.client.events()) events.put(event);
    await now?.gone;
    if (now?.gone && !ended) replace(mine);
    else events.end();
  }

  function replace(mine: Promise<Held>): void {
    if (held === mine) void follow((held = acquire()));
  }

  return {
    me,
    events: events.items,
    async ask(wanted) {
      for (;;) {
        const mine = held;
        try {
          return await (await mine).client.ask(wanted);
        } catch (failure) {
          if (ended || !(failure instanceof Gone)) throw failure;
          replace(mine);
        }
      }
    },
    async [Symbol.asyncDispose]() {
      ended = true;
      events.end();
      await held.then(({ client }) => client[Symbol.asyncDispose](), ignore);
    },
  };
}

async function lookAgain(client: Client, events: Broadcast): Promise<void> {
  events.put({ event: 'missed' });
  const link = await client.ask({ kind: 'link' }).catch(ignore);
  if (link) events.put({ event: 'link', link });
}

const ignore = (): undefined => undefined;
