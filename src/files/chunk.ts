import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto';

import { letGo } from '../base/let-go.ts';

/*
 * A sealed chunk: salt (16) ‖ AES-256-GCM ‖ tag (16). Key and nonce are derived from the file's key for this salt
 * and this index, so that a chunk sealed again is under another key; id, index and whether it is the last one are
 * part of what the tag covers.
 */
const saltSize = 16;
const tagSize = 16;
const algorithm = 'aes-256-gcm';
const options = { authTagLength: tagSize };
const label = Buffer.from('pychat-file/1 chunk');
const first = Buffer.concat([label, Buffer.of(1)]);
const second = Buffer.concat([label, Buffer.of(2)]);

/** Seals and opens the chunks of one file. */
export interface Seal {
  /**
   * Seals a chunk into `into`, from `at` on, and answers how long it is there; `tail` follows the plain bytes, and
   * makes it the last one. The salt is random, and never used again.
   */
  readonly seal: (chunk: Chunk, salt: Uint8Array, into: Buffer, at: number) => number;
  /** What was sealed as this chunk; undefined for anything else. */
  readonly open: (index: number, final: boolean, sealed: Uint8Array) => Buffer | undefined;
}

export interface Chunk {
  readonly index: number;
  readonly plain: Uint8Array;
  readonly tail?: Uint8Array;
}

/** `id` has 16 bytes, `key` 32. */
export function newSeal(id: Uint8Array, key: Uint8Array): Seal {
  return {
    seal({ index, plain, tail }, salt, into, at) {
      const { under, nonce } = derived(key, salt, index);
      const cipher = createCipheriv(algorithm, under, nonce, options);
      cipher.setAAD(covered(id, index, tail !== undefined));
      into.set(salt, at);
      let end = at + saltSize;
      for (const part of tail ? [plain, tail] : [plain]) {
        const made = cipher.update(part);
        into.set(made, end);
        letGo(made);
        end += part.length;
      }
      // Of a stream there is nothing left here; it makes the tag.
      cipher.final();
      into.set(cipher.getAuthTag(), end);
      return end + tagSize - at;
    },
    open(index, final, sealed) {
      if (sealed.length < saltSize + tagSize) return undefined;
      const { under, nonce } = derived(key, sealed.subarray(0, saltSize), index);
      const decipher = createDecipheriv(algorithm, under, nonce, options);
      decipher.setAAD(covered(id, index, final)).setAuthTag(sealed.subarray(-tagSize));
      const plain = decipher.update(sealed.subarray(saltSize, -tagSize));
      try {
        decipher.final();
        return plain;
      } catch {
        // The tag does not fit: the one way in which GCM fails.
        return undefined;
      }
    },
  };
}

/** HKDF of RFC 5869 with SHA-256; two blocks of it are a key of 32 bytes and a nonce of 12. */
function derived(
  secret: Uint8Array,
  salt: Uint8Array,
  index: number,
): { readonly under: Buffer; readonly nonce: Buffer } {
  const place = Buffer.allocUnsafe(saltSize + 4);
  place.set(salt);
  place.writeUInt32BE(index, saltSize);
  const pseudorandom = createHmac('sha256', place).update(secret).digest();
  const under = createHmac('sha256', pseudorandom).update(first).digest();
  const rest = createHmac('sha256', pseudorandom).update(under).update(second).digest();
  return { under, nonce: rest.subarray(0, 12) };
}

function covered(id: Uint8Array, index: number, final: boolean): Buffer {
  const bytes = Buffer.allocUnsafe(id.length + 5);
  bytes.set(id);
  bytes.writeUInt32BE(index, id.length);
  bytes[id.length + 4] = final ? 1 : 0;
  return bytes;
}
