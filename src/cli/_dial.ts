import { parseAddress } from '../base/address.ts';
import { ClientError } from '../client/port.ts';
import type { Dial } from '../client/ports.ts';
import { dial, type DialProblem, type DialWhy, type Tickets } from '../net/dial.ts';
import { Failure, exits } from './failure.ts';

/** The client's way to a nuvem. Whom it trusts is decided by the client, before it says anything. */
export function dialler(): Dial {
  const tickets: Tickets = new Map();
  return async (where, signal) => {
    const address = parseAddress(where);
    if (!address.ok) throw new Failure(`${address.error}. Check the address`, exits.usage);
    const dialled = await dial({ addresses: [address.value], trust: () => true, signal, tickets });
    if (!dialled.ok) throw new ClientError('unreachable', dialSentence(dialled.error));
    const { line, peer } = dialled.value;
    return { line, key: peer.keyDigest, vouched: peer.authority };
  };
}

const givenUp = (where: string): string => `Connecting to ${where} was given up. Try again`;

const sentences: Readonly<
  Record<DialWhy, (where: string, host: string, detail: string) => string>
> = {
  refused: (where) => `Nothing listens at ${where}. Start a nuvem there, or check the address`,
  unresolved: (_where, host, detail) =>
    `There is no host named ${host} (${detail}). Check the address and this machine's network`,
  unreachable: (where, _host, detail) =>
    `There is no way to ${where} (${detail}). Check this machine's network`,
  timeout: (where) => `${where} did not answer in time. Check the address, or try later`,
  closed: (where) => `${where} hung up before a word was said. Check that a nuvem runs there`,
  other: (where) =>
    `Something that is no nuvem answers at ${where}. Check the address and the port`,
  key: givenUp,
  aborted: givenUp,
};

/** Why nobody could be reached, and what to do. */
export const dialSentence = ({ why, address, detail }: DialProblem): string =>
  sentences[why](`${address.host} port ${address.port}`, address.host, detail);
