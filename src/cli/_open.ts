import { randomBytes } from 'node:crypto';
import { join } from 'node:path';

import type { Address } from '../base/address.ts';
import { realClock } from '../base/clock.ts';
import type { Account } from '../client/account.ts';
import { type Client, ClientError } from '../client/port.ts';
import type { Keep } from '../client/ports.ts';
import { renewed } from '../client/renewed.ts';
import { openClient } from '../client/run.ts';
import { accountsIn, isUnder } from '../home/accounts.ts';
import type { Home } from '../home/paths.ts';
import type { Reason } from '../words/reason.ts';
import type { Words } from '../words/words.ts';
import { agent } from './_agent.ts';
import { whereOf } from './_contact.ts';
import { dialler } from './_dial.ts';
import { historyOf } from './_history-name.ts';
import { keepHistory } from './_history.ts';
import { sharedClient } from './_owned.ts';
import { paced } from './_paced.ts';
import { followKey } from './_renewed.ts';
import { seals } from './_seals.ts';
import { openWorkshop } from './client-workshop.ts';

export interface Opening {
  readonly home: Home;
  /** Where the nuvem is looked for first; its other addresses come after. */
  readonly address: Address;
  readonly account: Account;
  readonly history: boolean;
  /** In which the history tells of what is no text. */
  readonly words: Words;
  readonly signal: AbortSignal;
  /** Takes what a person should see that no event tells in time. */
  readonly told?: ((reason: Reason) => void) | undefined;
}

/** The client of an account: this process's own, or the one of a process that has it open already. */
export async function openAccount(opening: Opening): Promise<Client> {
  const { home, account, signal } = opening;
  const accounts = accountsIn(home.data);
  const folder = await accounts.folder(account);
  await accounts.used(account);
  return sharedClient(folder, () => openOwn(opening, folder), signal);
}

async function openOwn(
  { home, account, address, history, told, words }: Opening,
  folder: string,
): Promise<Client> {
  const accounts = accountsIn(home.data);
  // As it is on disk: the last owner's ticket is newer than the one this process began with.
  const now = (await accounts.all()).find(
    (saved) => saved.name === account.name && isUnder(saved, account.nuvem),
  );
  if (!now) throw new ClientError('credentials', ['account-gone']);
  const here = whereOf(address);
  // An account of before sealing: the next log-in with the password signs this device's key again.
  if (now.cert === undefined) throw new ClientError('credentials', ['no-cert', here]);
  const known = { ...now, addresses: [here, ...now.addresses.filter((each) => each !== here)] };

  const workshop = await openWorkshop({
    database: { file: join(folder, 'client.db'), account: now },
  });
  const keep = { save: saving(home, now, told), forget: () => accounts.forget(now) };
  const { opaque } = workshop;
  const db = paced(workshop.db, realClock);
  const ports = { dial: dialler(), opaque, db, keep, clock: realClock, random: randomBytes };
  const client = await openClient({ ...ports, chance: Math.random, seals, agent }, known);
  const kept = history
    ? await keepHistory(client, { folder: home.history, name: historyOf(now), words })
    : undefined;
  return {
    ...client,
    async [Symbol.asyncDispose]() {
      await kept?.[Symbol.asyncDispose]();
      await client[Symbol.asyncDispose]();
      await workshop[Symbol.asyncDispose]();
    },
  };
}

/** What the nuvem's former key vouched for is followed by everything that this home has under that key. */
function saving(home: Home, account: Account, told: Opening['told']): Keep['save'] {
  let { nuvem } = account;
  return async (now) => {
    await accountsIn(home.data).save(now);
    if (now.nuvem === nuvem) return;
    await followKey(home, nuvem, now.nuvem);
    nuvem = now.nuvem;
    told?.(renewed(now.addresses[0] ?? '', nuvem));
  };
}
