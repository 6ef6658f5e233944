import type { Command } from 'commander';

import { accountsIn } from '../home/accounts.ts';
import type { Home } from '../home/paths.ts';
import { lockFolder } from '../net/lock.ts';
import { addressOf, savedAccount, userOf } from './_account.ts';
import { withClient } from './_session.ts';
import { needsPassword } from './_unlock.ts';
import { Failure } from './failure.ts';
import type { Terminal } from './terminal.ts';

/** Forgets ticket and keys here, and tells the nuvem when it can be reached. */
export async function logout(
  terminal: Terminal,
  home: Home,
  address: string,
  command: Command,
): Promise<void> {
  const user = userOf(command);
  const account = await savedAccount(home, { address: addressOf(address), user });
  if (!account) throw new Failure(['nobody-to-forget']);
  // Whoever has forgotten the password of a lock can forget what is under it, too.
  if (!(await needsPassword(home, account)))
    await withClient({ terminal, command, address, offline: true }, async (client) => {
      await client.ask<'logout'>({ kind: 'logout' });
    });

  const accounts = accountsIn(home.data);
  await accounts.forget(account);
  const lock = await lockFolder(await accounts.folder(account));
  // Another process may still hold it; then what is left is sealed with a key that is gone.
  if (!lock.ok) return;
  await accounts.clear(account);
  await lock.value[Symbol.asyncDispose]();
  terminal.err(`${terminal.words.results.loggedOut(account.name, home.history)}\n`);
}
