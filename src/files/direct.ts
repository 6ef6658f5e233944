import { networkInterfaces } from 'node:os';

import { candidatesOf, type Interfaces, placesOf } from './direct-candidates.ts';
import { newDirectDoor } from './direct-door.ts';
import { inflowOf } from './direct-inflow.ts';
import { directKeys } from './direct-proof.ts';
import { reach } from './direct-reach.ts';
import type { MayServe } from './direct-reception.ts';
import { serve } from './direct-serve.ts';
import type { Direct } from './flow.ts';

export interface DirectOptions {
  /** The port of the last time, which offers that are not done yet name. */
  readonly port?: number;
  /** Keeps the one that is listened on now. */
  readonly keep?: (port: number) => void;
  /** Whether a file may still be given to a device that has its key: people who were removed have it, too. */
  readonly mayServe?: MayServe;
  /** So long a silent network may keep a receiver from the nuvem. */
  readonly patienceMs?: number;
  readonly interfaces?: () => Interfaces;
  /** Where to listen; usually on every address of this machine. */
  readonly host?: string;
}

const usualPatienceMs = 300;

/** The ways between two devices of the same network: a door for what this one sends, and calls at those of others. */
export function newDirect(options: DirectOptions = {}): Direct {
  const { interfaces = networkInterfaces, patienceMs = usualPatienceMs } = options;
  const door = newDirectDoor({
    port: options.port,
    host: options.host,
    mayServe: options.mayServe ?? (() => 'yes'),
    onVisitor: (visitor) => void serve(visitor),
  });
  let kept = options.port;

  async function candidates(): Promise<readonly string[]> {
    const port = await door.port();
    if (port === undefined) return [];
    if (port !== kept) options.keep?.(port);
    kept = port;
    return candidatesOf(interfaces(), port);
  }

  return {
    offer(file) {
      const id = Buffer.from(file.id).toString('hex');
      const offer = { id, keys: directKeys(file.key, file.id), file };
      door.offer(offer);
      return () => Promise.resolve(door.withdraw(offer));
    },
    candidates,
    async reach(wanted, from) {
      const places = placesOf(from, interfaces());
      const as = { keys: directKeys(wanted.key, wanted.id), device: wanted.device };
      const reached = await reach(places, as, wanted.signal, patienceMs);
      return reached && inflowOf(reached, wanted);
    },
    [Symbol.asyncDispose]: () => door[Symbol.asyncDispose](),
  };
}
