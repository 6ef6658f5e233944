import { parseAddress } from '../base/address.ts';
import type { Profile } from '../client/account.ts';
import { historyFile } from '../home/history.ts';

/** The file of the last three lines, named after the address as first used. */
export function historyOf({ name, addresses }: Profile): string {
  const first = parseAddress(addresses.at(-1) ?? '');
  return first.ok
    ? historyFile(name, first.value.host, first.value.port)
    : historyFile(name, 'nuvem', 7070);
}
