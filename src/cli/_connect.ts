import { createInterface } from 'node:readline';

import type { Address } from '../base/address.ts';
import type { Account } from '../client/account.ts';
import type { Client } from '../client/port.ts';
import { accountsIn } from '../home/accounts.ts';
import { readHistory } from '../home/history.ts';
import type { Home } from '../home/paths.ts';
import { addressOf, savedAccount, userOf } from './_account.ts';
import { enrolHere } from './_enrol.ts';
import { historyOf } from './_history-name.ts';
import { type Wanted, withClient } from './_session.ts';
import { newTalk, type Talk } from './_talk.ts';
import { shortOf } from './_words.ts';
import { type ConnectOptions, isForScreen } from './connect.ts';
import { exits, Failure } from './failure.ts';
import { isTerminal, type Terminal } from './terminal.ts';

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
  const shown = saved ? await showHistory(terminal, home, saved) : [];
  await withClient({ ...wanted, offline: true }, async (client) => {
    const { lines } = terminal.words;
    terminal.out(`${lines.begun(client.me.name, client.me.address)}\n`);
    terminal.out(`${lines.notSealed}\n`);
    await converse(terminal, client, shown);
  });
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

/** Answers what it showed, so that the archive does not show it once more. */
async function showHistory(
  terminal: Terminal,
  home: Home,
  account: Account,
): Promise<readonly string[]> {
  const all = await readHistory(home.history, historyOf(account));
  const rows = all.flatMap(({ room, lines }) => lines.map((line) => shortOf({ room, ...line })));
  for (const row of rows) terminal.out(`${row}\n`);
  return rows;
}

async function converse(
  terminal: Terminal,
  client: Client,
  shown: readonly string[],
): Promise<void> {
  const ending = new AbortController();
  const talk = newTalk(terminal, client, shown);
  try {
    await Promise.race([talk.follow(ending.signal), typing(terminal, talk, ending.signal)]);
  } finally {
    ending.abort();
  }
}

/** Every line of standard input, in order, until it ends or says /quit. */
async function typing({ input }: Terminal, talk: Talk, signal: AbortSignal): Promise<void> {
  // What is piped in can be read once only: not by a client that has to log in anew first.
  if (!isTerminal(input)) await talk.tried();
  if (signal.aborted) return;
  const lines = createInterface({ input });
  const stop = (): void => lines.close();
  signal.addEventListener('abort', stop, { once: true });
  try {
    for await (const line of lines) {
      if ((await talk.typed(line)) === 'quit') return;
    }
    // What was piped in is on its way; it is waited for.
    if (!isTerminal(input)) await talk.settled();
  } finally {
    signal.removeEventListener('abort', stop);
    lines.close();
  }
}
