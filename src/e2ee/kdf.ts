import { createHmac, hash } from 'node:crypto';

const zeros = Buffer.alloc(32);
const none = new Uint8Array(0);

export const hmac = (key: Uint8Array, ...parts: readonly Uint8Array[]): Buffer => {
  const mac = createHmac('sha256', key);
  for (const part of parts) mac.update(part);
  return mac.digest();
};

/** HKDF-Extract of RFC 5869 with SHA-256. */
export const extract = (salt: Uint8Array, secret: Uint8Array): Uint8Array =>
  new Uint8Array(hmac(salt.length === 0 ? zeros : salt, secret));

/** HKDF-Expand of RFC 5869 with SHA-256. */
export function expand(key: Uint8Array, info: Uint8Array, length: number): Uint8Array {
  if (length > 255 * 32) throw new RangeError('HKDF gives at most 8160 bytes');
  const out = new Uint8Array(length);
  let block: Uint8Array = none;
  for (let at = 0; at < length; at += 32) {
    block = hmac(key, block, info, Uint8Array.of(at / 32 + 1));
    out.set(block.subarray(0, Math.min(32, length - at)), at);
  }
  return out;
}

/** A purpose that secrets are derived for, with how many bytes: at most one block of HMAC. */
export type Purpose = Uint8Array;

export const purpose = (label: string, length: 12 | 16 | 32): Purpose => {
  const name = Buffer.from(`MLS 1.0 ${label}`);
  return Buffer.concat([Buffer.of(0, length, name.length), name]);
};

const blockSize = 64;
const [inner, outer] = [Buffer.alloc(blockSize + 128), Buffer.alloc(blockSize + 32)];

/**
 * ExpandWithLabel of RFC 9420, of a secret of 32 bytes, with a context of at most 63. A message takes five of these, and
 * an HMAC made of two hashes is quicker than one of node, with nothing left to be collected.
 */
export function derived(secret: Uint8Array, of: Purpose, context: Uint8Array): Uint8Array {
  if (secret.length !== 32 || context.length > 63) throw new RangeError('Too long for one block');
  for (let at = 0; at < blockSize; at += 1) {
    const byte = secret[at] ?? 0;
    inner[at] = byte ^ 0x36;
    outer[at] = byte ^ 0x5c;
  }
  let end = blockSize;
  inner.set(of, end);
  end += of.length;
  inner[end] = context.length;
  inner.set(context, end + 1);
  end += 1 + context.length;
  inner[end] = 1;
  outer.set(hash('sha256', inner.subarray(0, end + 1), 'buffer'), blockSize);
  const block = hash('sha256', outer, 'buffer');
  inner.fill(0);
  outer.fill(0);
  return new Uint8Array(block.subarray(0, of[1]));
}
