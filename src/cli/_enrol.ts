import { randomBytes } from 'node:crypto';
import { hostname, userInfo } from 'node:os';

import type { Address } from '../base/address.ts';
import { realClock } from '../base/clock.ts';
import type { Fingerprint } from '../base/fingerprint.ts';
import { momentOf } from '../base/moment.ts';
import { harmlessLine } from '../base/sanitize.ts';
import { type Account, isLocked, type Saved } from '../client/account.ts';
import { login, register } from '../client/enrol.ts';
import { locked } from '../client/lock.ts';
import type { Seat } from '../client/port.ts';
import { accountsIn } from '../home/accounts.ts';
import type { Home } from '../home/paths.ts';
import { wordsOf } from '../words/words.ts';
import { agent } from './_agent.ts';
import { contact, whereOf } from './_contact.ts';
import { dialler } from './_dial.ts';
import { openAccount } from './_open.ts';
import { unlock } from './_unlock.ts';
import { askLine } from './ask.ts';
import { openWorkshop } from './client-workshop.ts';
import { newPasswordFrom, passwordFrom, type PasswordOptions } from './secret.ts';
import { isTerminal, type Terminal } from './terminal.ts';

/** Who wants in, and where; the nuvem there is the right one already. */
export interface Entry {
  readonly home: Home;
  readonly address: Address;
  readonly nuvem: Fingerprint;
  readonly name: string;
  readonly password: string;
  readonly how: 'login' | 'register';
  readonly invite?: string | undefined;
  readonly signal: AbortSignal;
  /** What this home has of the account, where it is at hand already. */
  readonly known?: Account | undefined;
  /** What is kept here lies under the password; without it as it lay before. */
  readonly lock?: boolean | undefined;
  /** All seats are taken: which session shall end? Undefined gives up. */
  readonly choose: (seats: readonly Seat[]) => Promise<number | undefined>;
}

/** Makes this home a device of an account, old or new; what it takes to come back is saved. */
export async function enter(entry: Entry): Promise<Account> {
  const { home, address, nuvem, how, name, password, invite, signal, choose, lock } = entry;
  const accounts = accountsIn(home.data);
  const known = entry.known ?? (await knownHere(entry));
  await using workshop = await openWorkshop({});
  const { opaque } = workshop;
  const ports = { dial: dialler(), opaque, clock: realClock, random: randomBytes, agent };
  const entered = await (how === 'register' ? register : login)(ports, {
    address: whereOf(address),
    expected: nuvem,
    pins: [],
    first: () => Promise.resolve(true),
    label: labelOfThis(),
    signal,
    name,
    password,
    invite,
    known,
    choose,
  });
  const isUnder = known?.lock !== undefined || lock === true;
  const account = isUnder ? await locked(ports, entered, password) : entered;
  // What an earlier device of this name left here is sealed with a key that is gone.
  if (!known) await accounts.clear(account);
  await accounts.save(account);
  await offer(entry, account);
  return account;
}

/** Where it is locked, the password has to open that as well: else what is kept here would be lost. */
async function knownHere({ home, name, nuvem, password }: Entry): Promise<Account | undefined> {
  const all = await accountsIn(home.data).all();
  const saved = all.find((account) => account.name === name && account.nuvem === nuvem);
  return saved && isLocked(saved) ? unlock(saved, password) : saved;
}

/** So long it may take; the next start does it otherwise. */
const patience = 10_000;

/** Whoever is not here any more can be written to: others seal for this device with what it offers. */
async function offer({ home, address, signal }: Entry, account: Account): Promise<void> {
  const brief = AbortSignal.any([signal, AbortSignal.timeout(patience)]);
  const opening = {
    home,
    address,
    account,
    history: false,
    words: await wordsOf('en'),
    signal: brief,
  };
  await using client = await openAccount(opening);
  const over = new Promise<void>((resolve) => {
    brief.addEventListener('abort', () => resolve(), { once: true });
  });
  await Promise.race([client.ask<'reachable'>({ kind: 'reachable' }), over]).catch(() => {});
}

export interface Enrolment {
  readonly home: Home;
  readonly terminal: Terminal;
  readonly address: Address;
  readonly name: string;
  readonly options: PasswordOptions & { readonly lock?: boolean };
  readonly known?: Account | undefined;
  readonly how: 'login' | 'register';
  readonly invite?: string | undefined;
  readonly choose?: ((seats: readonly Seat[]) => number | undefined) | undefined;
}

/** The same for a command line, with what it asks for and what it tells. */
export async function enrolHere(enrolment: Enrolment): Promise<Account> {
  const { home, terminal, address, name, how, invite, options, known } = enrolment;
  const nuvem = await contact(home, terminal, enrolment);
  const password = await (how === 'register' ? newPasswordFrom : passwordFrom)(
    terminal,
    options,
    terminal.words.results.passwordOf(harmlessLine(name, 64), whereOf(address)),
  );
  const { signal } = terminal;
  const { lock } = options;
  const choose = async (seats: readonly Seat[]) =>
    enrolment.choose?.(seats) ?? chooseSeat(terminal, seats);
  const all = await accountsIn(home.data).all();
  const who = { home, address, nuvem, name, password, how, invite };
  const account = await enter({ ...who, signal, choose, known, lock });
  tellFormer(enrolment, account, all);
  return account;
}

/** What is kept here of the nuvem that had another key is not touched. */
function tellFormer(
  { terminal, address }: Enrolment,
  { name, nuvem }: Account,
  all: readonly Saved[],
): void {
  const where = whereOf(address);
  const former = all.find(
    (account) =>
      account.name === name && account.nuvem !== nuvem && account.addresses.includes(where),
  );
  if (!former) return;
  terminal.err(`${terminal.words.results.formerKey(name, where, former.nuvem)}\n`);
}

/** How this installation is called among the devices of its user. */
const labelOfThis = (): string =>
  harmlessLine(`${userInfo().username}@${hostname()}`, 60) || 'pychat';

/** All seats are taken: on a terminal one of them can be ended. */
export async function chooseSeat(
  terminal: Terminal,
  seats: readonly Seat[],
): Promise<number | undefined> {
  if (!isTerminal(terminal.input)) return undefined;
  const { results } = terminal.words;
  terminal.err(`${results.seatsTaken}\n`);
  for (const [at, { label, since }] of seats.entries())
    terminal.err(`  ${at + 1}  ${results.seat(harmlessLine(label, 60), momentOf(since))}\n`);
  const answer = await askLine(terminal, results.whichSeat);
  return seats[Number(answer.trim() || Number.NaN) - 1]?.id;
}
