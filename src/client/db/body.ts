import { deriveKey, newPeek, open, seal } from '../keys.ts';

/** Seals bodies for this device's disk. What was sealed for one place opens in no other. */
export interface Bodies {
  readonly seal: (place: string, body: Uint8Array) => Buffer;
  /** Throws when the storage key is another one, or somebody changed the file. */
  readonly open: (place: string, sealed: Uint8Array) => Uint8Array;
  /** Unchecked, many in the time of a few: junk, where `open` throws. Only for what is opened before it is used. */
  readonly peek: (sealed: readonly Uint8Array[]) => readonly Uint8Array[];
}

export function newBodies(storageKey: Uint8Array, random: (bytes: number) => Buffer): Bodies {
  const key = deriveKey(storageKey, 'archive');
  const nonce = noncesFrom(random);
  return {
    peek: newPeek(key),
    seal: (place, body) => seal(key, nonce(), place, body),
    open: (place, sealed) => {
      const body = open(key, place, sealed);
      if (!body) throw new Error('A kept line does not open with the key of this account');
      return new Uint8Array(body);
    },
  };
}

const nonceSize = 12;
const atOnce = 256;

/** Fresh nonces, drawn many at once: asking for each costs more than sealing under it. */
function noncesFrom(random: (bytes: number) => Buffer): () => Buffer {
  let drawn: Buffer = Buffer.alloc(0);
  return () => {
    if (drawn.length === 0) drawn = random(nonceSize * atOnce);
    const nonce = drawn.subarray(0, nonceSize);
    drawn = drawn.subarray(nonceSize);
    return nonce;
  };
}
