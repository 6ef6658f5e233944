import type { Address } from '../base/address.ts';
import { isLocked, type Profile } from '../client/account.ts';
import { accountsIn } from '../home/accounts.ts';
import { readHistory } from '../home/history.ts';
import type { Home } from '../home/paths.ts';
import { addressOf, savedAccount, userOf } from './_account.ts';
import { whereOf } from './_contact.ts';
import { enrolHere } from './_enrol.ts';
import { historyOf } from './_history-name.ts';
import { type Wanted, withClient } from './_session.ts';
import type { Place } from './_stage.ts';
import { unlock } from './_unlock.ts';
import { aloudOf, shortOf } from './_words.ts';
import { type ConnectOptions, isForScreen } from './connect.ts';
import { exits, Failure } from './failure.ts';
import { passwordFrom } from './secret.ts';

/** The screen where there is a terminal for it; else line by line. */
export async function connect(first: Wanted, home: Home): Promise<void> {
  const { terminal, command } = first;
  const address = addressOf(first.address);
  const { register, passwordFile } = command.optsWithGlobals<ConnectOptions>();
  const shows = isForScreen(terminal, command);
  const onScreen =
    shows && terminal.env['PYCHAT_PASSWORD'] === undefined && passwordFile === undefined;
  if (register && !onScreen) await registered(first, home, address);
  const wanted = await withLock(first, home, address);
  if (onScreen) return begun(wanted, home, address);
  if (shows) {
    const { showScreen } = await import('./_screen.ts');
    return withClient({ ...wanted, offline: true, atSeats: true, early: true }, (client, account) =>
      showScreen({ terminal, command, home, client, account }),
    );
  }
  // At once, before any network.
  const saved = await savedAccount(home, { address, user: userOf(command) });
  const { converse } = await import('./_plain.ts');
  if (saved) await showHistory(wanted, home, saved);
  await withClient({ ...wanted, offline: true }, (client, account) =>
    converse({ terminal, command, home, client, account }),
  );
}

/** Puts what is here of the account under its password, or takes it from under it, where that was asked for. */
async function withLock(wanted: Wanted, home: Home, address: Address): Promise<Wanted> {
  const { terminal, command } = wanted;
  const { lock: on, ...options } = command.optsWithGlobals<ConnectOptions>();
  const saved = await savedAccount(home, { address, user: userOf(command) });
  if (on === undefined || !saved || isLocked(saved) === on) return wanted;
  const { results } = terminal.words;
  const password = await passwordFrom(
    terminal,
    options,
    results.passwordOf(saved.name, whereOf(address)),
  );
  await withClient({ ...wanted, password, offline: true }, async (client) => {
    await client.ask<'lock'>({ kind: 'lock', on, password });
  });
  terminal.err(`${(on ? results.locked : results.unlocked)(saved.name)}\n`);
  return { ...wanted, password };
}

/** The account that is meant, where it is here; else the start screen leads to it. */
async function begun(
  { terminal, command, password }: Wanted,
  home: Home,
  address: Address,
): Promise<void> {
  const { begin } = await import('./_begin.ts');
  const { register, invite } = command.optsWithGlobals<ConnectOptions>();
  const user = userOf(command);
  const saved = register ? undefined : await savedAccount(home, { address, user });
  const place = { terminal, command };
  if (saved) {
    const isOpen = password === undefined || !isLocked(saved);
    const account = isOpen ? saved : await unlock(saved, password);
    return begin(place, home, { to: 'open', entered: { account, address } });
  }
  const how = register ? 'register' : 'login';
  await begin(place, home, { to: 'address', address, user, how, invite });
}

async function registered(
  { terminal, command }: Wanted,
  home: Home,
  address: Address,
): Promise<void> {
  const { invite, passwordFile, lock } = command.optsWithGlobals<ConnectOptions>();
  const name = userOf(command);
  if (name === undefined) throw new Failure(['no-user'], exits.usage);
  const options = {
    ...(passwordFile === undefined ? {} : { passwordFile }),
    ...(lock === undefined ? {} : { lock }),
  };
  const entry = { home, terminal, address, name, options, how: 'register', invite } as const;
  await accountsIn(home.data).used(await enrolHere(entry));
}

/** What was said last, before any network. */
async function showHistory(place: Place, home: Home, account: Profile): Promise<void> {
  const { say } = await import('./_plain.ts');
  const all = await readHistory(home.history, historyOf(account));
  const { accessible } = place.command.optsWithGlobals<ConnectOptions>();
  if (accessible && all.length > 0) say(place, place.terminal.words.lines.lastSaid);
  for (const { room, lines } of all)
    for (const line of lines) say(place, (accessible ? aloudOf : shortOf)({ room, ...line }));
}
