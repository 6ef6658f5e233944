import { once } from 'node:events';
import { networkInterfaces } from 'node:os';

import type { Address } from '../base/address.ts';
import { realClock } from '../base/clock.ts';
import type { Fingerprint } from '../base/fingerprint.ts';
import { type Lifetime, newLifetime } from '../base/lifetime.ts';
import { jsonLog, type Level, type Log } from '../base/log.ts';
import type { Renewal } from '../base/renewal.ts';
import { listeningIn } from '../home/listening.ts';
import type { Home } from '../home/paths.ts';
import type { Certificate } from '../net/certificate.ts';
import { listen, type Listener } from '../net/listen.ts';
import { isTooWide, parseNetwork } from '../net/trusted.ts';
import type { Nuvem } from '../nuvem/nuvem.ts';
import { defaults, type Settings } from '../nuvem/settings.ts';
import { announced } from './_announced.ts';
import { discoveryPort } from './_around.ts';
import { openNuvem } from './_nuvem.ts';
import { type Proofs, proofsFor, reloadCertificate, whenChanged } from './_shown.ts';
import { exits, Failure } from './failure.ts';
import type { ServeOptions } from './serve.ts';
import type { Terminal } from './terminal.ts';

/** Runs a nuvem until it is told to stop. */
export async function serve(terminal: Terminal, home: Home, options: ServeOptions): Promise<void> {
  for (const proxy of options.trustProxy ?? []) {
    const network = parseNetwork(proxy);
    if (!network) throw new Failure(['proxy', proxy], exits.usage);
    if (isTooWide(network)) throw new Failure(['proxy-wide', proxy], exits.usage);
  }
  await using life = newLifetime();
  const log = jsonLog(levelOf(terminal), terminal.err, Date.now);
  const serving = await openServing(home, withDiscovery(terminal, options), log, life);
  life.onEnd(terminal.onHangup(serving.reloadSoon));

  announce(terminal, options, serving);
  const end = AbortSignal.any([terminal.signal, serving.stopped]);
  const stop = end.aborted ? undefined : once(end, 'abort').then(() => undefined);
  const dead = await Promise.race([stop, serving.died]);
  // Nobody can be served without it. Whoever started this process starts it again.
  if (dead) throw dead;
  await serving.drain();
}

export interface ServingOptions extends ServeOptions {
  /** Where it answers who looks for nuvens on the network; 0 for nowhere. */
  readonly discoveryPort: number;
}

const withDiscovery = (terminal: Terminal, options: ServeOptions): ServingOptions => ({
  ...options,
  discoveryPort: options.discovery ? discoveryPort(terminal) : 0,
});

/** A nuvem that takes people. */
export interface Serving {
  /** What it listens on. */
  readonly host: string;
  readonly port: number;
  readonly fingerprint: Fingerprint;
  /** Where others find it, and what it shows them: what is handed out. */
  readonly address: Address;
  /** Aborts when its owner said so through the control socket. */
  readonly stopped: AbortSignal;
  /** Why it can serve nobody any more. */
  readonly died: Promise<Error>;
  readonly reloadSoon: () => void;
  /** Takes nobody any more, and sees those out who are there. */
  readonly drain: () => Promise<void>;
}

/** Puts a nuvem together; it ends with `life`. */
export async function openServing(
  home: Home,
  options: ServingOptions,
  log: Log,
  life: Lifetime,
): Promise<Serving> {
  const stopped = new AbortController();
  const stop = (): void => stopped.abort();
  const shown = newShown(home, log);
  const { keys, former, reload } = shown;
  const { store } = options;
  const nuvem = await openNuvem(
    { home, settings: settingsOf(options), store, log, keys, former, stop, reload },
    life,
  );
  const proofs = await proofsFor(home, options.host);
  const { certificate } = proofs;
  const listener = life.own(await listening(nuvem, options, certificate, log));
  shown.begin(proofs, listener, life);
  const { host, port } = listener;
  await keepListening(home, listener, life);
  const announcement = life.own(await announced(options, listener, keys, log));
  const { fingerprint } = certificate;
  return {
    host,
    port,
    fingerprint,
    address: { host: reachable(host), port, fingerprint },
    stopped: stopped.signal,
    died: nuvem.world.store.died,
    reloadSoon: shown.reloadSoon,
    async drain() {
      await announcement[Symbol.asyncDispose]();
      listener.stop();
      await nuvem.drain();
    },
  };
}

