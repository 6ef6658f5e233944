import { createHash, type KeyObject } from 'node:crypto';

/** Names a public key: `sha256:` and the base64url of the SHA-256 of its SPKI, always in this one form. */
export type Fingerprint = `sha256:${string}`;

/** `digest` is the 32 bytes of the SHA-256. */
export const fingerprintOf = (digest: Uint8Array): Fingerprint =>
  `sha256:${Buffer.from(digest).toString('base64url')}`;

export const digestOf = (fingerprint: Fingerprint): Buffer =>
  Buffer.from(fingerprint.slice('sha256:'.length), 'base64url');

/** Reads what a person may have copied: base64url, base64 or hex, the latter with or without colons. */
export function parseFingerprint(text: string): Fingerprint | undefined {
  const digest = /^sha256:(.*)$/is.exec(text.trim())?.[1];
  if (digest === undefined) return undefined;
  if (/^(?:[0-9a-f]{64}|(?:[0-9a-f]{2}:){31}[0-9a-f]{2})$/i.test(digest))
    return fingerprintOf(Buffer.from(digest.replaceAll(':', ''), 'hex'));
  if (!/^[\w+/-]{43}=?$/.test(digest)) return undefined;
  const bytes = Buffer.from(digest, 'base64url');
  const exact = bytes.toString('base64url');
  const asWritten = digest.replaceAll('+', '-').replaceAll('/', '_').replace('=', '');
  return exact === asWritten ? fingerprintOf(bytes) : undefined;
}

/** SHA-256 of a public key in its SPKI form: what clients pin, so that a renewal keeps the pin. */
export const digestOfKey = (key: KeyObject): Buffer =>
  createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest();
