import { createInterface } from 'node:readline';

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
import type { ConnectOptions } from './connect.ts';
import { exits, Failure } from './failure.ts';
import { isTerminal, type Terminal } from './terminal.ts';

/** The screen where there is a terminal for it; else line by line. */
export async function connect(wanted: Wanted, home: Home): Promise<void> {
  const { terminal, command } = wanted;
  const address = addressOf(wanted.address);
  const { register, invite, user, passwordFile } = command.optsWithGlobals<ConnectOptions>();
  if (register) {
    if (user === undefined) throw new Failure(['no-user'], exits.usage);
    const options = passwordFile === undefined ? {} : { passwordFile };
    const name = user.toLowerCase();
    const made = await enrolHere({
      home,
      terminal,
      address,
      name,
      options,
      how: 'register',
      invite,
    });
    await accountsIn(home.data).used(made);
  }
  const { plain, accessible } = command.optsWithGlobals<ConnectOptions>();
  if (!plain && !accessible && canShow(terminal)) {
    const { showScreen } = await import('./_screen.ts');
    return withClient({ ...wanted, offline: true, atSeats: true, early: true }, (client, account) =>
      showScreen(wanted, home, client, account),
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

/** Whether there is a terminal that can show a screen. */
const canShow = ({ input, output, env }: Terminal): boolean =>
  isTerminal(input) && output.isTTY && env['TERM'] !== 'dumb';

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
