import { createHash } from 'node:crypto';

/** Groups of five digits, each of five bytes. */
function digits(bytes: Buffer, groups: number): string[] {
  return Array.from({ length: groups }, (_, n) =>
    String(bytes.readUIntBE(n * 5, 5) % 100_000).padStart(5, '0'),
  );
}

/** Makes finding a key with a code like another one's dear. */
const rounds = 5200;

function fingerprint(user: string, identity: Uint8Array): string {
  let hash = Buffer.concat([Buffer.from('pychat/1 safety\0'), identity, Buffer.from(user)]);
  for (let round = 0; round < rounds; round += 1)
    hash = createHash('sha512').update(hash).update(identity).digest();
  return digits(hash, 6).join(' ');
}

/** A person and the identity key that one knows of them. */
export interface Known {
  readonly user: string;
  readonly identity: Uint8Array;
}

/** 60 digits, the same on both sides, in whichever order they are named. */
export const safetyNumber = (one: Known, other: Known): string =>
  [fingerprint(one.user, one.identity), fingerprint(other.user, other.identity)]
    .toSorted()
    .join(' ');

/** 25 digits of an epoch of a room: who sees others is not in the same room, whatever the nuvem says. */
export const epochCode = (authenticator: Uint8Array): string =>
  digits(
    createHash('sha256').update('pychat/1 room code\0').update(authenticator).digest(),
    5,
  ).join(' ');
