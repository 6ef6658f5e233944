import { networkInterfaces } from 'node:os';
import { platform } from 'node:process';

import { parseNetwork } from './trusted.ts';

/** An address of this machine in one of its networks. */
export interface Interface {
  readonly family: 4 | 6;
  readonly address: string;
  /** The machine's own, which no other one reaches. */
  readonly internal: boolean;
  /** The network around it, like `10.0.0.1/8`. */
  readonly network: string;
  /** What reaches everybody in an IPv4 network; undefined where nobody else can be in it. */
  readonly broadcast: string | undefined;
  /** What follows `%` in an IPv6 address that counts on one link only. */
  readonly zone: string;
}

/** A machine of containers has hundreds of networks; somebody else's nuvem is in one of the first. */
const most = 32;

/** The networks of now: they come and go. */
export function interfacesNow(family: 4 | 6): readonly Interface[] {
  const all = Object.entries(allOfThem()).flatMap(([name, addresses = []]) =>
    addresses
      .filter((one) => one.family === `IPv${family}`)
      .map(({ address, netmask, internal, cidr, ...rest }) => ({
        family,
        address,
        internal,
        network: cidr ?? '',
        broadcast: family === 4 ? broadcastOf(address, netmask) : undefined,
        zone: platform === 'win32' ? String('scopeid' in rest ? rest.scopeid : 0) : name,
      })),
  );
  return all.filter(({ network }) => parseNetwork(network)).slice(0, most);
}

function allOfThem(): ReturnType<typeof networkInterfaces> {
  try {
    return networkInterfaces();
  } catch {
    // Some systems tell a program nothing of their networks.
    return {};
  }
}

/** Whether an IPv6 address counts on its own link only. */
export const isLinkLocal = (address: string): boolean => /^fe[89ab]/i.test(address);

function broadcastOf(address: string, netmask: string): string | undefined {
  const mask = netmask.split('.').map(Number);
  const bytes = address.split('.').map((byte, at) => (Number(byte) | ~(mask[at] ?? 0)) & 255);
  const broadcast = bytes.join('.');
  return broadcast === address ? undefined : broadcast;
}
