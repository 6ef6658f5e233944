import { type Address, formatAddress } from '../base/address.ts';
import type { Fingerprint } from '../base/fingerprint.ts';
import { keyChanged, trust } from '../client/pins.ts';
import { ClientError } from '../client/port.ts';
import type { Home } from '../home/paths.ts';
import { type PinnedAt, pinsIn } from '../home/pins.ts';
import { dial } from '../net/dial.ts';
import { dialSentence } from './_dial.ts';
import type { Terminal } from './terminal.ts';

/** The address alone, in the one form under which it is kept. */
export const whereOf = ({ host, port }: Address): string => formatAddress({ host, port });

/**
 * Looks who answers at an address. A first meeting is shown and pinned; another key than the one that
 * belongs there is refused. Nothing was said to it yet.
 */
export async function contact(
  home: Home,
  terminal: Terminal,
  { address, name }: { readonly address: Address; readonly name: string },
): Promise<Fingerprint> {
  const dialled = await dial({ addresses: [address], trust: () => true, signal: terminal.signal });
  if (!dialled.ok) throw new ClientError('unreachable', dialSentence(dialled.error));
  const { line, peer } = dialled.value;
  line.destroy();

  const pins = pinsIn(home.data);
  const where = whereOf(address);
  const all = (await pins.all()).map(pinOf);
  const { fingerprint: nuvem, authority: vouched } = peer;
  const meeting = { address: where, nuvem, vouched, expected: address.fingerprint };
  const found = trust(all, meeting);
  if (found.trust === 'changed')
    throw new ClientError('key-changed', keyChanged({ address: where, name }, found));
  if (found.trust === 'new')
    terminal.err(
      `First time at ${where}. Its fingerprint is ${nuvem}; compare it with what its operator says. It is remembered.\n`,
    );
  await pins.pin({ address: where, nuvem });
  return nuvem;
}

const pinOf = ({ address, nuvem }: PinnedAt) => ({ nuvem, addresses: [address] });
