import { BlockList, isIP } from 'node:net';
import type { NetworkInterfaceInfo } from 'node:os';

/** `os.networkInterfaces()`, or a test's. */
export type Interfaces = Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>;

/** Where a receiver may find a sender. */
export interface Place {
  readonly host: string;
  readonly port: number;
}

/** So many places one offer names, and so many one receiver tries. */
export const mostCandidates = 8;

/**
 * The addresses under which this machine is seen on its networks, as an offer names them: `ip:port`. Only such as
 * lead nowhere else: an address that is valid everywhere would tell people where somebody is.
 */
export function candidatesOf(interfaces: Interfaces, port: number): readonly string[] {
  const all = Object.entries(interfaces).flatMap(([name, infos = []]) =>
    infos.map(({ address, internal }) => ({ name, host: bare(address), internal })),
  );
  const outside = all.filter(
    ({ name, host, internal }) => !internal && isNear(host) && !leadsToMachines(name, host),
  );
  const found = isAlone(interfaces) ? all.filter(({ internal }) => internal) : outside;
  const hosts = new Set(found.map(({ host }) => host).toSorted((a, b) => rank(a) - rank(b)));
  return [...hosts].slice(0, mostCandidates).map((host) => textOf({ host, port }));
}

/**
 * What of an offer may be tried. It was written by somebody else, who could have this machine knock anywhere: names are
 * not looked up, and only places dialled that are on a private network of this machine itself, so that an offer finds
 * out nothing about where a receiver is, and reaches nothing that its author could not reach from there. What listens
 * for this machine alone is reached on one without a network only: then its sender is on it, too. A link-local address
 * holds on each of this machine's own links.
 */
export function placesOf(candidates: readonly string[], interfaces: Interfaces): readonly Place[] {
  const links = Object.entries(interfaces)
    .filter(([, infos]) => infos?.some(({ address }) => isLinkLocal(bare(address))))
    .map(([name]) => name);
  const own = isAlone(interfaces) ? loopback : networksOf(interfaces);
  return candidates
    .flatMap((text) => placeOf(text) ?? [])
    .filter(({ host }) => own.check(host, familyOf(host)))
    .flatMap((place) =>
      isIP(place.host) === 6 && isLinkLocal(place.host)
        ? links.map((link) => ({ ...place, host: `${place.host}%${link}` }))
        : [place],
    )
    .slice(0, mostCandidates);
}

/** A machine that has no network but itself. */
const isAlone = (interfaces: Interfaces): boolean =>
  Object.values(interfaces).every((infos = []) => infos.every(({ internal }) => internal));

/** The private networks that this machine is part of. */
function networksOf(interfaces: Interfaces): BlockList {
  const own = new BlockList();
  for (const [name, infos = []] of Object.entries(interfaces))
    for (const { address, cidr, internal } of infos) {
      const host = bare(address);
      if (internal || !isNear(host) || leadsToMachines(name, host)) continue;
      const [net, bits] = networkOf(host, Number(cidr?.split('/')[1]));
      own.addSubnet(net, bits, familyOf(host));
    }
  return own;
}

/** An address that stands alone is of a network between machines that are anywhere; these have a range of their own. */
function networkOf(host: string, bits: number): readonly [string, number] {
  if (familyOf(host) === 'ipv6') return [host, bits < 128 ? bits : 48];
  return shared.check(host) ? ['100.64.0.0', 10] : [host, Number.isInteger(bits) ? bits : 32];
}

function placeOf(text: string): Place | undefined {
  const [, v6, v4, digits] = /^(?:\[([\d:a-f.]{2,45})\]|([\d.]{7,15})):(\d{4,5})$/.exec(text) ?? [];
  const host = v6 ?? v4 ?? '';
  const port = Number(digits);
  const version = v6 === undefined ? 4 : 6;
  // No service that a system begins with listens above 1023.
  return isIP(host) === version && port >= 1024 && port <= 65_535 ? { host, port } : undefined;
}

const textOf = ({ host, port }: Place): string =>
  host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;

/** Without the name of a link, which means nothing to others. */
const bare = (address: string): string => address.replace(/%.*$/, '').toLowerCase();

function blocks(...subnets: ReadonlyArray<readonly [string, number]>): BlockList {
  const list = new BlockList();
  for (const [net, bits] of subnets) list.addSubnet(net, bits, familyOf(net));
  return list;
}

const familyOf = (host: string): 'ipv4' | 'ipv6' => (isIP(host) === 6 ? 'ipv6' : 'ipv4');

/** 100.64/10 is what providers and private networks between machines give out. */
const near = blocks(
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['169.254.0.0', 16],
  ['100.64.0.0', 10],
  ['fc00::', 7],
  ['fe80::', 10],
);
const shared = blocks(['100.64.0.0', 10]);
const links = blocks(['169.254.0.0', 16], ['fe80::', 10]);
const loopback = blocks(['127.0.0.0', 8], ['::1', 128]);

const isNear = (host: string): boolean => near.check(host, familyOf(host));
const isLinkLocal = (host: string): boolean => links.check(host, familyOf(host));

/** What leads to machines inside of this one: containers and virtual ones. */
const virtual =
  /^(?:docker|br-[\da-f]{6}|virbr|vmnet|vboxnet|lxc|lxdbr|podman|cni|flannel|cali|vnet\d|vethernet \((?:wsl|default switch))/i;
const leadsToMachines = (name: string, host: string): boolean =>
  virtual.test(name) || (name.startsWith('veth') && isLinkLocal(host));

/** What works most often first. */
function rank(host: string): number {
  if (isLinkLocal(host)) return 2;
  return isIP(host) === 4 ? 0 : 1;
}
