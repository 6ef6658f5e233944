import { randomBytes } from 'node:crypto';
import { join } from 'node:path';

import { type Address, parseAddress } from '../base/address.ts';
import type { Fingerprint } from '../base/fingerprint.ts';
import { type Lifetime, newLifetime } from '../base/lifetime.ts';
import type { Saved } from '../client/account.ts';
import { accountsIn } from '../home/accounts.ts';
import { certificateFiles, makeCertificate } from '../home/certs.ts';
import { listeningIn } from '../home/listening.ts';
import type { Home } from '../home/paths.ts';
import { pinsIn } from '../home/pins.ts';
import { privateFolder } from '../home/private.ts';
import { loadCertificate } from '../net/certificate.ts';
import { dialLocal } from '../net/local.ts';
import type { Trouble } from '../tui/page/page.ts';
import { expiredPage, hostPage } from '../tui/pages/host.ts';
import { readyPage } from '../tui/pages/ready.ts';
import { whereOf } from './_contact.ts';
import { askNuvem, controlName } from './_control.ts';
import { ask, during, type Hall, type Step } from './_hall.ts';
import { newLogFile } from './_log-file.ts';
import { NotListening, openServing, type Serving } from './_serve.ts';
import { signIn } from './_sign-in.ts';
import { isNuvemName, serveDefaults } from './serve.ts';

/** The nuvem of this home, which may run in this process. It ends with it, and people are seen out. */
export interface OwnNuvem extends AsyncDisposable {
  /** Who it is, where it was made already. */
  readonly fingerprint: () => Promise<Fingerprint | undefined>;
  readonly running: () => Serving | undefined;
  /** Aborts when it ends. */
  readonly signal: () => AbortSignal;
  /** Whoever aborts it does not want it any more: it ends when it is there, and rejects. */
  readonly start: (wish: Place, signal: AbortSignal) => Promise<Serving>;
  /** Resolves when none is on its way, in or out. */
  readonly settled: () => Promise<unknown>;
}

interface Place {
  readonly name: string;
  readonly host: string;
  readonly port: number;
}

/** `discoveryPort` is where it answers who looks for nuvens on the network; 0 for nowhere. */
export function newOwnNuvem(home: Home, discoveryPort: number): OwnNuvem {
  let life = newLifetime();
  let serving: Serving | undefined;

  async function end(): Promise<void> {
    const now = serving;
    serving = undefined;
    await now?.drain();
    await life[Symbol.asyncDispose]();
  }

  async function start(wish: Place, signal: AbortSignal): Promise<Serving> {
    signal.throwIfAborted();
    life = newLifetime();
    try {
      serving = await servingHere(home, { ...serveDefaults, ...wish, discoveryPort }, life);
    } catch (failure) {
      await life[Symbol.asyncDispose]();
      throw failure;
    }
    // `pychat stop` from elsewhere.
    serving.stopped.addEventListener('abort', () => void end(), { once: true });
    // Without its store it can serve nobody, and this process is what it runs in.
    void serving.died.then((bug) => {
      throw bug;
    });
    if (!signal.aborted) return serving;
    await end();
    throw signal.reason;
  }

  const starts = inTurn(start);
  return {
    fingerprint: () => fingerprintIn(home),
    running: () => serving,
    signal: () => life.signal,
    ...starts,
    async [Symbol.asyncDispose]() {
      await starts.settled();
      await end();
    },
  };
}

/** What it has to say while a screen is shown goes into a file. */
async function servingHere(
  home: Home,
  options: Parameters<typeof openServing>[1],
  life: Lifetime,
): Promise<Serving> {
  await privateFolder(home.data);
  const log = life.own(newLogFile(join(home.data, 'nuvem.log')));
  return openServing(home, options, log.log, life);
}

async function fingerprintIn({ certs }: Home): Promise<Fingerprint | undefined> {
  const { cert, key } = certificateFiles(certs);
  const loaded = await loadCertificate(cert, key, Date.now());
  return loaded.ok ? loaded.value.fingerprint : undefined;
}

/** One after the other: what is given up has to be gone before the next one comes. */
function inTurn(start: OwnNuvem['start']): Pick<OwnNuvem, 'start' | 'settled'> {
  let before: Promise<unknown> = Promise.resolve();
  return {
    start(wish, signal) {
      const now = before.then(() => start(wish, signal));
      before = now.catch(() => {});
      return now;
    },
    settled: () => before,
  };
}

/** Makes a nuvem here and its first account, or goes on with those that are there. */
export async function startHere(hall: Hall, own: OwnNuvem): Promise<Step> {
  const other = await elsewhere(hall, own);
  if (other) return other;
  const serving = own.running() ?? (await started(hall, own));
  return typeof serving === 'string' ? serving : ready(hall, own, serving);
}

/** Another process runs it: the person goes in there. */
async function elsewhere(hall: Hall, own: OwnNuvem): Promise<Step | undefined> {
  const { home } = hall;
  if (own.running() || !(await isRunning(home, own))) return undefined;
  const address = await listeningIn(home.data).read();
  const nuvem = await own.fingerprint();
  return address && nuvem ? comeIn(hall, own, { address, nuvem }) : undefined;
}

