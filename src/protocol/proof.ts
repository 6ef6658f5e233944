import { createHmac } from 'node:crypto';

/**
 * What a device signs (Ed25519) to prove that it is there, now, and talking to this nuvem and no other:
 * both nonces, and the nuvem's key as this device saw it. A man in the middle shows another key, so what
 * is signed for him is worth nothing to the nuvem.
 */
export interface Proof {
  readonly purpose: 'register' | 'login' | 'known' | 'resume';
  readonly clientNonce: Uint8Array;
  readonly nuvemNonce: Uint8Array;
  /** SHA-256 of the public key (SPKI) that the nuvem's certificate showed. */
  readonly nuvemKey: Uint8Array;
  /** The account's name, or empty for `resume`. */
  readonly name: string;
  readonly deviceKey: Uint8Array;
}

export function proofBytes(proof: Proof): Buffer {
  return joined(
    `pychat/1 ${proof.purpose}`,
    proof.clientNonce,
    proof.nuvemNonce,
    proof.nuvemKey,
    proof.name,
    proof.deviceKey,
  );
}

/** What a user's identity key signs about one of their devices. */
export const certBytes = (name: string, deviceKey: Uint8Array): Buffer =>
  joined('pychat/1 device', name, deviceKey);

/**
 * The `mac` of `login-2`: who derived the session key of OPAQUE is who signed those bytes, so that the
 * password and the device key come from one hand and neither can be swapped on the way.
 */
export const loginMac = (sessionKey: Uint8Array, signed: Uint8Array): Buffer =>
  createHmac('sha256', sessionKey).update(signed).digest();

/** Each part behind its length, so that no two lists of parts give the same bytes. */
function joined(...parts: readonly (string | Uint8Array)[]): Buffer {
  const pieces: Buffer[] = [];
  for (const part of parts) {
    const bytes = Buffer.from(part as string);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    pieces.push(length, bytes);
  }
  return Buffer.concat(pieces);
}
