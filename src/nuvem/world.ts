import type { Log } from '../base/log.ts';
import type { Store } from '../store/port.ts';
import type { Accounts } from './accounts.ts';
import type { Hub } from './hub.ts';
import type { Limits } from './limits.ts';

/** Everything a handler may touch. Nothing is reached by import, so tests pass their own. */
export interface World {
  readonly name: string;
  readonly store: Store;
  readonly hub: Hub;
  readonly accounts: Accounts;
  readonly limits: Limits;
  readonly log: Log;
  readonly now: () => number;
  readonly random: (bytes: number) => Buffer;
  /** SHA-256 of the public keys this nuvem answers with. What a device signs must name one of them. */
  readonly keys: () => readonly Buffer[];
  readonly registration: 'open' | 'invite' | 'closed';
  /** What the control socket may ask for. */
  readonly stop: () => void;
  readonly reload: () => Promise<void>;
}
