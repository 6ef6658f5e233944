import type { Credential } from 'ts-mls/credential.js';

/** Who a device of a sealed room says it is. The key that signs for it stands in its leaf, beside this. */
export interface Claim {
  readonly user: string;
  /** The number that the nuvem knows the device by. */
  readonly device: number;
  /** The user's identity key, and its signature over the name and the device's key. */
  readonly identity: Uint8Array;
  readonly cert: Uint8Array;
}

/** Whether `identity` has signed that `key` is a device of `user`. */
export type Vouches = (claim: Claim, key: Uint8Array) => boolean;

const version = 1;
const keyLength = 32;
const certLength = 64;

/** version ‖ length of the name ‖ name ‖ device (u32) ‖ identity key ‖ its signature. */
export function credentialOf({ user, device, identity, cert }: Claim): Credential {
  const name = Buffer.from(user);
  const number = Buffer.alloc(4);
  number.writeUInt32BE(device);
  return {
    credentialType: 'basic',
    identity: new Uint8Array(
      Buffer.concat([Buffer.of(version, name.length), name, number, identity, cert]),
    ),
  };
}

const claims = new WeakMap<Credential, Claim>();

/** Looked at with every message of theirs. */
export function claimIn(credential: Credential): Claim | undefined {
  const known = claims.get(credential);
  if (known) return known;
  const claim = readClaim(credential);
  if (claim) claims.set(credential, claim);
  return claim;
}

function readClaim(credential: Credential): Claim | undefined {
  if (credential.credentialType !== 'basic') return undefined;
  const bytes = Buffer.from(credential.identity);
  const [number, length = 0] = bytes;
  const user = bytes.toString('utf8', 2, 2 + length);
  // The same bytes again, or there are two ways to write a name.
  const isPlain = Buffer.from(user).equals(bytes.subarray(2, 2 + length));
  const rest = bytes.subarray(2 + length);
  if (number !== version || length === 0 || !isPlain) return undefined;
  if (rest.length !== 4 + keyLength + certLength) return undefined;
  return {
    user,
    device: rest.readUInt32BE(0),
    identity: new Uint8Array(rest.subarray(4, 4 + keyLength)),
    cert: new Uint8Array(rest.subarray(4 + keyLength)),
  };
}
