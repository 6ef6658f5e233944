import type { Socket } from 'node:net';
import { createServer, type TLSSocket, type TlsOptions } from 'node:tls';

import type { Line } from '../protocol/line.ts';
import type { Certificate } from './certificate.ts';
import { type Gate, newGate } from './gate.ts';
import { awaitKnock, type Knock } from './knock.ts';
import { lineOf } from './line.ts';
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
  const { silent } = hall;
  const visitors = new Map<string, Visitor>();
  const tls = createServer(tlsOptions(options, options.certificate), (socket) => {
    welcome(socket, visitors.get(keyOf(socket)), options);
  });

  function visit(socket: Socket): void {
    const visitor = newVisitor(socket, options.handshakeMs ?? 10_000);
    visitors.set(visitor.key, visitor);
    visitor.onLeave(() => {
      silent.delete(visitor);
      visitors.delete(visitor.key);
    });
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
      shake(hall, visitor, () => void tls.emit('connection', socket));
    }
  }

  return {
    visit,
    reload: (certificate) => tls.setSecureContext(tlsOptions(options, certificate)),
    shed: () => oldest(silent, Math.ceil(silent.size / 2)),
    close() {
      for (const { socket } of visitors.values()) socket.destroy();
    },
  };
}

/** Where visitors wait. */
interface Hall {
  readonly gate: Gate;
  readonly stallMs: number;
  readonly silent: Set<Visitor>;
  readonly silentAtOnce: number;
}

const newHall = (options: DoorOptions): Hall => ({
  gate: newGate(options.handshakesAtOnce ?? 200),
  stallMs: options.stallMs ?? 500,
  silent: new Set(),
  silentAtOnce: options.silentAtOnce ?? 4096,
});

/** What it does next is its own business; when too many do nothing, the oldest goes. */
function waitFor({ silent, silentAtOnce }: Hall, visitor: Visitor): void {
  silent.add(visitor);
  if (silent.size > silentAtOnce) oldest(silent, 1);
}

function shake(hall: Hall, visitor: Visitor, begin: () => void): void {
  const giveBack = hall.gate.enter(visitor.address, () => {
    const timer = setTimeout(() => {
      giveBack();
      waitFor(hall, visitor);
    }, hall.stallMs);
    visitor.onLeave(() => clearTimeout(timer));
    begin();
  });
  visitor.onLeave(giveBack);
}

/** A connection that is not through yet. */
interface Visitor {
  readonly socket: Socket;
  /** What ties the finished TLS socket to the one it began as. */
  readonly key: string;
  address: string;
  readonly onLeave: (undo: () => void) => void;
  /** Through, or gone. */
  readonly leave: () => void;
}

function newVisitor(socket: Socket, patienceMs: number): Visitor {
  const undos: Array<() => void> = [];
  const timer = setTimeout(() => socket.destroy(), patienceMs);
  socket.on('error', ignore).on('close', leave);

  function leave(): void {
    clearTimeout(timer);
    socket.off('close', leave);
    for (const undo of undos.splice(0)) undo();
  }
  return {
    socket,
    key: keyOf(socket),
    address: addressOf(socket),
    onLeave: (undo) => void undos.push(undo),
    leave,
  };
}

/** How long a client that comes back needs no full handshake. */
const ticketSeconds = 86_400;

const protocols = { chat: 'pychat/1', web: 'http/1.1' } as const;

function welcome(socket: TLSSocket, visitor: Visitor | undefined, options: DoorOptions): void {
  // One that left in this very moment.
  visitor?.leave();
  if (!visitor) socket.destroy();
  else if (socket.alpnProtocol === protocols.chat) options.onLine(lineOf(socket, visitor.address));
  else (options.onHttp ?? answerBrowser)(socket);
}

function tlsOptions({ tls12, ticketKeys }: DoorOptions, certificate: Certificate): TlsOptions {
  return {
    cert: certificate.cert,
    key: certificate.key,
    minVersion: tls12 ? 'TLSv1.2' : 'TLSv1.3',
    ALPNProtocols: Object.values(protocols),
    // A ticket is good for the key it was given under only, so that a new key is seen at once.
    sessionIdContext: certificate.keyDigest.toString('base64url').slice(0, 32),
    sessionTimeout: ticketSeconds,
    ...(ticketKeys && { ticketKeys }),
  };
}

const keyOf = ({ remoteAddress, remotePort, localAddress }: Socket): string =>
  `${remoteAddress} ${remotePort} ${localAddress}`;

/** An IPv4 peer of a port that listens on both is known by its IPv4 address. */
const addressOf = ({ remoteAddress = '' }: Socket): string =>
  remoteAddress.replace(/^::ffff:(?=\d+\.)/i, '');

function oldest(silent: Set<Visitor>, count: number): void {
  for (const { socket } of [...silent].slice(0, count)) socket.destroy();
}

const ignore = (): void => {};
