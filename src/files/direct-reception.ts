import type { Socket } from 'node:net';

import type { Welcome } from '../client/files/carrier-port.ts';
import { greet, type Proven } from './direct-greet.ts';
import { newAccused, newPlaces } from './direct-places.ts';
import type { DirectKeys } from './direct-proof.ts';
import type { Offered } from './flow.ts';

export interface DirectOffer {
  /** Of the file, in hex. */
  readonly id: string;
  readonly keys: DirectKeys;
  readonly file: Offered;
}

export interface DirectVisitor extends Pick<Proven<DirectOffer>, 'offer' | 'marks'> {
  /** Nobody else is to have the file. */
  readonly isOnly: boolean;
  /** Rests until somebody listens, and is closed when the offer is withdrawn. */
  readonly socket: Socket;
}

/** Asked when somebody showed the key of a file, and said which device it is. */
export type MayServe = (id: string, device: number) => Welcome | Promise<Welcome>;

export interface ReceptionOptions {
  readonly offers: ReadonlyMap<string, DirectOffer>;
  readonly mayServe: MayServe;
  readonly onVisitor: (visitor: DirectVisitor) => void;
  /** How long a stranger may take. */
  readonly patienceMs?: number;
}

export interface Reception extends Disposable {
  readonly visit: (socket: Socket) => void;
  /** Ends connections by the file they are for; nothing yet for those of strangers. */
  readonly cutOff: (whose: (id: string | undefined) => boolean) => void;
}

/** Connections that proved nothing yet: in all, and of one machine. */
const mostStrangers = 16;
const strangersEach = 4;
const strangerMs = 5000;
/** Receivers at once: in all, and of one machine. */
const mostVisitors = 8;
const visitorsEach = 4;

/** A stranger holds one of a few places for a few seconds; whoever has a key gets what it opens, and nothing else. */
export function newReception(options: ReceptionOptions): Reception {
  const { offers, mayServe, onVisitor, patienceMs = strangerMs } = options;
  const strangers = newPlaces<Socket>(mostStrangers, strangersEach);
  const visitors = newPlaces<Socket>(mostVisitors, visitorsEach);
  const accused = newAccused();
  const sockets = new Map<Socket, string | undefined>();

  function visit(socket: Socket): void {
    const machine = machineOf(socket.remoteAddress);
    socket.on('error', () => socket.destroy());
    if (accused.has(machine) || !strangers.take(machine, socket)) return void socket.destroy();
    sockets.set(socket, undefined);
    socket.on('close', () => {
      sockets.delete(socket);
      strangers.leave(socket);
      visitors.leave(socket);
    });
    void receive(socket, machine);
  }

  async function receive(socket: Socket, machine: string): Promise<void> {
    const proven = await greet(socket, () => offers.values(), patienceMs);
    if (proven === false) accused.add(machine);
    const welcome = proven ? await welcomeOf(mayServe, proven) : 'no';
    // Withdrawn meanwhile, gone meanwhile, or one too many: the receiver has another way.
    if (!proven || welcome === 'no' || !hasPlace(socket, machine, proven.offer))
      return void socket.destroy();
    const { offer, marks } = proven;
    strangers.leave(socket);
    sockets.set(socket, offer.id);
    proven.answer();
    onVisitor({ offer, marks, socket, isOnly: welcome === 'only' });
  }

  const hasPlace = (socket: Socket, machine: string, offer: DirectOffer): boolean =>
    offers.get(offer.id) === offer && !socket.destroyed && visitors.take(machine, socket);

  return {
    visit,
    cutOff(whose) {
      for (const [socket, id] of sockets) if (whose(id)) socket.destroy();
    },
    [Symbol.dispose]: () => accused[Symbol.dispose](),
  };
}

/** Of whom nothing can be learned has the other way. */
async function welcomeOf(
  mayServe: MayServe,
  { offer, device }: Proven<DirectOffer>,
): Promise<Welcome> {
  try {
    return await mayServe(offer.id, device);
  } catch {
    return 'no';
  }
}

/** An address of IPv4 is the same one on a socket of IPv6. */
const machineOf = (address = ''): string => address.replace(/^::ffff:/, '');
