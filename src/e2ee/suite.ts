import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

import type { CiphersuiteImpl } from 'ts-mls/crypto/ciphersuite.js';

import { isSigned, newPair, rawPrivate, rawPublic, signed } from './curve.ts';
import { hpke } from './hpke.ts';
import { expand, extract, hmac } from './kdf.ts';

/** Suite 1 of MLS (RFC 9420): X25519, AES-128-GCM, SHA-256, Ed25519. The only one. */
export const suite: CiphersuiteImpl = {
  name: 'MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519',
  hpke,
  kdf: {
    size: 32,
    extract: async (salt, secret) => extract(salt, secret),
    expand: async (key, info, length) => expand(key, info, length),
  },
  hash: {
    digest: async (data) => new Uint8Array(createHash('sha256').update(data).digest()),
    mac: async (key, data) => new Uint8Array(hmac(key, data)),
    async verifyMac(key, mac, data) {
      const wanted = hmac(key, data);
      return wanted.length === mac.length && timingSafeEqual(wanted, mac);
    },
  },
  signature: {
    sign: async (secret, message) => signed(secret, message),
    verify: async (key, message, signature) => isSigned(key, message, signature),
    async keygen() {
      const made = newPair('ed25519');
      return { signKey: rawPrivate(made.private), publicKey: rawPublic(made.public) };
    },
  },
  rng: { randomBytes: (length) => new Uint8Array(randomBytes(length)) },
};
