import type { Clock } from '../base/clock.ts';
import type { Line } from '../protocol/line.ts';
import type { Account } from './account.ts';
import type { Db } from './db-port.ts';
import type { Opaque } from './opaque-port.ts';

/** A connection that stands, and who answered at its other end. */
export interface Dialled {
  readonly line: Line;
  /** SHA-256 of the public key (SPKI) in the certificate that was shown: 32 bytes. */
  readonly key: Uint8Array;
  /** The certificate is vouched for by a public authority, for this host name. */
  readonly vouched: boolean;
}

/** Opens a TLS line to `host:port`. Throws when nobody answers; gives up with the signal. */
export type Dial = (address: string, signal: AbortSignal) => Promise<Dialled>;

/** Where the account is kept. `save` resolves when it is durable: only then may the former ticket be forgotten. */
export interface Keep {
  readonly save: (account: Account) => Promise<void>;
  readonly forget: () => Promise<void>;
}

/** All that the client needs of the world. */
export interface Ports {
  readonly dial: Dial;
  readonly opaque: Opaque;
  readonly db: Db;
  readonly keep: Keep;
  readonly clock: Clock;
  readonly random: (bytes: number) => Buffer;
  /** Between 0 and 1: the jitter of reconnecting. */
  readonly chance: () => number;
  /** Direct messages and groups leave this device sealed, and in no other way. */
  readonly seals: boolean;
  /** People are asked before something is sealed for who is new in a room; without it nobody is. */
  readonly wary?: boolean;
  /** Program and version, told to the nuvem. */
  readonly agent: string;
}