interface Typed {
  readonly name: string;
  readonly port: string;
  readonly trouble?: Trouble | undefined;
}

async function started(hall: Hall, own: OwnNuvem): Promise<Serving | 'back' | 'quit'> {
  let typed: Typed = { name: serveDefaults.name, port: await portOf(hall, own) };
  for (;;) {
    const answer = await ask(hall, hostPage(hall.words, typed));
    if (typeof answer === 'string') return answer;
    const { name = '', port = '' } = answer.values;
    const host = answer.choice === 'everybody' ? '0.0.0.0' : '127.0.0.1';
    const made = await opened(hall, own, { name, port, host });
    if (made === 'quit' || (made !== 'back' && 'drain' in made)) return made;
    typed = { name, port, trouble: made === 'back' ? undefined : made };
  }
}

async function opened(
  hall: Hall,
  own: OwnNuvem,
  { name, port, host }: { readonly name: string; readonly port: string; readonly host: string },
): Promise<Serving | Trouble | 'back' | 'quit'> {
  const trouble = troubleIn(hall, name, port);
  if (trouble) return trouble;
  const fresh = await renewed(hall);
  if (fresh !== 'yes') return fresh;
  const made = await during(hall, hall.words.start.busy.make, (signal) =>
    own.start({ name, host, port: Number(port) }, signal),
  );
  if (typeof made === 'string') return made;
  if ('done' in made) return made.done;
  const field = made.failure instanceof NotListening ? 'port' : undefined;
  return { field, text: made.text };
}

function troubleIn({ words }: Hall, name: string, port: string): Trouble | undefined {
  const { badName, badPort } = words.start.host;
  if (!isNuvemName(name)) return { field: 'name', text: badName };
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) return { field: 'port', text: badPort };
  return undefined;
}

/** Where it was found before, people look for it again. */
async function portOf({ home }: Hall, own: OwnNuvem): Promise<string> {
  const key = await own.fingerprint();
  const known = (await accountsIn(home.data).all()).find(({ nuvem }) => nuvem === key);
  const address = parseAddress(known?.addresses[0] ?? '');
  return String(address.ok ? address.value.port : serveDefaults.port);
}

/** A certificate that is out of date is renewed first, when the person says so. */
async function renewed(hall: Hall): Promise<'yes' | 'back' | 'quit'> {
  const { words, home } = hall;
  const { cert, key } = certificateFiles(home.certs);
  const now = Date.now();
  const loaded = await loadCertificate(cert, key, now);
  if (loaded.ok || loaded.error.why !== 'expired') return 'yes';
  const day = loaded.error.at?.toISOString().slice(0, 10) ?? '';
  const answer = await ask(hall, expiredPage(words, day));
  if (typeof answer === 'string') return answer;
  await makeCertificate(home.certs, { hosts: [], days: 397, force: true, newKey: false, now });
  return 'yes';
}

/** What to hand out; then the person who runs it comes in. */
async function ready(hall: Hall, own: OwnNuvem, serving: Serving): Promise<Step> {
  const { home, words } = hall;
  const { fingerprint: nuvem } = serving;
  // Whatever network this machine is in, from here it is found there.
  const address: Address = { host: '127.0.0.1', port: serving.port };
  const where = whereOf(serving.address);
  const known = (await accountOf(home, nuvem))?.name;
  const answer = await ask(hall, readyPage(words, { address: where, fingerprint: nuvem, known }));
  return typeof answer === 'string' ? answer : comeIn(hall, own, { address, nuvem });
}

const accountOf = async (home: Home, nuvem: Fingerprint): Promise<Saved | undefined> =>
  (await accountsIn(home.data).all()).find((saved) => saved.nuvem === nuvem);

/** With the account that is here, or with a new one that is the operator's. */
async function comeIn(
  hall: Hall,
  own: OwnNuvem,
  { address, nuvem }: { readonly address: Address; readonly nuvem: Fingerprint },
): Promise<Step> {
  const { home } = hall;
  await pinsIn(home.data).pin({ address: whereOf(address), nuvem });
  const account = await accountOf(home, nuvem);
  if (account) return { account, address };
  const step = await signIn(hall, { address, nuvem, how: 'register', owner: true });
  if (typeof step === 'string') return step;
  const { name } = step.account;
  const grant = { type: 'admin.grant', op: randomBytes(16), name, role: 'admin' } as const;
  await askNuvem(home, grant, own.signal());
  return step;
}

/** Whether the nuvem of this home runs, here or in another process. */
export async function isRunning(home: Home, own: OwnNuvem): Promise<boolean> {
  await own.settled();
  if (own.running()) return true;
  const dialled = await dialLocal(home.data, controlName);
  if (dialled.ok) dialled.value.destroy();
  return dialled.ok || dialled.error !== 'absent';
}
