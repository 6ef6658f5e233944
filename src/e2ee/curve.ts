import {
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';

/** The two curves of the suite. Keys are 32 raw bytes everywhere outside of this file. */
export type Curve = 'x25519' | 'ed25519';

/** What DER puts in front of a private key's 32 bytes (PKCS#8). */
const heads = {
  x25519: '302e020100300506032b656e04220420',
  ed25519: '302e020100300506032b657004220420',
} as const;
const names = { x25519: 'X25519', ed25519: 'Ed25519' } as const;

export function privateKey(curve: Curve, raw: Uint8Array): KeyObject {
  const key = Buffer.concat([Buffer.from(heads[curve], 'hex'), raw32(raw)]);
  try {
    return createPrivateKey({ key, format: 'der', type: 'pkcs8' });
  } finally {
    key.fill(0);
  }
}

/** As JWK: OpenSSL 3.0 takes as long for the DER of a key as for a signature. */
export function publicKey(curve: Curve, raw: Uint8Array): KeyObject {
  const x = Buffer.from(raw32(raw)).toString('base64url');
  return createPublicKey({ key: { kty: 'OKP', crv: names[curve], x }, format: 'jwk' });
}

export const rawPrivate = (key: KeyObject): Uint8Array =>
  new Uint8Array(key.export({ format: 'der', type: 'pkcs8' }).subarray(-32));

/** Of the public half of a new pair. */
export const rawPublic = (key: KeyObject): Uint8Array =>
  new Uint8Array(key.export({ format: 'der', type: 'spki' }).subarray(-32));

/**
 * The public half of a private key that was read. As JWK, which is quick; never of a new pair: Node exports it under
 * the lock that the end of the pair's making takes, too, and stands still when garbage is collected in between.
 */
export const rawPublicOf = (key: KeyObject): Uint8Array =>
  new Uint8Array(Buffer.from(createPublicKey(key).export({ format: 'jwk' }).x ?? '', 'base64url'));

/** Both halves of a new key, as key objects of node. */
export const newPair = (
  curve: Curve,
): { readonly private: KeyObject; readonly public: KeyObject } => {
  const made = curve === 'x25519' ? generateKeyPairSync('x25519') : generateKeyPairSync('ed25519');
  return { private: made.privateKey, public: made.publicKey };
};

/** The shared secret of X25519. Throws for a public key of low order, which would make it known. */
export function agree(own: KeyObject, other: KeyObject): Uint8Array {
  const secret = diffieHellman({ privateKey: own, publicKey: other });
  if (secret.every((byte) => byte === 0)) throw new RangeError('A public key of low order');
  return new Uint8Array(secret);
}

export const signed = (secret: Uint8Array, message: Uint8Array): Uint8Array =>
  new Uint8Array(sign(null, message, signingKey(secret)));

export function isSigned(key: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  return key.length === 32 && verify(null, message, verifyingKey(key), signature);
}

export type IsSigned = typeof isSigned;

/** The same in another thread. */
export const isSignedLater = (
  key: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> =>
  new Promise((resolve) => {
    if (key.length !== 32) return resolve(false);
    const look = verifyingKey(key);
    verify(null, message, look, signature, (fault, holds) => resolve(!fault && holds));
  });

/** Reading a key costs as much as a signature, so the latest are kept. */
const kept = 4096;
const verifying = new Map<string, KeyObject>();
function verifyingKey(raw: Uint8Array): KeyObject {
  const name = Buffer.from(raw.buffer, raw.byteOffset, raw.length).toString('latin1');
  const known = verifying.get(name);
  if (known) return known;
  const key = publicKey('ed25519', raw);
  for (const oldest of verifying.keys()) {
    if (verifying.size < kept) break;
    verifying.delete(oldest);
  }
  verifying.set(name, key);
  return key;
}

/** Lives as long as the bytes it was made of, so that forgetting a room forgets its key. */
const signing = new WeakMap<Uint8Array, KeyObject>();
function signingKey(raw: Uint8Array): KeyObject {
  const known = signing.get(raw);
  if (known) return known;
  const key = privateKey('ed25519', raw);
  signing.set(raw, key);
  return key;
}

function raw32(raw: Uint8Array): Uint8Array {
  if (raw.length !== 32) throw new RangeError('A key of this curve has 32 bytes');
  return raw;
}
