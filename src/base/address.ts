import type { Reason } from '../words/reason.ts';
import { type Fingerprint, parseFingerprint } from './fingerprint.ts';
import { no, ok, type Result } from './result.ts';

export const defaultPort = 7070;

/** Where a nuvem is, and, where it was said, which key it must show. */
export interface Address {
  /** A name, or an IPv4 or IPv6 address without brackets; lower case. */
  readonly host: string;
  readonly port: number;
  readonly fingerprint?: Fingerprint;
}

/** Reads `host`, `host:port`, `[v6]:port` or a bare v6, and what may follow after `#`. */
export function parseAddress(text: string): Result<Address, Reason> {
  const [where = '', ...marks] = text.trim().split('#');
  const parts = partsOf(where);
  const host = parts && hostOf(parts.host);
  if (host === undefined) return no(['address-host', quoted(where)]);
  const port = portOf(parts?.tail ?? '');
  if (port === undefined) return no(['address-port', quoted(where)]);
  if (marks.length === 0) return ok({ host, port });
  const fingerprint = parseFingerprint(marks.join('#'));
  return fingerprint ? ok({ host, port, fingerprint }) : no(['address-mark']);
}

/** The one form in which addresses are shown and kept; `parseAddress` reads it back. */
export function formatAddress({ host, port, fingerprint }: Address): string {
  const where = host.includes(':') ? `[${host}]` : host;
  return `${where}${port === defaultPort ? '' : `:${port}`}${fingerprint ? `#${fingerprint}` : ''}`;
}

function portOf(tail: string): number | undefined {
  if (tail === '') return defaultPort;
  if (!/^:\d{1,5}$/.test(tail)) return undefined;
  const port = Number(tail.slice(1));
  return port >= 1 && port <= 65_535 ? port : undefined;
}

/** The host, and the colon and port behind it, if any. Brackets mark IPv6, and so do two colons. */
function partsOf(where: string): { readonly host: string; readonly tail: string } | undefined {
  const bracketed = /^(\[.*:.*\])(:.*)?$/.exec(where);
  const plain = /^([^:]*)(:[^:]*)?$/.exec(where);
  const [, host, tail = ''] = bracketed ?? plain ?? [where, `[${where}]`];
  return host === undefined ? undefined : { host, tail };
}

function hostOf(text: string): string | undefined {
  if (text.startsWith('[')) return v6Of(text.slice(1, -1));
  if (/^[\d.]+$/.test(text)) return isV4(text) ? text : undefined;
  const name = nameOf(text);
  return name !== undefined && name.length <= 253 && name.split('.').every(isLabel)
    ? name
    : undefined;
}

const isLabel = (label: string): boolean => /^[a-z0-9_](?:[\w-]{0,61}[a-z0-9_])?$/.test(label);

/** A link-local address carries the name of a network interface behind `%`, which URLs do not know. */
function v6Of(text: string): string | undefined {
  const [, address = '', zone = ''] = /^([\d:a-f.]+)(%[\w.-]{1,32})?$/i.exec(text) ?? [];
  const url = URL.canParse(`http://[${address}]`) ? new URL(`http://[${address}]`) : undefined;
  return url && `${url.hostname.slice(1, -1)}${zone}`;
}

const isV4 = (text: string): boolean =>
  /^(?:(?:0|[1-9]\d{0,2})(?:\.|$)){4}$/.test(text) &&
  text.split('.').length === 4 &&
  text.split('.').every((part) => Number(part) <= 255);

/** International names become what they are looked up as. */
function nameOf(text: string): string | undefined {
  if (text.length > 1000 || /[\0-\x20/?@\\%[\]<>^|]/.test(text)) return undefined;
  if (!URL.canParse(`http://${text}`)) return undefined;
  const name = new URL(`http://${text}`).hostname.replace(/\.$/, '');
  // A URL takes 0x7f.1 and the like for an address; here such a thing is a mistake.
  return /^[\d.]+$/.test(name) ? undefined : name;
}

/** An error may be printed: what was typed is shown without what a terminal would obey. */
const quoted = (text: string): string =>
  JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
