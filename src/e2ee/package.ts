import type { Capabilities } from 'ts-mls/capabilities.js';
import {
  decodeKeyPackage,
  encodeKeyPackage,
  generateKeyPackageWithKey,
  type KeyPackage,
  makeKeyPackageRef,
  type PrivateKeyPackage,
  verifyKeyPackage,
} from 'ts-mls/keyPackage.js';

import { type Claim, claimIn, credentialOf, type Vouches } from './credential.ts';
import { refuse } from './fault.ts';
import { suite } from './suite.ts';

/** A device's offer to be added to one room, with the secrets that open the Welcome. */
export interface OwnPackage {
  readonly publicPackage: KeyPackage;
  readonly privatePackage: PrivateKeyPackage;
}

export const capabilities: Capabilities = {
  versions: ['mls10'],
  ciphersuites: [suite.name],
  extensions: [],
  proposals: [],
  credentials: ['basic'],
};

/** The device that seals: its place in the world, and the key pair it signs with. */
export interface Self {
  readonly claim: Claim;
  readonly key: Uint8Array;
  readonly secret: Uint8Array;
}

/**
 * Clocks are wrong by years, and nobody may be shut out by one: an offer ends when its device forgets its secrets, or
 * the nuvem the offer.
 */
const forever = { notBefore: 0n, notAfter: 0x7fff_ffff_ffff_ffffn };

export function newPackage({ claim, key, secret }: Self): Promise<OwnPackage> {
  return generateKeyPackageWithKey(
    credentialOf(claim),
    capabilities,
    forever,
    [],
    { signKey: secret, publicKey: key },
    suite,
  );
}

/** What the nuvem keeps of it, and gives to one who adds this device. */
export const packageBytes = (own: OwnPackage): Uint8Array => encodeKeyPackage(own.publicPackage);

const secretLength = 32;

/** All of it but the key of the device. */
export function savedPackage({ publicPackage, privatePackage }: OwnPackage): Uint8Array {
  const { initPrivateKey, hpkePrivateKey } = privatePackage;
  const parts = [initPrivateKey, hpkePrivateKey, encodeKeyPackage(publicPackage)];
  return new Uint8Array(Buffer.concat(parts));
}

export function restoredPackage(saved: Uint8Array, { secret }: Self): OwnPackage {
  const bytes = new Uint8Array(saved);
  const decoded = decodeKeyPackage(bytes, 2 * secretLength);
  if (!decoded) throw new RangeError('A key package was not saved by this program');
  return {
    publicPackage: decoded[0],
    privatePackage: {
      initPrivateKey: bytes.slice(0, secretLength),
      hpkePrivateKey: bytes.slice(secretLength, 2 * secretLength),
      signaturePrivateKey: secret,
    },
  };
}

/** What a Welcome names it by. */
export const packageRef = async (own: OwnPackage): Promise<string> =>
  Buffer.from(await makeKeyPackageRef(own.publicPackage, suite.hash)).toString('hex');

/** Another device's offer, as the nuvem gave it. */
export interface Offer {
  readonly claim: Claim;
  readonly key: Uint8Array;
  readonly keyPackage: KeyPackage;
}

/** Throws a SealFault unless it is whole, signed by its device, and vouched for. */
export async function offerIn(bytes: Uint8Array, vouches: Vouches): Promise<Offer> {
  const decoded = decodeKeyPackage(new Uint8Array(bytes), 0);
  if (!decoded || decoded[1] !== bytes.length) return refuse('wire', 'It is no key package');
  const [keyPackage] = decoded;
  const { leafNode } = keyPackage;
  const claim = claimIn(leafNode.credential);
  const key = leafNode.signaturePublicKey;
  if (keyPackage.cipherSuite !== suite.name) refuse('policy', 'It is of another suite');
  if (!claim || !vouches(claim, key)) return refuse('policy', 'Nobody vouches for its device');
  if (!(await verifyKeyPackage(keyPackage, suite.signature)))
    refuse('crypto', 'It is not signed by its device');
  return { claim, key, keyPackage };
}
