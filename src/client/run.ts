import type { Client } from './port.ts';
import type { Account, Ports } from './ports.ts';

/** Opens the account's client: it lives, and keeps its link, until it is disposed of. */
export async function openClient(ports: Ports, account: Account): Promise<Client> {
  await ports.db.load();
  throw new Error(`not there yet: ${account.name}`);
}
