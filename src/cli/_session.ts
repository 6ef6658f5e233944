import type { Command } from 'commander';

import type { Address } from '../base/address.ts';
import { type Account, isLocked, type Profile, type Saved } from '../client/account.ts';
import type { FileChoices } from '../client/files/desk.ts';
import { type Client, ClientError, type Seat } from '../client/port.ts';
import { inWords, type Reason } from '../words/reason.ts';
import { addressOf, savedAccount, userOf } from './_account.ts';
import { whereOf } from './_contact.ts';
import { earlyClient } from './_early.ts';
import { chooseSeat, enrolHere } from './_enrol.ts';
import { type AtSeats, linked } from './_link.ts';
import { isHeldElsewhere } from './_unlock.ts';
import { exits, Failure, silent } from './failure.ts';
import { homeFor } from './options.ts';
import { passwordFrom, type PasswordOptions } from './secret.ts';
import { endingOf, isTerminal, type Terminal } from './terminal.ts';

export interface Wanted {
  readonly terminal: Terminal;
  readonly command: Command;
  /** As typed, first of the arguments. */
  readonly address: string;
  /** Works with what is kept here while nobody can be reached. */
  readonly offline?: boolean;
  /** Works while all seats are taken. */
  readonly atSeats?: boolean;
  /** Which session ends for a new device; without an answer a person is asked. */
  readonly choose?: (seats: readonly Seat[]) => number | undefined;
  /** Begins before the client is open. */
  readonly early?: boolean;
  /** What is chosen for files here, where that is not what is usual. */
  readonly files?: Partial<FileChoices>;
  /** Was asked for already. */
  readonly password?: string;
}

type Work = (client: Client, account: Profile) => Promise<void>;

/**
 * Runs `work` with the client of the account that is meant, which may live in another process. An account
 * that is not on this machine yet, or whose ticket is no longer good, logs in first.
 */
export async function withClient(wanted: Wanted, work: Work): Promise<void> {
  const { terminal } = wanted;
  const address = addressOf(wanted.address);
  const account = await atHand(wanted, address, await accountFor(wanted, address));
  try {
    await withOpen(wanted, address, account, work);
  } catch (failure) {
    if (!isLoggedOut(failure) || !canAsk(wanted)) throw failure;
    await refuseBeside(wanted, account);
    terminal.err(`${terminal.words.results.noLongerValid}\n`);
    const known = isLocked(account) ? undefined : account;
    const { name } = account;
    await withOpen(wanted, address, await enrol(wanted, address, { name, known }), work);
  }
}

const isLoggedOut = (failure: unknown): boolean =>
  failure instanceof ClientError &&
  failure.code === 'credentials' &&
  failure.refusal !== 'credentials';

/** A new device would be of no use to a process that still has the files of the former one open. */
async function refuseBeside({ command, terminal }: Wanted, account: Saved): Promise<void> {
  if (await isHeldElsewhere(homeFor(command, terminal), account))
    throw new Failure(['account-signed-off', account.name], exits.credentials);
}

/** Whether there is any way to a password. */
const canAsk = ({ terminal, command }: Wanted): boolean =>
  isTerminal(terminal.input) ||
  terminal.env['PYCHAT_PASSWORD'] !== undefined ||
  command.optsWithGlobals<PasswordOptions>().passwordFile !== undefined;

/** A locked account is opened first, unless another process has done that. */
async function atHand(wanted: Wanted, address: Address, saved: Saved): Promise<Saved> {
  if (!isLocked(saved)) return saved;
  const { terminal, command, password } = wanted;
  const { atHandIn } = await import('./_unlock.ts');
  const question = terminal.words.results.passwordOf(saved.name, whereOf(address));
  return atHandIn(
    homeFor(command, terminal),
    saved,
    async () =>
      password ?? passwordFrom(terminal, command.optsWithGlobals<PasswordOptions>(), question),
  );
}

/** Runs `work` with the client of an account that is saved here. */
export async function withOpen(
  {
    terminal,
    command,
    offline = false,
    atSeats = false,
    early = false,
    files,
  }: Omit<Wanted, 'address'>,
  address: Address,
  account: Saved,
  work: Work,
): Promise<void> {
  const { signal } = terminal;
  const { history = true } = command.optsWithGlobals<{ history?: boolean }>();
  const home = homeFor(command, terminal);
  const free: AtSeats = atSeats ? 'go on' : (seats) => chooseSeat(terminal, seats);
  // Where a conversation goes on, an event tells it there.
  const told = offline
    ? undefined
    : (reason: Reason): void => terminal.err(`${inWords(terminal.words.reasons, reason)}.\n`);
  const open = async (end: AbortSignal): Promise<Client> => {
    const { openAccount } = await import('./_open.ts');
    const { rememberFiles } = await import('./_file-wishes.ts');
    await rememberFiles(home, account, command);
    const { words } = terminal;
    return openAccount({ home, address, account, history, words, signal: end, told, files });
  };
  await using client = early
    ? earlyClient(account, address, (ended) => open(AbortSignal.any([signal, ended])))
    : await open(signal);
  await unlessStopped(terminal, async () => {
    if (!offline) await linked(client, free);
    await work(client, account);
  });
}

/** Ends the wait for `work` when the process is told to end. */
async function unlessStopped(terminal: Terminal, work: () => Promise<void>): Promise<void> {
  const { signal } = terminal;
  let stop = (): void => {};
  const stopped = new Promise<never>((_resolve, reject) => {
    stop = (): void =>
      reject(new Failure(silent, endingOf(terminal) === 'EPIPE' ? exits.done : exits.interrupted));
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    await Promise.race([work(), stopped]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

async function accountFor(wanted: Wanted, address: Address): Promise<Saved> {
  const user = userOf(wanted.command);
  const saved = await savedAccount(homeFor(wanted.command, wanted.terminal), { address, user });
  if (saved) return saved;
  if (user === undefined) throw new Failure(['no-account', whereOf(address)], exits.usage);
  return enrol(wanted, address, { name: user });
}

const enrol = (
  { terminal, command, choose }: Wanted,
  address: Address,
  who: { readonly name: string; readonly known?: Account | undefined },
): Promise<Account> =>
  enrolHere({
    home: homeFor(command, terminal),
    terminal,
    address,
    ...who,
    options: command.optsWithGlobals<PasswordOptions>(),
    how: 'login',
    choose,
  });
