import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { isIPv4 } from 'node:net';

import type { Address } from '../base/address.ts';
import { type Fingerprint, fingerprintOf } from '../base/fingerprint.ts';
import { harmlessLine } from '../base/sanitize.ts';
import { type Answer, encodeProbe, groups, parseAnswer, probeSize } from '../protocol/discovery.ts';
import { Malformed } from '../protocol/malformed.ts';
import { type Interface, interfacesNow, isLinkLocal } from './interfaces.ts';

/** A nuvem that said it is there. Nothing of it is proven until its key was seen. */
export interface Sighting {
  /** On one line, and harmless. */
  readonly name: string;
  readonly version: string;
  readonly fingerprint: Fingerprint;
  /** Where it answered, the nearest first; never none. */
  readonly addresses: readonly [Address, ...Address[]];
}

export interface LookOptions {
  /** Of UDP, where nuvens are asked. */
  readonly port: number;
  readonly ms: number;
  readonly nonce: Buffer;
  readonly signal?: AbortSignal;
  /** Called whenever there is one more, or one is known better. */
  readonly onFound?: (found: readonly Sighting[]) => void;
}

/** Datagrams get lost, and some firewalls let answers in for a short time only. */
const askAtMs = [0, 100, 300, 900];
const mostFound = 64;
const mostAddresses = 8;

/** Asks in every network of this machine which nuvens are there. Whoever aborts it gets what was found until then. */
export function lookAround(options: LookOptions): Promise<readonly Sighting[]> {
  const { port, ms, nonce, signal, onFound } = options;
  const probe = encodeProbe(nonce);
  const found = new Map<Fingerprint, Sighting>();
  const asking = new Map<string, Asker>();

  function heard(datagram: Buffer, from: RemoteInfo): void {
    const told = answerIn(datagram);
    if (!told || !nonce.equals(told.nonce)) return;
    if (note(found, told, from.address)) onFound?.([...found.values()]);
  }
  function round(): void {
    // A network may have come up since the last time.
    for (const network of [...interfacesNow(4), ...interfacesNow(6)]) {
      const targets = targetsIn(network);
      const own = `${network.address}%${network.zone}`;
      const before = asking.get(own);
      if (before) before.send();
      else if (targets.length > 0) asking.set(own, ask(network, { probe, port, targets, heard }));
    }
  }

  return new Promise((resolve) => {
    function end(): void {
      for (const timer of timers) clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      for (const { stop } of asking.values()) stop();
      resolve([...found.values()]);
    }
    // Where no network is, the last of them alone keeps the process.
    const timers = [...askAtMs.map((at) => setTimeout(round, at)), setTimeout(end, ms)];
    signal?.addEventListener('abort', end, { once: true });
    if (signal?.aborted) end();
  });
}

/** Whom one interface asks. All of these, as each is lost in some networks. */
function targetsIn({ family, internal, address, broadcast, zone }: Interface): readonly string[] {
  if (family === 4)
    return internal
      ? ['127.0.0.1', groups[4]]
      : [...(broadcast === undefined ? [] : [broadcast]), '255.255.255.255', groups[4]];
  if (internal) return ['::1'];
  return isLinkLocal(address) ? [`${groups[6]}%${zone}`] : [];
}

interface Asked {
  readonly probe: Buffer;
  readonly port: number;
  readonly targets: readonly string[];
  readonly heard: (datagram: Buffer, from: RemoteInfo) => void;
}

interface Asker {
  readonly send: () => void;
  readonly stop: () => void;
}

/** Asks from one address, so that it leaves by that network, whichever route is the machine's first: at once, and with each `send`. */
function ask(network: Interface, { probe, port, targets, heard }: Asked): Asker {
  const { family, address, zone } = network;
  const socket = createSocket(family === 4 ? 'udp4' : 'udp6');
  let state: 'opening' | 'open' | 'over' = 'opening';

  function stop(): void {
    if (state !== 'over') socket.close();
    state = 'over';
  }
  function send(): void {
    if (state !== 'open') return;
    // A network that carries no such thing says so; the others are asked all the same.
    for (const target of targets) socket.send(probe, port, target, () => {});
  }
  socket.on('message', heard).on('error', stop);
  socket.bind(0, isLinkLocal(address) ? `${address}%${zone}` : address, () => {
    if (state === 'over') return;
    state = 'open';
    prepare(socket, network);
    send();
  });
  return { send, stop };
}

/** Each may be missing on a network that has the others. */
function prepare(socket: Socket, { family, address, zone }: Interface): void {
  const steps = [
    () => socket.setBroadcast(true),
    () => socket.setMulticastTTL(1),
    () => socket.setMulticastInterface(family === 4 ? address : `::%${zone}`),
  ];
  for (const step of steps) {
    try {
      step();
    } catch {
      // What cannot be sent so is sent otherwise.
    }
  }
}

/** Whether that was anything new. One that answers in several networks is one. */
function note(found: Map<Fingerprint, Sighting>, told: Answer, host: string): boolean {
  const fingerprint = fingerprintOf(told.key);
  const before = found.get(fingerprint);
  if (!before && found.size >= mostFound) return false;
  const [name, version] = [harmlessLine(told.name, 32), harmlessLine(told.version, 32)];
  if (name === '') return false;
  const address: Address = { host, port: told.port };
  if (!before) {
    found.set(fingerprint, { name, version, fingerprint, addresses: [address] });
    return true;
  }
  const { addresses } = before;
  const isKnown = addresses.some((one) => one.host === host && one.port === told.port);
  if (isKnown || addresses.length >= mostAddresses) return false;
  const [nearest = address, ...others] = [...addresses, address].toSorted(
    (one, other) => distance(one) - distance(other),
  );
  found.set(fingerprint, { ...before, addresses: [nearest, ...others] });
  return true;
}

/** This machine, whatever network it is in; then what is short to say. */
function distance({ host }: Address): number {
  if (host === '127.0.0.1') return 0;
  if (isIPv4(host)) return 1;
  return host === '::1' ? 2 : 3;
}

function answerIn(datagram: Buffer): Answer | undefined {
  if (datagram.length > probeSize) return undefined;
  try {
    return parseAnswer(datagram);
  } catch (fault) {
    if (fault instanceof Malformed) return undefined;
    throw fault;
  }
}
