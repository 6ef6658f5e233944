import type { KeyObject } from 'node:crypto';

import type { Hpke } from 'ts-mls/crypto/hpke.js';

import { decrypted, encrypted } from './aead.ts';
import {
  agree,
  newPair,
  privateKey,
  publicKey,
  rawPrivate,
  rawPublic,
  rawPublicOf,
} from './curve.ts';
import { expand, extract } from './kdf.ts';

/*
 * HPKE (RFC 9180), base mode: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-128-GCM. On node:crypto, and
 * without a turn of the event loop in between, it costs a tenth of what WebCrypto does.
 */
const none = new Uint8Array(0);
const two = (value: number): Uint8Array => Uint8Array.of(value >> 8, value & 255);
const ascii = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'));
const joined = (...parts: readonly Uint8Array[]): Uint8Array =>
  new Uint8Array(Buffer.concat(parts));

const version = ascii('HPKE-v1');
const kem = joined(ascii('KEM'), two(0x20));
const whole = joined(ascii('HPKE'), two(0x20), two(1), two(1));

const labelledExtract = (
  of: Uint8Array,
  salt: Uint8Array,
  label: string,
  secret: Uint8Array,
): Uint8Array => extract(salt, joined(version, of, ascii(label), secret));

interface Expanded {
  readonly label: string;
  readonly info: Uint8Array;
  readonly length: number;
}

const labelledExpand = (
  of: Uint8Array,
  key: Uint8Array,
  { label, info, length }: Expanded,
): Uint8Array => expand(key, joined(two(length), version, of, ascii(label), info), length);

/** What stands behind the library's key types (WebCrypto's) here: a key of node, and its public bytes. */
interface Key {
  readonly type: 'private' | 'public';
  readonly key: KeyObject;
  readonly raw: Uint8Array;
}

const keyOf = (key: unknown): Key => key as Key;
const asPublic = (key: KeyObject, raw: Uint8Array): Key => ({ type: 'public', key, raw });
const asPrivate = (key: KeyObject, raw: Uint8Array): Key => ({ type: 'private', key, raw });

function sharedSecret(own: KeyObject, other: KeyObject, context: Uint8Array): Uint8Array {
  const agreed = labelledExtract(kem, none, 'eae_prk', agree(own, other));
  return labelledExpand(kem, agreed, { label: 'shared_secret', info: context, length: 32 });
}

function encapsulated(to: unknown): { readonly enc: Uint8Array; readonly shared: Uint8Array } {
  const { key, raw } = keyOf(to);
  const once = newPair('x25519');
  const enc = rawPublic(once.public);
  return { enc, shared: sharedSecret(once.private, key, joined(enc, raw)) };
}

function decapsulated(own: unknown, enc: Uint8Array): Uint8Array {
  const { key, raw } = keyOf(own);
  return sharedSecret(key, publicKey('x25519', enc), joined(enc, raw));
}

const noPsk = labelledExtract(whole, none, 'psk_id_hash', none);

function schedule(shared: Uint8Array, info: Uint8Array) {
  const context = joined(Uint8Array.of(0), noPsk, labelledExtract(whole, none, 'info_hash', info));
  const secret = labelledExtract(whole, shared, 'secret', none);
  const derived = (label: string, length: number): Uint8Array =>
    labelledExpand(whole, secret, { label, info: context, length });
  return {
    key: () => derived('key', 16),
    nonce: () => derived('base_nonce', 12),
    exported: (context_: Uint8Array, length: number): Uint8Array =>
      labelledExpand(whole, derived('exp', 32), { label: 'sec', info: context_, length }),
  };
}

/** The library calls these as promises; none of them waits. */
export const hpke: Hpke = {
  keyLength: 16,
  nonceLength: 12,
  async seal(to, plain, info, aad) {
    const { enc, shared } = encapsulated(to);
    const { key, nonce } = schedule(shared, info);
    return { enc, ct: encrypted(key(), nonce(), aad, plain) };
  },
  async open(own, enc, sealed, info, aad) {
    const { key, nonce } = schedule(decapsulated(own, enc), info);
    return decrypted(key(), nonce(), aad, sealed);
  },
  async exportSecret(to, context, length, info) {
    const { enc, shared } = encapsulated(to);
    return { enc, secret: schedule(shared, info).exported(context, length) };
  },
  importSecret: async (own, context, enc, length, info) =>
    schedule(decapsulated(own, enc), info).exported(context, length),
  async importPrivateKey(raw) {
    const key = privateKey('x25519', raw);
    return asPrivate(key, rawPublicOf(key));
  },
  importPublicKey: async (raw) => asPublic(publicKey('x25519', raw), new Uint8Array(raw)),
  exportPublicKey: async (key) => new Uint8Array(keyOf(key).raw),
  exportPrivateKey: async (key) => rawPrivate(keyOf(key).key),
  encryptAead: async (key, nonce, aad, plain) => encrypted(key, nonce, aad, plain),
  decryptAead: async (key, nonce, aad, sealed) => decrypted(key, nonce, aad, sealed),
  async deriveKeyPair(secret) {
    const derived = labelledExtract(kem, none, 'dkp_prk', secret);
    const raw = labelledExpand(kem, derived, { label: 'sk', info: none, length: 32 });
    const made = privateKey('x25519', raw);
    return pairFrom(made, made, rawPublicOf(made));
  },
  async generateKeyPair() {
    const made = newPair('x25519');
    return pairFrom(made.private, made.public, rawPublic(made.public));
  },
};

const pairFrom = (own: KeyObject, other: KeyObject, raw: Uint8Array) => ({
  privateKey: asPrivate(own, raw),
  publicKey: asPublic(other, raw),
});

/** Whether a private key of the suite belongs to a public one. */
export const isPairOf = (secret: Uint8Array, key: Uint8Array): boolean =>
  Buffer.compare(rawPublicOf(privateKey('x25519', secret)), key) === 0;
