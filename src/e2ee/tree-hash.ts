import { encode } from 'ts-mls/codec/tlsEncoder.js';
import type { RatchetTree } from 'ts-mls/ratchetTree.js';
import { leafNodeHashInputEncoder, parentNodeHashInputEncoder } from 'ts-mls/treeHash.js';
import { left, nodeToLeafIndex, right, toNodeIndex } from 'ts-mls/treemath.js';

import { suite } from './suite.ts';

/** The hashes of the nodes of one tree. */
export interface Hashes {
  readonly of: (node: number) => Promise<Uint8Array>;
  /** As it was before some leaves below it were added. */
  readonly without: (node: number, leaves: readonly number[]) => Promise<Uint8Array>;
}

export const isLeaf = (node: number): boolean => node % 2 === 0;

/** Whether a node stands below another, or is it. */
export function isBelow(leaf: number, node: number): boolean {
  let level = 0;
  while (((node >> level) & 1) === 1) level += 1;
  const reach = (1 << level) - 1;
  return leaf >= node - reach && leaf <= node + reach;
}

/** Each node is hashed once, however often it is asked for. */
export function newHashes(tree: RatchetTree): Hashes {
  const made = new Map<number, Uint8Array>();
  const hashes: Hashes = {
    async of(node) {
      const known = made.get(node);
      if (known) return known;
      const hash = isLeaf(node) ? leafHash(tree, node, true) : parentHash(tree, node, [], hashes);
      made.set(node, await hash);
      return hash;
    },
    async without(node, leaves) {
      const mine = leaves.filter((leaf) => isBelow(leaf * 2, node));
      if (mine.length === 0) return hashes.of(node);
      return isLeaf(node) ? leafHash(tree, node, false) : parentHash(tree, node, mine, hashes);
    },
  };
  return hashes;
}

function leafHash(tree: RatchetTree, node: number, isThere: boolean): Promise<Uint8Array> {
  const at = tree[node];
  const leafNode = isThere && at?.nodeType === 'leaf' ? at.leaf : undefined;
  const leafIndex = nodeToLeafIndex(toNodeIndex(node));
  return suite.hash.digest(
    encode(leafNodeHashInputEncoder)({ nodeType: 'leaf', leafIndex, leafNode }),
  );
}

async function parentHash(
  tree: RatchetTree,
  node: number,
  leaves: readonly number[],
  hashes: Hashes,
): Promise<Uint8Array> {
  const at = tree[node];
  const whole = at?.nodeType === 'parent' ? at.parent : undefined;
  const unmergedLeaves = whole?.unmergedLeaves.filter((leaf) => !leaves.includes(leaf)) ?? [];
  return suite.hash.digest(
    encode(parentNodeHashInputEncoder)({
      nodeType: 'parent',
      parentNode: whole && { ...whole, unmergedLeaves },
      leftHash: await hashes.without(left(toNodeIndex(node)), leaves),
      rightHash: await hashes.without(right(toNodeIndex(node)), leaves),
    }),
  );
}
