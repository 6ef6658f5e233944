import type { Socket } from 'node:net';
import { createSecureContext, type SecureContext, TLSSocket } from 'node:tls';

import type { FileLine } from '../protocol/file-line.ts';
import type { Line } from '../protocol/line.ts';
import { alpn } from './alpn.ts';
import type { Certificate } from './certificate.ts';
import { fileLineOf } from './file-line.ts';
import { type Gate, newGate } from './gate.ts';
import { awaitKnock, type Knock } from './knock.ts';
import { lineOf } from './line.ts';
import { newPatience, type Patience } from './patience.ts';
import { answerBrowser, answerPlainHttp } from './plain.ts';
import { newTrusted } from './trusted.ts';

export interface DoorOptions {
  readonly certificate: Certificate;
  /** Addresses, or networks like `10.0.0.0/8`, that must say in a PROXY header whom they bring. */
  readonly trustProxy?: readonly string[];
  readonly tls12?: boolean;
  /** 48 bytes shared by all nodes, so that a ticket of one is good at another, and after a restart. */
  readonly ticketKeys?: Buffer;
  /** From the connection to the end of the handshake. */
  readonly handshakeMs?: number;
  /** Unfinished handshakes of one network at the same time; the others wait. */
  readonly handshakesAtOnce?: number;
  /** After this an unfinished handshake keeps nobody waiting: it has cost what it costs, the peer is slow. */
  readonly stallMs?: number;
  /** Connections that have not said anything yet, or stopped in the handshake; beyond it the oldest has to go. */
  readonly silentAtOnce?: number;
  readonly onLine: (line: Line) => void;
  /** Gets who comes with the bytes of files. */
  readonly onFile?: (line: FileLine) => void;
  /** Gets who comes with a browser: a finished TLS socket of which nothing was read. */
  readonly onHttp?: (socket: TLSSocket) => void;
}

/** Takes connections as they come in and leads those who finish a handshake to where they want to go. */
export interface Door {
  readonly visit: (socket: Socket) => void;
  readonly reload: (certificate: Certificate) => void;
  /** Makes room: who has waited longest without a word goes. */
  readonly shed: () => void;
  /** Ends everybody who is not through yet. */
  readonly close: () => void;
}

export function newDoor(options: DoorOptions): Door {
  const trusted = newTrusted(options.trustProxy ?? []);
  const hall = newHall(options);
  const { silent, visitors } = hall;
  let context = contextOf(options, options.certificate);

  function visit(socket: Socket): void {
    const visitor = newVisitor(hall, socket);
    waitFor(hall, visitor);
    const known = trusted(visitor.address) ? undefined : visitor.address;
    awaitKnock(socket, known, (knock) => led(visitor, knock));
  }

  function led(visitor: Visitor, knock: Knock): void {
    const { socket } = visitor;
    silent.delete(visitor);
    if (knock.how === 'nothing') socket.destroy();
    else if (knock.how === 'http') answerPlainHttp(socket);
    else {
      visitor.address = knock.address;
      shake(hall, visitor, () => secure(visitor, context, options));
    }
  }

  return {
    visit,
    reload: (certificate) => void (context = contextOf(options, certificate)),
    shed: () => oldest(silent, Math.ceil(silent.size / 2)),
    close() {
      for (const { socket } of visitors.all()) socket.destroy();
    },
  };
}

/** Where visitors wait. */
interface Hall {
  readonly gate: Gate;
  /** Everybody who is not through yet. */
  readonly visitors: Patience<Visitor>;
  /** Who is in a handshake. */
  readonly shaking: Patience<Visitor>;
  readonly silent: Set<Visitor>;
  readonly silentAtOnce: number;
}

function newHall(options: DoorOptions): Hall {
  const hall: Hall = {
    gate: newGate(options.handshakesAtOnce ?? 200),
    visitors: newPatience(options.handshakeMs ?? 10_000, ({ socket }) => socket.destroy()),
    shaking: newPatience(options.stallMs ?? 500, (visitor) => {
      visitor.giveBack();
      waitFor(hall, visitor);
    }),
    silent: new Set(),
    silentAtOnce: options.silentAtOnce ?? 4096,
  };
  return hall;
}

/** What it does next is its own business; when too many do nothing, the oldest goes. */
function waitFor({ silent, silentAtOnce }: Hall, visitor: Visitor): void {
  silent.add(visitor);
  if (silent.size > silentAtOnce) oldest(silent, 1);
}

function shake(hall: Hall, visitor: Visitor, begin: () => void): void {
  visitor.giveBack = hall.gate.enter(visitor.address, () => {
    hall.shaking.add(visitor);
    begin();
  });
}

/** A connection that is not through yet. */
interface Visitor {
  readonly socket: Socket;
  address: string;
  /** Its place in the gate. */
  giveBack: () => void;
  /** Through, or gone. */
  readonly leave: () => void;
}

function newVisitor({ visitors, shaking, silent }: Hall, socket: Socket): Visitor {
  const visitor: Visitor = {
    socket,
    address: addressOf(socket),
    giveBack: nothing,
    leave() {
      socket.off('close', visitor.leave);
      visitors.delete(visitor);
      shaking.delete(visitor);
      silent.delete(visitor);
      visitor.giveBack();
    },
  };
  visitors.add(visitor);
  socket.on('error', nothing).on('close', visitor.leave);
  return visitor;
}

/** How long a client that comes back needs no full handshake. */
const ticketSeconds = 86_400;

const web = 'http/1.1';

/** What ALPN is offered, as it travels: each name behind its length. */
const protocols = Buffer.concat(
  [alpn.chat, alpn.file, web].flatMap((name) => [Buffer.of(name.length), Buffer.from(name)]),
);

/** `tls.Server` would set a timer for each, and not say which socket a finished one began as. */
function secure(visitor: Visitor, secureContext: SecureContext, options: DoorOptions): void {
  const socket = new TLSSocket(visitor.socket, {
    isServer: true,
    secureContext,
    ALPNProtocols: protocols,
  });
  let waiting: Visitor | undefined = visitor;
  socket.on('error', nothing);
  // Not `once`, which leaves the listeners of the socket in a slower and larger form.
  socket.on('secure', () => {
    if (!waiting) return;
    const { address, leave } = waiting;
    // The listener stays as long as the socket; what it waited for need not.
    waiting = undefined;
    leave();
    if (socket.alpnProtocol === alpn.chat) options.onLine(lineOf(socket, address));
    else if (socket.alpnProtocol !== alpn.file) (options.onHttp ?? answerBrowser)(socket);
    else if (options.onFile) options.onFile(fileLineOf(socket, address));
    else socket.destroy();
  });
}

function contextOf({ tls12, ticketKeys }: DoorOptions, certificate: Certificate): SecureContext {
  return createSecureContext({
    cert: certificate.cert,
    key: certificate.key,
    minVersion: tls12 ? 'TLSv1.2' : 'TLSv1.3',
    honorCipherOrder: true,
    // A ticket is good for the key it was given under only, so that a new key is seen at once.
    sessionIdContext: certificate.keyDigest.toString('base64url').slice(0, 32),
    sessionTimeout: ticketSeconds,
    ...(ticketKeys && { ticketKeys }),
  });
}

/** An IPv4 peer of a port that listens on both is known by its IPv4 address. */
const addressOf = ({ remoteAddress = '' }: Socket): string =>
  remoteAddress.replace(/^::ffff:(?=\d+\.)/i, '');

function oldest(silent: Set<Visitor>, count: number): void {
  for (const { socket } of [...silent].slice(0, count)) socket.destroy();
}

const nothing = (): void => {};
