import { createCipheriv, createDecipheriv } from 'node:crypto';

/** AES-128-GCM: what is sealed ends with its tag. */
const tagLength = 16;
const options = { authTagLength: tagLength };

export function encrypted(
  key: Uint8Array,
  nonce: Uint8Array,
  aad: Uint8Array | undefined,
  plain: Uint8Array,
): Uint8Array {
  const cipher = createCipheriv('aes-128-gcm', key, nonce, options);
  if (aad) cipher.setAAD(aad);
  const sealed = new Uint8Array(plain.length + tagLength);
  sealed.set(cipher.update(plain));
  // Of a stream there is nothing left here; it makes the tag.
  cipher.final();
  sealed.set(cipher.getAuthTag(), plain.length);
  return sealed;
}

/** Throws for what was not sealed so. */
export function decrypted(
  key: Uint8Array,
  nonce: Uint8Array,
  aad: Uint8Array | undefined,
  sealed: Uint8Array,
): Uint8Array {
  if (sealed.length < tagLength) throw new RangeError('Shorter than its tag');
  const decipher = createDecipheriv('aes-128-gcm', key, nonce, options);
  if (aad) decipher.setAAD(aad);
  decipher.setAuthTag(sealed.subarray(-tagLength));
  const plain = decipher.update(sealed.subarray(0, -tagLength));
  decipher.final();
  return new Uint8Array(plain.buffer, plain.byteOffset, plain.length);
}
