import { isIP } from 'node:net';

/** What a load balancer says about a connection before its first byte: the PROXY protocol, versions 1 and 2. */
export type ProxyHeader =
  | 'more'
  | 'bad'
  /** `address` is undefined for a connection of the balancer itself (a health check). */
  | { readonly size: number; readonly address: string | undefined };

const signature = Buffer.from('\r\n\r\n\0\r\nQUIT\n', 'latin1');
/** The longest of version 1; of version 2, what leaves room for any sensible extras. */
const longest1 = 107;
const longest2 = 16 + 2048;

/** Looks at what came so far; `more` means that it is a good beginning. */
export function readProxyHeader(bytes: Buffer): ProxyHeader {
  const seen = Math.min(bytes.length, signature.length);
  if (bytes.compare(signature, 0, seen, 0, seen) === 0)
    return seen < signature.length ? 'more' : version2(bytes);
  return version1(bytes);
}

/*
 * Version 2, after the 12 bytes of the signature:
 *
 *   12       13        14..15   16..
 *   ver|cmd  fam|prot  length   source, destination, ports, extras
 */
function version2(bytes: Buffer): ProxyHeader {
  if (bytes.length < 16) return 'more';
  const size = 16 + bytes.readUInt16BE(14);
  const command = bytes.readUInt8(12);
  if ((command !== 0x20 && command !== 0x21) || size > longest2) return 'bad';
  if (bytes.length < size) return 'more';
  if (command === 0x20) return { size, address: undefined };
  const address = sourceOf(bytes.subarray(13, size));
  return address === undefined ? 'bad' : { size, address };
}

function sourceOf(bytes: Buffer): string | undefined {
  const family = bytes.readUInt8(0);
  if (family === 0x11 && bytes.length >= 3 + 12) return bytes.subarray(3, 7).join('.');
  if (family === 0x21 && bytes.length >= 3 + 36) return v6(bytes.subarray(3, 19));
  return undefined;
}

function v6(bytes: Buffer): string {
  const groups = Array.from({ length: 8 }, (_, at) => bytes.readUInt16BE(2 * at).toString(16));
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1);
}

function version1(bytes: Buffer): ProxyHeader {
  const text = bytes.toString('latin1', 0, longest1);
  const end = text.indexOf('\r\n');
  if (end < 0)
    return text.length < longest1 && 'PROXY '.startsWith(text.slice(0, 6)) ? 'more' : 'bad';
  const size = end + 2;
  const line = text.slice(0, end);
  if (/^PROXY UNKNOWN(?: |$)/.test(line)) return { size, address: undefined };
  const [, family, source] = /^PROXY TCP([46]) (\S+) \S+ \d{1,5} \d{1,5}$/.exec(line) ?? [];
  if (!family || !source || isIP(source) !== Number(family)) return 'bad';
  return { size, address: source.toLowerCase() };
}
