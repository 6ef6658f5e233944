import { BlockList, isIP } from 'node:net';

/** Tells whether an address is one of a list of addresses and networks like `10.0.0.0/8`. */
export function newTrusted(list: readonly string[]): (address: string) => boolean {
  if (list.length === 0) return () => false;
  const blocks = new BlockList();
  for (const entry of list) {
    const network = parseNetwork(entry);
    if (!network) throw new TypeError(`Expected an address or a network, got ${entry}`);
    blocks.addSubnet(network.address, network.bits, network.family);
  }
  return (address) => blocks.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

export interface Network {
  readonly address: string;
  readonly bits: number;
  readonly family: 'ipv4' | 'ipv6';
}

/** The widest networks that are one operator's own: 10.0.0.0/8, and fc00::/7. */
const widest = { ipv4: 8, ipv6: 7 } as const;
/** Where IPv4 lies within IPv6. */
const mapped = newTrusted(['::ffff:0:0/96']);

/** Whether so many addresses are meant that strangers are among them, who could then claim any address. */
export function isTooWide({ address, bits, family }: Network): boolean {
  const isMapped = family === 'ipv6' && bits >= 96 && mapped(address);
  return isMapped ? bits - 96 < widest.ipv4 : bits < widest[family];
}

/** Undefined for what is neither an address nor a network. */
export function parseNetwork(text: string): Network | undefined {
  const [, address = '', written] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const version = isIP(address);
  if (version === 0 || address.includes('%')) return undefined;
  const most = version === 4 ? 32 : 128;
  const bits = written === undefined ? most : Number(written);
  return bits > most ? undefined : { address, bits, family: version === 4 ? 'ipv4' : 'ipv6' };
}
