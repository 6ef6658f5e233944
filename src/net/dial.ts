import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';

import { type Address, formatAddress } from '../base/address.ts';
import { digestOfKey, type Fingerprint, fingerprintOf } from '../base/fingerprint.ts';
import { no, ok, type Result } from '../base/result.ts';
import type { FileLine } from '../protocol/file-line.ts';
import { longestFileBody } from '../protocol/file-wire.ts';
import { longestBody } from '../protocol/frames.ts';
import type { Line } from '../protocol/line.ts';
import { alpn } from './alpn.ts';
import { type DialWhy, whyOf } from './dial-why.ts';
import { fileLineOf } from './file-line.ts';
import { lineOf } from './line.ts';
import { newTray, type Tray } from './tray.ts';

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

export interface DialledFile {
  readonly line: FileLine;
  readonly peer: Peer;
}

interface Reached {
  readonly socket: TLSSocket;
  readonly peer: Peer;
}

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
  const reached = await reach(options, { protocol: alpn.chat });
  if (!reached.ok) return reached;
  const { socket, peer } = reached.value;
  return ok({ line: lineOf(socket, formatAddress(peer.address), longestBody), peer });
}

/** The same for the bytes of files. */
export async function dialFile(options: DialOptions): Promise<Result<DialledFile, DialProblem>> {
  const tray = newTray(64 * 1024);
  const reached = await reach(options, { protocol: alpn.file, tray });
  if (!reached.ok) return reached;
  const { socket, peer } = reached.value;
  const address = formatAddress(peer.address);
  return ok({ line: fileLineOf(socket, address, { limit: longestFileBody, tray }), peer });
}

/** What is wanted there, and where what it says is read to. */
interface Wanted {
  readonly protocol: string;
  readonly tray?: Tray;
}

async function reach(options: DialOptions, wanted: Wanted): Promise<Result<Reached, DialProblem>> {
  const problems: DialProblem[] = [];
  for (const address of options.addresses) {
    // One after the other: the first is where the nuvem was last seen.
    const dialled = await reachOne(address, options, wanted);
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

async function reachOne(
  address: Address,
  options: DialOptions,
  wanted: Wanted,
): Promise<Result<Reached, DialProblem>> {
  const problem = (why: DialWhy, detail: string, peer?: Peer): Result<never, DialProblem> =>
    no({ why, address, detail, ...(peer && { peer }) });
  const secured = await secure(address, options, wanted);
  if (!secured.ok) return problem(...secured.error);
  const { socket, shown } = secured.value;
  if (socket.alpnProtocol !== wanted.protocol) {
    socket.destroy();
    return problem('other', `TLS without ${wanted.protocol}`);
  }

  const peer = peerOf(address, shown);
  socket.on('error', ignore);
  if (!(await options.trust(peer))) {
    socket.destroy();
    options.tickets?.delete(hintOf(address));
    return problem('key', peer.fingerprint, peer);
  }
  return ok({ socket, peer });
}

const hintOf = ({ host, port }: Address): string => formatAddress({ host, port });

interface Secured {
  readonly socket: TLSSocket;
  readonly shown: Shown;
}

/** Trust is the caller's decision and follows at once, so OpenSSL's own is only noted. */
function secure(
  address: Address,
  { timeoutMs = 10_000, signal, tickets }: DialOptions,
  wanted: Wanted,
): Promise<Result<Secured, [DialWhy, string]>> {
  if (signal?.aborted) return Promise.resolve(no(['aborted', 'before it began']));
  const hint = hintOf(address);
  const ticket = tickets?.get(hint);
  const socket = connecting(address, wanted, ticket?.session);
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

function connecting(
  { host, port }: Address,
  { protocol, tray }: Wanted,
  session: Buffer | undefined,
): TLSSocket {
  return connect({
    host,
    port,
    ALPNProtocols: [protocol],
    minVersion: 'TLSv1.3',
    rejectUnauthorized: false,
    ...(tray && { onread: tray.onread }),
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

function peerOf(address: Address, shown: Shown): Peer {
  const keyDigest = digestOfKey(shown.certificate.publicKey);
  return { address, fingerprint: fingerprintOf(keyDigest), keyDigest, ...shown };
}
