import { randomBytes } from 'node:crypto';

import { type Address, formatAddress } from '../base/address.ts';
import { realClock } from '../base/clock.ts';
import { type Fingerprint, parseFingerprint } from '../base/fingerprint.ts';
import { keyChanged, trust } from '../client/pins.ts';
import { ClientError } from '../client/port.ts';
import { isRenewed, renewed } from '../client/renewed.ts';
import { accountsIn } from '../home/accounts.ts';
import type { Home } from '../home/paths.ts';
import { type PinnedAt, pinsIn } from '../home/pins.ts';
import { dial, type Peer } from '../net/dial.ts';
import type { Line } from '../protocol/line.ts';
import { inWords } from '../words/reason.ts';
import { agent } from './_agent.ts';
import { dialReason } from './_dial.ts';
import { followKey } from './_renewed.ts';
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
  if (!dialled.ok) throw new ClientError('unreachable', dialReason(dialled.error));
  const { line, peer } = dialled.value;
  try {
    return await recognised({ home, terminal, address, name }, line, peer);
  } finally {
    line.destroy();
  }
}

interface Contact {
  readonly home: Home;
  readonly terminal: Terminal;
  readonly address: Address;
  readonly name: string;
}

async function recognised(
  { home, terminal, address, name }: Contact,
  line: Line,
  { fingerprint: nuvem, authority: vouched, keyDigest: shown }: Peer,
): Promise<Fingerprint> {
  const pins = pinsIn(home.data);
  const where = whereOf(address);
  const all = (await pins.all()).map(pinOf);
  const found = trust(all, { address: where, nuvem, vouched, expected: address.fingerprint });
  if (found.trust === 'changed') {
    const expected = parseFingerprint(found.expected);
    const asking = { clock: realClock, random: randomBytes, agent, shown };
    if (!expected || !(await isRenewed(line, { ...asking, expected })))
      throw new ClientError('key-changed', keyChanged({ address: where, name }, found));
    await followKey(home, expected, nuvem);
    terminal.err(`${inWords(terminal.words.reasons, renewed(where, nuvem))}.\n`);
  }
  await refuseReplaced(home, { where, name }, nuvem);
  if (found.trust === 'new') terminal.err(`${terminal.words.results.firstTime(where, nuvem)}\n`);
  await pins.pin({ address: where, nuvem });
  return nuvem;
}

/** A key that gave its place to another one may be in the hands of a thief by now. */
async function refuseReplaced(
  home: Home,
  { where, name }: { readonly where: string; readonly name: string },
  nuvem: Fingerprint,
): Promise<void> {
  const all = await accountsIn(home.data).all();
  const account = all.find(({ name: whose, former }) => whose === name && former?.includes(nuvem));
  if (!account) return;
  throw new ClientError('key-changed', ['key-replaced', where, nuvem, account.nuvem, name]);
}

const pinOf = ({ address, nuvem }: PinnedAt) => ({ nuvem, addresses: [address] });
