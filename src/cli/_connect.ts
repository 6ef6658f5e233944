import type { Address } from '../base/address.ts';
import type { Account } from '../client/account.ts';
import { accountsIn } from '../home/accounts.ts';
import { readHistory } from '../home/history.ts';
import type { Home } from '../home/paths.ts';
import { addressOf, savedAccount, userOf } from './_account.ts';
import { enrolHere } from './_enrol.ts';
import { historyOf } from './_history-name.ts';
import { type Wanted, withClient } from './_session.ts';
import type { Place } from './_stage.ts';
import { aloudOf, shortOf } from './_words.ts';
import { type ConnectOptions, isForScreen } from './connect.ts';
import { exits, Failure } from './failure.ts';

/** The screen where there is a terminal for it; else line by line. */
export async function connect(wanted: Wanted, home: Home): Promise<void> {
  const { terminal, command } = wanted;
  const address = addressOf(wanted.address);
  const options = command.optsWithGlobals<ConnectOptions>();
  const shows = isForScreen(terminal, command);
  const given = terminal.env['PYCHAT_PASSWORD'] ?? options.passwordFile;
  if (shows && given === undefined) return begun(wanted, home, address);
  if (options.register) await registered(wanted, home, address);
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

/** The account that is meant, where it is here; else the start screen leads to it. */
async function begun({ terminal, command }: Wanted, home: Home, address: Address): Promise<void> {
  const { begin } = await import('./_begin.ts');
  const { register, invite } = command.optsWithGlobals<ConnectOptions>();
  const user = userOf(command);
  const account = register ? undefined : await savedAccount(home, { address, user });
  const place = { terminal, command };
  if (account) return begin(place, home, { to: 'open', entered: { account, address } });
  const how = register ? 'register' : 'login';
  await begin(place, home, { to: 'address', address, user, how, invite });
}

async function registered(
  { terminal, command }: Wanted,
  home: Home,
  address: Address,
): Promise<void> {
  const { invite, passwordFile } = command.optsWithGlobals<ConnectOptions>();
  const name = userOf(command);
  if (name === undefined) throw new Failure(['no-user'], exits.usage);
  const options = passwordFile === undefined ? {} : { passwordFile };
  const entry = { home, terminal, address, name, options, how: 'register', invite } as const;
  await accountsIn(home.data).used(await enrolHere(entry));
}

/** What was said last, before any network. */
async function showHistory(place: Place, home: Home, account: Account): Promise<void> {
  const { say } = await import('./_plain.ts');
  const all = await readHistory(home.history, historyOf(account));
  const { accessible } = place.command.optsWithGlobals<ConnectOptions>();
  if (accessible && all.length > 0) say(place, place.terminal.words.lines.lastSaid);
  for (const { room, lines } of all)
    for (const line of lines) say(place, (accessible ? aloudOf : shortOf)({ room, ...line }));
}