/** As long as it takes people, other processes of this home can find it. */
async function keepListening(home: Home, { host, port }: Listener, life: Lifetime): Promise<void> {
  const kept = listeningIn(home.data);
  const isEverywhere = host === '0.0.0.0' || host === '::';
  await kept.keep(withPort(isEverywhere ? '127.0.0.1' : host, port));
  life.onEnd(kept.forget);
}

/** The certificate as it is shown now, and all keys that this process has answered with. */
interface Shown {
  readonly keys: () => readonly Buffer[];
  readonly former: () => readonly Renewal[];
  readonly begin: (proofs: Proofs, listener: Listener, life: Lifetime) => void;
  readonly reload: () => Promise<void>;
  readonly reloadSoon: () => void;
}

function newShown(home: Home, log: Log): Shown {
  const certificates: Certificate[] = [];
  let listener: Listener | undefined;
  let renewals: readonly Renewal[] = [];

  function show({ certificate, former }: Proofs): boolean {
    renewals = former;
    if (certificates[0]?.cert === certificate.cert && certificates[0].key === certificate.key)
      return false;
    certificates.unshift(certificate);
    listener?.reload(certificate);
    return true;
  }
  const reload = (): Promise<void> => reloadCertificate(home, show, log);
  const reloadSoon = (): void =>
    void reload().catch((fault: unknown) => {
      // A bad certificate is in the log already, and the former one is still shown.
      if (!(fault instanceof Failure)) log('error', 'certificate.bug', { bug: String(fault) });
    });

  return {
    keys: () => certificates.map(({ keyDigest }) => keyDigest),
    former: () => renewals,
    reload,
    reloadSoon,
    begin(proofs, listens, life) {
      show(proofs);
      listener = listens;
      whenChanged(home.certs, realClock.later, reloadSoon, life);
    },
  };
}

/** The port or the address cannot be had. */
export class NotListening extends Failure {}

async function listening(
  nuvem: Nuvem,
  { host, port, tls12, trustProxy }: ServeOptions,
  certificate: Certificate,
  log: Log,
): Promise<Listener> {
  const listener = await listen({
    host,
    port,
    certificate,
    tls12: tls12 ?? false,
    trustProxy: trustProxy ?? [],
    log,
    onLine: (line) => nuvem.serve(line, { owner: false }),
    onFile: nuvem.serveFile,
  });
  if (listener.ok) return listener.value;
  const { why, port: asked, host: on } = listener.error;
  throw new NotListening(['port', why, asked, on]);
}

function announce(
  terminal: Terminal,
  { name, json }: ServeOptions,
  { host, port, fingerprint, address }: Serving,
): void {
  if (json) {
    const ready = { event: 'ready', name, host, port, fingerprint, pid: process.pid };
    return terminal.out(`${JSON.stringify(ready)}\n`);
  }
  const handedOut = `${withPort(address.host, port)}#${fingerprint}`;
  // Scripts read it: it is the same in every language.
  terminal.out(`nuvem ${name} ready on ${withPort(host, port)}  fingerprint ${fingerprint}\n`);
  terminal.out(`pychat connect ${handedOut}\n`);
}

const withPort = (host: string, port: number): string =>
  `${host.includes(':') ? `[${host}]` : host}:${port}`;

/** Where others find a nuvem that listens everywhere. */
function reachable(host: string): string {
  if (host !== '0.0.0.0' && host !== '::') return host;
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  const outside = all.find(({ internal, family }) => !internal && family === 'IPv4');
  return outside?.address ?? '127.0.0.1';
}

const day = 86_400_000;

function settingsOf(options: ServeOptions): Settings {
  const { posts, burst, bytes, day: bytesPerDay, rooms, unsealed } = options.limits ?? {};
  return {
    ...defaults,
    name: options.name,
    registration: options.registration,
    sessions: options.sessions,
    keep: { privateMs: options.keep * day, channelMs: options.keepChannels * day },
    postsPerSecond: posts ?? defaults.postsPerSecond,
    postsBurst: burst ?? Math.max(defaults.postsBurst, posts ?? 0),
    bytesPerSecond: bytes ?? defaults.bytesPerSecond,
    bytesPerDay: bytesPerDay ?? defaults.bytesPerDay,
    roomsPerAccount: rooms ?? defaults.roomsPerAccount,
    sealedOnly: unsealed === undefined,
    files: options.files,
    fileMax: options.fileMax,
    filesPerUser: options.filesPerUser,
    filesTotal: options.filesTotal,
    keepFiles: options.keepFiles * day,
  };
}

const levels: readonly Level[] = ['debug', 'info', 'warn', 'error'];

const levelOf = ({ env }: Terminal): Level =>
  levels.find((level) => level === env['PYCHAT_LOG']) ?? 'info';
