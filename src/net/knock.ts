import type { Socket } from 'node:net';

import { readProxyHeader } from './proxy.ts';

/** How a connection begins, found out before anything is spent on it. */
export type Knock =
  | { readonly how: 'tls' | 'http'; readonly address: string }
  /** A health check, junk, or a header that has to be there and is not. */
  | { readonly how: 'nothing'; readonly why: string };

const recordHead = 5;
/** A greeting of TLS is not longer than this; what follows it is OpenSSL's. */
const longestGreeting = recordHead + 16 * 1024;

/**
 * Reads the PROXY header, where one is due, and waits for the whole first record of TLS, so that those who
 * connect and then say nothing, or say it drop by drop, never get as far as a handshake. `known` is the
 * peer's address, or undefined when a header has to tell it. What was read behind the header is put back.
 */
export function awaitKnock(
  socket: Socket,
  known: string | undefined,
  onKnock: (knock: Knock) => void,
): void {
  let kept: Buffer = nothing;
  let address = known;
  socket.on('readable', hear);

  function hear(): void {
    const chunk: unknown = socket.read();
    if (!Buffer.isBuffer(chunk)) return;
    kept = kept.length === 0 ? chunk : Buffer.concat([kept, chunk]);
    const knock = look();
    if (!knock) return;
    socket.off('readable', hear);
    if (knock.how !== 'nothing') socket.unshift(kept);
    onKnock(knock);
  }

  function look(): Knock | undefined {
    if (address === undefined) {
      const header = readProxyHeader(kept);
      if (header === 'more') return undefined;
      if (header === 'bad') return { how: 'nothing', why: 'no PROXY header' };
      if (header.address === undefined) return { how: 'nothing', why: 'health check' };
      address = header.address;
      kept = kept.subarray(header.size);
    }
    const how = beginning(kept);
    if (how === 'more') return undefined;
    return how === 'nothing' ? { how, why: 'not TLS' } : { how, address };
  }
}

function beginning(bytes: Buffer): 'tls' | 'http' | 'nothing' | 'more' {
  if (bytes.length === 0) return 'more';
  if (bytes.readUInt8(0) !== 0x16) return plain(bytes);
  if (bytes.length < recordHead) return 'more';
  const size = recordHead + bytes.readUInt16BE(3);
  if (size > longestGreeting) return 'nothing';
  return bytes.length < size ? 'more' : 'tls';
}

function plain(bytes: Buffer): 'http' | 'nothing' | 'more' {
  const word = bytes.toString('latin1', 0, longestVerb);
  if (verbs.some((verb) => word.startsWith(verb))) return 'http';
  return verbs.some((verb) => verb.startsWith(word)) ? 'more' : 'nothing';
}

const verbs = ['GET ', 'HEAD ', 'POST ', 'PUT ', 'DELETE ', 'OPTIONS ', 'CONNECT ', 'PRI '];
const longestVerb = 8;

const nothing = Buffer.alloc(0);
