import { randomBytes } from 'node:crypto';

import { type Address, formatAddress } from '../base/address.ts';
import { realClock } from '../base/clock.ts';
import { type Fingerprint, parseFingerprint } from '../base/fingerprint.ts';
import { keyChanged, type Trust, trust } from '../client/pins.ts';
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

/** Who answered at an address. */
export interface Looked {
  readonly nuvem: Fingerprint;
  /** A public authority vouches for the name. */
  readonly vouched: boolean;
  /** The key that belonged there signed for this one, and is replaced everywhere in this home. */
  readonly renewed: boolean;
  readonly found: Trust;
}

/** Looks who answers at an address, and whether that is who belongs there. Nothing was said to it yet. */
export async function look(home: Home, address: Address, signal: AbortSignal): Promise<Looked> {
  const dialled = await dial({ addresses: [address], trust: () => true, signal });
  if (!dialled.ok) throw new ClientError('unreachable', dialReason(dialled.error));
  const { line, peer } = dialled.value;
  try {
    return await recognised(home, address, line, peer);
  } finally {
    line.destroy();
  }
}

async function recognised(
  home: Home,
  address: Address,
  line: Line,
  { fingerprint: nuvem, authority: vouched, keyDigest: shown }: Peer,
): Promise<Looked> {
  const all = (await pinsIn(home.data).all()).map(pinOf);
  const where = whereOf(address);
  const found = trust(all, { address: where, nuvem, vouched, expected: address.fingerprint });
  const asIs = { nuvem, vouched, renewed: false, found };
  if (found.trust !== 'changed') return asIs;
  const expected = parseFingerprint(found.expected);
  const asking = { clock: realClock, random: randomBytes, agent, shown };
  if (!expected || !(await isRenewed(line, { ...asking, expected }))) return asIs;
  await followKey(home, expected, nuvem);
  return { nuvem, vouched, renewed: true, found: { trust: 'known' } };
}

/** The same; a first meeting is shown and pinned, and another key than the one that belongs there is refused. */
export async function contact(
  home: Home,
  terminal: Terminal,
  { address, name }: { readonly address: Address; readonly name: string },
): Promise<Fingerprint> {
  const { nuvem, found, renewed: isNew } = await look(home, address, terminal.signal);
  const where = whereOf(address);
  if (found.trust === 'changed')
    throw new ClientError('key-changed', keyChanged({ address: where, name }, found));
  if (isNew) terminal.err(`${inWords(terminal.words.reasons, renewed(where, nuvem))}.\n`);
  await refuseReplaced(home, { where, name }, nuvem);
  if (found.trust === 'new') terminal.err(`${terminal.words.results.firstTime(where, nuvem)}\n`);
  await pinsIn(home.data).pin({ address: where, nuvem });
  return nuvem;
}

/**
 * Where that key answers, of several addresses that it is said to have. When it answers nowhere, the first of
 * them, so that what is wrong there is told.
 */
export async function whereItAnswers(
  [first, ...others]: readonly [Address, ...Address[]],
  fingerprint: Fingerprint,
  signal: AbortSignal,
): Promise<Address> {
  if (others.length === 0) return first;
  const addresses = [first, ...others];
  const trusted = (peer: Peer): boolean => peer.fingerprint === fingerprint;
  const dialled = await dial({ addresses, trust: trusted, timeoutMs: 2000, signal });
  if (!dialled.ok) return first;
  dialled.value.line.destroy();
  return dialled.value.peer.address;
}

/** A key that gave its place to another one may be in the hands of a thief by now. */
export async function refuseReplaced(
  home: Home,
  { where, name }: { readonly where: string; readonly name?: string | undefined },
  nuvem: Fingerprint,
): Promise<void> {
  const all = await accountsIn(home.data).all();
  const account = all.find(
    ({ name: whose, former }) => (name ?? whose) === whose && former?.includes(nuvem),
  );
  if (!account) return;
  const { nuvem: now, name: whose } = account;
  throw new ClientError('key-changed', ['key-replaced', where, nuvem, now, whose]);
}

const pinOf = ({ address, nuvem }: PinnedAt) => ({ nuvem, addresses: [address] });
