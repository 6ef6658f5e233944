import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  hkdfSync,
  type KeyObject,
  sign,
} from 'node:crypto';

import { certBytes, type Proof, proofBytes } from '../protocol/proof.ts';

/** An Ed25519 key pair in its short forms: a seed of 32 bytes, which is the secret, and a public key of 32. */
export interface Pair {
  readonly secret: Uint8Array;
  readonly public: Uint8Array;
}

/** What DER puts in front of an Ed25519 seed (PKCS#8). */
const seedHead = Buffer.from('302e020100300506032b657004220420', 'hex');

export function pairOf(secret: Uint8Array): Pair {
  const { x = '' } = createPublicKey(privateKey(secret)).export({ format: 'jwk' });
  return { secret, public: new Uint8Array(Buffer.from(x, 'base64url')) };
}

/** The public key in hex of a secret in hex; of none nothing. */
export const publicOf = (secret: string): string =>
  secret === '' ? '' : Buffer.from(pairOf(Buffer.from(secret, 'hex')).public).toString('hex');

export const signProof = (secret: Uint8Array, proof: Proof): Uint8Array =>
  sign(null, proofBytes(proof), privateKey(secret));

/** The user's word that a device is theirs. */
export const signDevice = (identity: Pair, name: string, deviceKey: Uint8Array): Uint8Array =>
  sign(null, certBytes(name, deviceKey), privateKey(identity.secret));

function privateKey(secret: Uint8Array): KeyObject {
  if (secret.length !== 32) throw new RangeError('An Ed25519 secret has 32 bytes');
  const der = Buffer.concat([seedHead, secret]);
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  der.fill(0);
  return key;
}

/** A key for one purpose, derived from a secret that has several. */
export const deriveKey = (secret: Uint8Array, purpose: string): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, Buffer.alloc(0), `pychat/1 ${purpose}`, 32));

const nonceSize = 12;
const tagSize = 16;

/** AES-256-GCM: nonce ‖ ciphertext ‖ tag. `place` says what it is; it opens nowhere else. */
export function seal(key: Uint8Array, nonce: Uint8Array, place: string, plain: Uint8Array): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(place));
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** Undefined when it was sealed with another key, for another place, or was changed. */
export function open(key: Uint8Array, place: string, sealed: Uint8Array): Buffer | undefined {
  if (sealed.length < nonceSize + tagSize) return undefined;
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, nonceSize))
    .setAAD(Buffer.from(place))
    .setAuthTag(sealed.subarray(-tagSize));
  try {
    const plain = decipher.update(sealed.subarray(nonceSize, -tagSize));
    return Buffer.concat([plain, decipher.final()]);
  } catch {
    // The tag does not fit: the one way in which GCM fails.
    return undefined;
  }
}

/** So much is deciphered in one call: each costs as much as some hundred bytes. */
const atOnce = 64 * 1024;
const blockSize = 16;

/**
 * What GCM would open, unchecked and much at once: GCM adds the enciphered counters to the plain text, from
 * counter 2 on, so those of many texts are enciphered together. For looking through; whatever is made of
 * it is opened first.
 */
export function newPeek(key: Uint8Array): (sealed: readonly Uint8Array[]) => Uint8Array[] {
  const cipher = createCipheriv('aes-256-ecb', key, null).setAutoPadding(false);
  return (sealed) => {
    const plain: Uint8Array[] = [];
    for (let from = 0; from < sealed.length;) {
      let [to, size] = [from, 0];
      while (to < sealed.length && (size === 0 || size < atOnce)) size += counted(sealed[to++]);
      const part = sealed.slice(from, to);
      uncover(part, cipher.update(countersOf(part, size)), plain);
      from = to;
    }
    return plain;
  };
}

/** The counters of a text, in bytes. */
const counted = (sealed: Uint8Array | undefined): number =>
  Math.ceil(Math.max(0, (sealed?.length ?? 0) - nonceSize - tagSize) / blockSize) * blockSize;

function countersOf(all: readonly Uint8Array[], size: number): Buffer {
  const counters = Buffer.alloc(size);
  let at = 0;
  for (const sealed of all) {
    const end = at + counted(sealed);
    for (let counter = 2; at < end; at += blockSize, counter += 1) {
      for (let place = 0; place < nonceSize; place += 1) counters[at + place] = sealed[place] ?? 0;
      counters.writeUInt32BE(counter, at + nonceSize);
    }
  }
  return counters;
}

function uncover(all: readonly Uint8Array[], stream: Buffer, plain: Uint8Array[]): void {
  let at = 0;
  for (const sealed of all) {
    const length = Math.max(0, sealed.length - nonceSize - tagSize);
    for (let place = 0; place < length; place += 1)
      stream[at + place] = (stream[at + place] ?? 0) ^ (sealed[nonceSize + place] ?? 0);
    plain.push(stream.subarray(at, at + length));
    at += counted(sealed);
  }
}

/*
 * A vault: version 1, then AES-256-GCM under a key from OPAQUE's export key, bound to the account's name.
 * Inside: the 32-byte seed of the identity key. Settings come behind it, one day, under the same version.
 */
const vaultVersion = 1;

export function sealVault(
  exportKey: Uint8Array,
  name: string,
  identity: Uint8Array,
  nonce: Uint8Array,
): Buffer {
  const key = deriveKey(exportKey, 'vault');
  return Buffer.concat([Buffer.of(vaultVersion), seal(key, nonce, `vault ${name}`, identity)]);
}

/** The identity's secret seed, or undefined when this export key does not open it. */
export function openVault(
  exportKey: Uint8Array,
  name: string,
  vault: Uint8Array,
): Uint8Array | undefined {
  if (vault[0] !== vaultVersion) return undefined;
  const inside = open(deriveKey(exportKey, 'vault'), `vault ${name}`, vault.subarray(1));
  return inside && inside.length >= 32 ? new Uint8Array(inside.subarray(0, 32)) : undefined;
}

export const freshNonce = (random: (bytes: number) => Buffer): Buffer => random(nonceSize);
