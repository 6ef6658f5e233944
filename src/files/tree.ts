import { createHash } from 'node:crypto';

/** Bytes of a hash. */
export const hashSize = 32;

/* What is hashed says what it is, so that nothing passes for a chunk that is a pair of hashes. */
const ofChunk = Buffer.of(0);
const ofPair = Buffer.of(1);

/** The hash of a plain chunk: a leaf of the file's tree. */
export const leafOf = (chunk: Uint8Array): Buffer =>
  createHash('sha256').update(ofChunk).update(chunk).digest();

/** The tree of a file, as its leaves come in order. */
export interface Tree {
  readonly add: (leaf: Uint8Array) => void;
  /** Of all leaves so far; there is at least one. */
  readonly root: () => Buffer;
}

/** On the left of each pair is the largest full tree; memory grows with its height alone. */
export function newTree(): Tree {
  let count = 0;
  const full: Uint8Array[] = [];

  return {
    add(leaf) {
      count += 1;
      let whole = leaf;
      for (let pairs = count; pairs % 2 === 0; pairs /= 2) whole = joined(full.pop(), whole);
      full.push(whole);
    },
    root() {
      if (full.length === 0) throw new RangeError('A tree has at least one leaf');
      const joint = full.reduceRight((right, left) => joined(left, right));
      return Buffer.from(joint);
    },
  };
}

function joined(left: Uint8Array | undefined, right: Uint8Array): Buffer {
  if (!left) throw new Error('A pair has two sides');
  return createHash('sha256').update(ofPair).update(left).update(right).digest();
}
