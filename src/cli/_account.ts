import type { Command } from 'commander';

import { type Address, parseAddress } from '../base/address.ts';
import type { Saved } from '../client/account.ts';
import { accountsIn, isUnder } from '../home/accounts.ts';
import type { Home } from '../home/paths.ts';
import { pinsIn } from '../home/pins.ts';
import { whereOf } from './_contact.ts';
import { exits, Failure } from './failure.ts';

/** Which account a command line means. */
export interface Meant {
  readonly address: Address;
  readonly user: string | undefined;
}

export function addressOf(text: string): Address {
  const address = parseAddress(text);
  if (address.ok) return address.value;
  throw new Failure(address.error, exits.usage);
}

/** The saved account that is meant, or undefined where a log-in has to come first. */
export async function savedAccount(
  home: Home,
  { address, user }: Meant,
): Promise<Saved | undefined> {
  const accounts = accountsIn(home.data);
  const where = whereOf(address);
  const pinned = (await pinsIn(home.data).all()).find((pin) => pin.address === where)?.nuvem;
  const nuvem = address.fingerprint ?? pinned;
  const here = (await accounts.all()).filter((account) =>
    nuvem === undefined ? account.addresses.includes(where) : isUnder(account, nuvem),
  );
  if (user !== undefined) return here.find(({ name }) => name === user);
  if (here.length < 2) return here[0];
  const last = await accounts.last();
  const used = here.find(({ name }) => name === last?.name && last.nuvem === nuvem);
  if (used) return used;
  const names = here.map(({ name }) => name).join(', ');
  throw new Failure(['several-accounts', where, names], exits.usage);
}

/** `--user`, folded as the nuvem folds it. */
export const userOf = (command: Command): string | undefined =>
  command.optsWithGlobals<{ user?: string }>().user?.toLowerCase();
