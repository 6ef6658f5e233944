import { type BindOptions, createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { isIPv4 } from 'node:net';
import { platform } from 'node:process';

import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { type Answer, encodeAnswer, groups, parseProbe } from '../protocol/discovery.ts';
import { Malformed } from '../protocol/malformed.ts';
import { newAllowance } from './allowance.ts';
import { type Interface, interfacesNow, isLinkLocal } from './interfaces.ts';
import { newTrusted } from './trusted.ts';

export interface AnnounceOptions {
  /** Of UDP, and shared: every nuvem of a machine hears what is asked there. 0 is for nobody. */
  readonly port: number;
  /** Where the nuvem itself listens: who cannot reach that is not answered. */
  readonly host: string;
  readonly told: () => Omit<Answer, 'nonce'>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Answers who asks on the local network which nuvens are there, until it is disposed of. */
export type Announcement = AsyncDisposable;

/** Networks come and go; a port that was taken may be free later. */
const renewMs = 3000;
/** One look asks at most twelve times, in several ways at once. */
const allowance = { each: 40, all: 200, withinMs: 1000 };

/** Resolves when it can be heard, or cannot: that is told to the log, once, and the nuvem goes on without. */
export async function announce(options: AnnounceOptions): Promise<Announcement> {
  const { clock, log } = options;
  const mayAnswer = newAllowance(allowance, clock.uptime);
  let hasSaid = false;
  const failed = (fault: NodeJS.ErrnoException): void => {
    if (!hasSaid) log('warn', 'announce.failed', { port: options.port, code: fault.code });
    hasSaid = true;
  };
  const sites = options.port === 0 ? [] : sitesOf(options.host);
  const posts = sites.map((site) => newPost(site, options, mayAnswer, failed));
  await Promise.all(posts.map(({ renew }) => renew()));

  const again = (): void => {
    for (const post of posts) void post.renew();
    cancel = clock.later(renewMs, again);
  };
  let cancel = clock.later(renewMs, again);
  return {
    async [Symbol.asyncDispose]() {
      cancel();
      await Promise.all(posts.map(({ end }) => end()));
    },
  };
}

/** Where is listened for what is asked, and in which networks. */
interface Site {
  readonly family: 4 | 6;
  readonly bindTo: string;
  readonly covers: (network: Interface) => boolean;
}

/**
 * What reaches the group must not reach the nuvem where it does not listen. A nuvem for this machine alone
 * hears the group alone, of which Windows knows no address to listen at.
 */
function sitesOf(host: string): readonly Site[] {
  const [, bare = host] = /^([^%]*)/.exec(host) ?? [];
  const everywhere = () => true;
  const inside = ({ internal }: Interface): boolean => internal;
  const there = ({ address }: Interface): boolean => address === bare;
  const group = platform === 'win32' ? '127.0.0.1' : groups[4];
  const everywhere4: Site = { family: 4, bindTo: '0.0.0.0', covers: everywhere };
  if (host === '0.0.0.0') return [everywhere4];
  if (host === '::') return [everywhere4, { family: 6, bindTo: '::', covers: everywhere }];
  if (host === '::1') return [{ family: 6, bindTo: '::1', covers: inside }];
  if (host === '127.0.0.1') return [{ family: 4, bindTo: group, covers: inside }];
  if (isIPv4(host)) return [{ family: 4, bindTo: '0.0.0.0', covers: there }];
  // From other IPv6 addresses than that of the link nobody is asked.
  return isLinkLocal(bare) ? [{ family: 6, bindTo: '::', covers: there }] : [];
}

/** A socket that is asked, opened again when it was lost. */
interface Post {
  readonly renew: () => Promise<void>;
  readonly end: () => Promise<void>;
}

function newPost(
  site: Site,
  { port, told }: AnnounceOptions,
  mayAnswer: (who: string) => boolean,
  failed: (fault: NodeJS.ErrnoException) => void,
): Post {
  const answerer = newAnswerer(told, mayAnswer);
  let socket: Socket | undefined;
  let ended = false;

  async function open(): Promise<void> {
    const opened = newSocket(site.family);
    socket = opened;
    opened.on('message', (datagram, from) => answerer.heard(opened, datagram, from));
    await bound(opened, { port, address: site.bindTo }, (fault) => {
      if (socket !== opened) return;
      socket = undefined;
      failed(fault);
      opened.close();
    });
  }

  return {
    async renew() {
      if (!socket) await open();
      const networks = interfacesNow(site.family).filter(site.covers);
      answerer.near(networks);
      if (!ended) for (const network of networks) join(socket, network);
    },
    end() {
      ended = true;
      const last = socket;
      socket = undefined;
      return new Promise((resolve) => (last ? last.close(resolve) : resolve()));
    },
  };
}

interface Answerer {
  /** Whoever is not in one of these networks is not answered. */
  readonly near: (networks: readonly Interface[]) => void;
  readonly heard: (on: Socket, datagram: Buffer, from: RemoteInfo) => void;
}

function newAnswerer(told: AnnounceOptions['told'], mayAnswer: (who: string) => boolean): Answerer {
  let isNear = newTrusted([]);
  return {
    near: (networks) => void (isNear = newTrusted(networks.map(({ network }) => network))),
    heard(on, datagram, { address, port }) {
      const [who = ''] = address.split('%');
      if (port === 0 || !isNear(who)) return;
      const nonce = nonceIn(datagram);
      if (!nonce || !mayAnswer(who)) return;
      // Whether it arrives, nobody knows; who asked asks again.
      on.send(encodeAnswer({ nonce, ...told() }), port, address, () => {});
    },
  };
}

const newSocket = (family: 4 | 6): Socket =>
  createSocket({
    type: family === 4 ? 'udp4' : 'udp6',
    reuseAddr: true,
    ipv6Only: family === 6,
  });

/** Resolves when it is bound, or lost; `lost` may be called later too. */
const bound = (socket: Socket, to: BindOptions, lost: (fault: Error) => void): Promise<void> =>
  new Promise((resolve) => {
    socket.on('close', resolve).on('error', lost);
    socket.bind(to, resolve);
  });

/** Again and again: a network that went and came back has forgotten, and the others say that it is done. */
function join(socket: Socket | undefined, { family, address, zone }: Interface): void {
  try {
    socket?.addMembership(groups[family], family === 4 ? address : `::%${zone}`);
  } catch {
    // Joined already, or a network without multicast: there broadcasts are heard.
  }
}

function nonceIn(datagram: Buffer): Buffer | undefined {
  try {
    return parseProbe(datagram);
  } catch (fault) {
    if (fault instanceof Malformed) return undefined;
    throw fault;
  }
}
