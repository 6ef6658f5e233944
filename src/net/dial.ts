import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';

import { type Address, formatAddress } from '../base/address.ts';
import { digestOfKey, type Fingerprint, fingerprintOf } from '../base/fingerprint.ts';
import { no, ok, type Result } from '../base/result.ts';
import { longestBody } from '../protocol/frames.ts';
import type { Line } from '../protocol/line.ts';
import { lineOf } from './line.ts';

/** Who answers at an address. */
export interface Peer {
  readonly address: Address;
  readonly fingerprint: Fingerprint;
  /** SHA-256 of its public key: the bytes of `fingerprint`. */
  readonly keyDigest: Buffer;
  readonly certificate: X509Certificate;
  /** A public authority vouches for the name that was dialled. */
  readonly authority: boolean;
}

export interface DialOptions {
  /** Tried in turn. */
  readonly addresses: readonly Address[];
  /** Is this the nuvem that was wanted? Nothing was said to it yet. */
  readonly trust: (peer: Peer) => boolean | Promise<boolean>;
  /** Of each address, until its handshake is done. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /** What makes the next handshake shorter; kept by the caller, per nuvem, in memory. */
  readonly tickets?: Tickets;
}

/** The last TLS session of each address, and what was shown then: a resumed one shows no certificate again. */
export type Tickets = Map<string, { readonly session: Buffer; readonly shown: Shown }>;
type Shown = Pick<Peer, 'certificate' | 'authority'>;

export interface Dialled {
  readonly line: Line;
  readonly peer: Peer;
}

export type DialWhy =
  | 'key'
  /** Something else answers there: not TLS, or TLS that is no nuvem. */
  | 'other'
  /** Hung up in the middle of the handshake. */
  | 'closed'
  | 'timeout'
  | 'refused'
  | 'unreachable'
  | 'unresolved'
  | 'aborted';

export interface DialProblem {
  readonly why: DialWhy;
  readonly address: Address;
  /** What the system called it; for a log. */
  readonly detail: string;
  /** For `key`: who was refused. */
  readonly peer?: Peer;
}

/** Opens a line to the first address that answers as it should; else says what went wrong at the most telling one. */
export async function dial(options: DialOptions): Promise<Result<Dialled, DialProblem>> {
  const problems: DialProblem[] = [];
  for (const address of options.addresses) {
    // One after the other: the first is where the nuvem was last seen.
    const dialled = await dialOne(address, options);
    if (dialled.ok) return dialled;
    problems.push(dialled.error);
    if (dialled.error.why === 'aborted') return dialled;
  }
  const [worst] = problems.toSorted((one, other) => telling(one) - telling(other));
  if (!worst) throw new TypeError('Expected at least one address');
  return no(worst);
}

/** A refused key matters more than a host that sleeps. */
const order: readonly DialWhy[] = [
  'aborted',
  'key',
  'other',
  'closed',
  'timeout',
  'refused',
  'unreachable',
  'unresolved',
];
const telling = ({ why }: DialProblem): number => order.indexOf(why);

async function dialOne(
  address: Address,
  options: DialOptions,
): Promise<Result<Dialled, DialProblem>> {
  const problem = (why: DialWhy, detail: string, peer?: Peer): Result<never, DialProblem> =>
    no({ why, address, detail, ...(peer && { peer }) });
  const secured = await secure(address, options);
  if (!secured.ok) return problem(...secured.error);
  const { socket, shown } = secured.value;
  if (socket.alpnProtocol !== protocol) {
    socket.destroy();
    return problem('other', 'TLS without pychat/1');
  }

  const line = lineOf(socket, formatAddress(address), longestBody);
  const peer = peerOf(address, shown);
  if (!(await options.trust(peer))) {
    line.destroy();
    options.tickets?.delete(hintOf(address));
    return problem('key', peer.fingerprint, peer);
  }
  return ok({ line, peer });
}

const protocol = 'pychat/1';
const hintOf = ({ host, port }: Address): string => formatAddress({ host, port });

interface Secured {
  readonly socket: TLSSocket;
  readonly shown: Shown;
}

/** Trust is the caller's decision and follows at once, so OpenSSL's own is only noted. */
function secure(
  address: Address,
  { timeoutMs = 10_000, signal, tickets }: DialOptions,
): Promise<Result<Secured, [DialWhy, string]>> {
  if (signal?.aborted) return Promise.resolve(no(['aborted', 'before it began']));
  const hint = hintOf(address);
  const ticket = tickets?.get(hint);
  const socket = connecting(address, ticket?.session);
  if (tickets)
    socket.on('session', (session: Buffer) => {
      tickets.set(hint, { session, shown: shownBy(socket, ticket?.shown) });
    });
  return new Promise((resolve) => {
    const timer = setTimeout(() => give('timeout', `after ${timeoutMs} ms`), timeoutMs);
    const abort = (): void => give('aborted', 'by the caller');
    signal?.addEventListener('abort', abort);
    socket
      .on('error', failed)
      .once('secureConnect', () => finish(ok({ socket, shown: shownBy(socket, ticket?.shown) })));

    function failed(fault: NodeJS.ErrnoException): void {
      give(whyOf(fault), fault.code ?? fault.message);
    }
    function give(why: DialWhy, detail: string): void {
      tickets?.delete(hint);
      socket.on('error', ignore).destroy();
      finish(no([why, detail]));
    }
    function finish(result: Result<Secured, [DialWhy, string]>): void {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      socket.off('error', failed);
      resolve(result);
    }
  });
}

function connecting({ host, port }: Address, session: Buffer | undefined): TLSSocket {
  return connect({
    host,
    port,
    ALPNProtocols: [protocol],
    minVersion: 'TLSv1.3',
    rejectUnauthorized: false,
    ...(isIP(host) === 0 && { servername: host }),
    ...(session && { session }),
  });
}

function shownBy(socket: TLSSocket, before: Shown | undefined): Shown {
  if (before && socket.isSessionReused()) return before;
  // `getPeerX509Certificate` takes the certificate out of the connection: a second call finds another or none.
  const { raw } = socket.getPeerCertificate();
  return { certificate: new X509Certificate(raw), authority: socket.authorized };
}

const ignore = (): void => {};

const whys: Readonly<Record<string, DialWhy>> = {
  ENOTFOUND: 'unresolved',
  EAI_AGAIN: 'unresolved',
  EAI_FAIL: 'unresolved',
  ECONNREFUSED: 'refused',
  ETIMEDOUT: 'timeout',
  EHOSTUNREACH: 'unreachable',
  EHOSTDOWN: 'unreachable',
  ENETUNREACH: 'unreachable',
  ENETDOWN: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  EACCES: 'unreachable',
  EPERM: 'unreachable',
  EINVAL: 'unreachable',
  ECONNRESET: 'closed',
  EPIPE: 'closed',
  ECONNABORTED: 'closed',
};

/** What is left is OpenSSL's: bytes that are no TLS, or TLS that wants something else. */
function whyOf(fault: NodeJS.ErrnoException): DialWhy {
  return whys[fault.code ?? ''] ?? 'other';
}

function peerOf(address: Address, shown: Shown): Peer {
  const keyDigest = digestOfKey(shown.certificate.publicKey);
  return { address, fingerprint: fingerprintOf(keyDigest), keyDigest, ...shown };
}
