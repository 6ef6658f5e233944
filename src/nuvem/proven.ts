import { createPublicKey, hash, verify } from 'node:crypto';

import { type Proof, proofBytes } from '../protocol/proof.ts';
import type { Caller, World } from './handler.ts';

export function signedBy(key: Uint8Array, signed: Uint8Array, signature: Uint8Array): boolean {
  // Read as a JWK it costs 9 µs; as DER, 76.
  const x = Buffer.from(key).toString('base64url');
  try {
    const publicKey = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
    return verify(null, signed, publicKey, signature);
  } catch {
    // 32 bytes that are no key.
    return false;
  }
}

/**
 * What the device signed, if it signed it for this line and saw a key of this nuvem. Undefined means that
 * somebody stands between the two: the device talks to another key, or about another connection.
 */
export function proven(
  world: Pick<World, 'keys'>,
  { greeted }: Pick<Caller, 'greeted'>,
  claim: Pick<Proof, 'purpose' | 'name' | 'deviceKey'>,
  signature: Uint8Array,
): Buffer | undefined {
  if (!greeted) return undefined;
  return world
    .keys()
    .map((nuvemKey) =>
      proofBytes({
        ...claim,
        clientNonce: greeted.client,
        nuvemNonce: greeted.nuvem,
        nuvemKey,
      }),
    )
    .find((signed) => signedBy(claim.deviceKey, signed, signature));
}

export const sha256 = (bytes: Uint8Array): Buffer => hash('sha256', bytes, 'buffer');
