import { parseAddress } from '../base/address.ts';
import { ClientError } from '../client/port.ts';
import type { Dial } from '../client/ports.ts';
import { dial, type DialProblem, type Tickets } from '../net/dial.ts';
import type { Reason } from '../words/reason.ts';
import { Failure, exits } from './failure.ts';

/** The client's way to a nuvem. Whom it trusts is decided by the client, before it says anything. */
export function dialler(): Dial {
  const tickets: Tickets = new Map();
  return async (where, signal) => {
    const address = parseAddress(where);
    if (!address.ok) throw new Failure(address.error, exits.usage);
    const dialled = await dial({ addresses: [address.value], trust: () => true, signal, tickets });
    if (!dialled.ok) throw new ClientError('unreachable', dialReason(dialled.error));
    const { line, peer } = dialled.value;
    return { line, key: peer.keyDigest, vouched: peer.authority };
  };
}

/** Why nobody could be reached, and what to do. */
export function dialReason({ why, address, detail }: DialProblem): Reason {
  const way = why === 'key' || why === 'aborted' ? 'given-up' : why;
  return ['way', way, address.host, address.port, detail];
}
