import { parseAddress } from '../base/address.ts';
import type { Token } from '../client/files/carrier-port.ts';
import { dialFile, type Tickets } from '../net/dial.ts';
import type { FileLine } from '../protocol/file-line.ts';

/** The way of files to a nuvem: to the very one that gave the token, whoever else answers at its address. */
export function fileDialler(): (
  token: Token,
  signal: AbortSignal,
) => Promise<FileLine | undefined> {
  const tickets: Tickets = new Map();
  return async ({ addresses: texts, nuvem }, signal) => {
    const addresses = texts.map(parseAddress).flatMap((read) => (read.ok ? [read.value] : []));
    if (addresses.length === 0) return undefined;
    const dialled = await dialFile({
      addresses,
      trust: ({ fingerprint }) => fingerprint === nuvem,
      signal,
      tickets,
    });
    return dialled.ok ? dialled.value.line : undefined;
  };
}
