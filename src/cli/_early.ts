import { setImmediate as turn } from 'node:timers/promises';

import type { Address } from '../base/address.ts';
import type { Profile } from '../client/account.ts';
import type { Client, Me } from '../client/port.ts';
import { whereOf } from './_contact.ts';
import { seals } from './_seals.ts';

/**
 * A client before it is open: what is asked waits for it, and so does its end. So the first picture needs
 * neither the database nor the network. Whoever follows its events is told why it could not be opened.
 */
export function earlyClient(
  account: Profile,
  address: Address,
  open: (signal: AbortSignal) => Promise<Client>,
): Client {
  const { name, nuvem, device } = account;
  const known: Me = { name, nuvem, device, address: whereOf(address), seals };
  const ending = new AbortController();
  let opened: Client | undefined;
  const opening = begin();
  // Told to those who ask.
  opening.catch(() => {});

  async function begin(): Promise<Client> {
    // The first picture is painted at the end of this turn.
    await turn();
    await turn();
    return (opened = await open(ending.signal));
  }

  return {
    get me() {
      return opened?.me ?? known;
    },
    ask: async (ask) => (await opening).ask(ask),
    async *events(signal) {
      const client = await opening;
      yield* client.events(signal);
    },
    async [Symbol.asyncDispose]() {
      ending.abort();
      const client = await opening.catch(() => undefined);
      await client?.[Symbol.asyncDispose]();
    },
  };
}
