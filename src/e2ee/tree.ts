import type { ClientState } from 'ts-mls/clientState.js';
import { validateLeafNodeUpdateOrCommit } from 'ts-mls/clientState.js';
import { encode } from 'ts-mls/codec/tlsEncoder.js';
import type { GroupContext } from 'ts-mls/groupContext.js';
import { verifyLeafNodeSignatureKeyPackage } from 'ts-mls/leafNode.js';
import { parentHashInputEncoder } from 'ts-mls/parentHash.js';
import type { RatchetTree } from 'ts-mls/ratchetTree.js';
import {
  directPath,
  leafWidth,
  left,
  nodeToLeafIndex,
  right,
  root,
  toNodeIndex,
} from 'ts-mls/treemath.js';

import { refuse } from './fault.ts';
import { suite } from './suite.ts';
import { type Hashes, isBelow, isLeaf, newHashes } from './tree-hash.ts';

/*
 * The checks of RFC 9420 (7.9.2, 12.4.3.1) on the tree of a room that one is invited to. The library's own refuse valid
 * trees, take a time that grows with the square of the members, and run out of memory when an index is out of range.
 */

/** More devices than this in one room are refused. */
export const mostLeaves = 2048;

export type Auth = ClientState['clientConfig']['authService'];

/** Throws a SealFault unless `tree` is one that the members of a room can have, and the one `context` speaks of. */
export async function verifyTree(
  tree: RatchetTree,
  context: GroupContext,
  auth: Auth,
): Promise<void> {
  checkShape(tree);
  checkUnmerged(tree);
  await checkLeaves(tree, context, auth);
  const hashes = newHashes(tree);
  await checkParentHashes(tree, hashes);
  const whole = await hashes.of(root(leafWidth(tree.length)));
  if (!same(whole, context.treeHash)) refuse('tree', 'It is not the tree that was signed');
}

const same = (one: Uint8Array, other: Uint8Array): boolean => Buffer.compare(one, other) === 0;

/** A full binary tree, leaves where leaves are, no key twice. */
function checkShape(tree: RatchetTree): void {
  if (leafWidth(tree.length) > mostLeaves) refuse('tree', 'It has too many leaves');
  if (((tree.length + 1) & tree.length) !== 0) refuse('tree', 'It is not a whole tree');
  const keys = new Set<string>();
  const once = (key: Uint8Array): void => {
    const name = Buffer.from(key).toString('latin1');
    if (keys.has(name)) refuse('tree', 'A key stands in it twice');
    keys.add(name);
  };
  for (const [at, node] of tree.entries()) {
    if (!node) continue;
    if (isLeaf(at) !== (node.nodeType === 'leaf')) refuse('tree', 'A leaf is no leaf');
    once(node.nodeType === 'leaf' ? node.leaf.hpkePublicKey : node.parent.hpkePublicKey);
    if (node.nodeType === 'leaf') once(node.leaf.signaturePublicKey);
  }
}

const unmergedOf = (tree: RatchetTree, node: number): readonly number[] => {
  const at = tree[node];
  return at?.nodeType === 'parent' ? at.parent.unmergedLeaves : [];
};

/** Unmerged leaves are there, below their parent, in order, and known to every parent in between. */
function checkUnmerged(tree: RatchetTree): void {
  const width = leafWidth(tree.length);
  for (let at = 1; at < tree.length; at += 2) {
    let last = -1;
    for (const leaf of unmergedOf(tree, at)) {
      if (leaf <= last || leaf >= width) refuse('tree', 'An unmerged leaf is out of order');
      last = leaf;
      if (!tree[leaf * 2] || !isBelow(leaf * 2, at))
        refuse('tree', 'An unmerged leaf is elsewhere');
      checkBetween(tree, at, leaf);
    }
  }
}

function checkBetween(tree: RatchetTree, upTo: number, leaf: number): void {
  for (const node of directPath(toNodeIndex(leaf * 2), leafWidth(tree.length))) {
    if (node === upTo) return;
    if (tree[node] && !unmergedOf(tree, node).includes(leaf))
      refuse('tree', 'A parent does not know an unmerged leaf');
  }
}

async function checkLeaves(tree: RatchetTree, context: GroupContext, auth: Auth): Promise<void> {
  for (let at = 0; at < tree.length; at += 2) {
    const node = tree[at];
    if (node?.nodeType !== 'leaf') continue;
    const { leaf } = node;
    if (leaf.leafNodeSource !== 'key_package') {
      const wrong = await validateLeafNodeUpdateOrCommit(
        leaf,
        nodeToLeafIndex(toNodeIndex(at)),
        context,
        auth,
        suite.signature,
      );
      if (wrong) refuse('tree', wrong.message);
      continue;
    }
    if (!(await verifyLeafNodeSignatureKeyPackage(leaf, suite.signature)))
      refuse('tree', 'A leaf is not signed by its device');
    if (!(await auth.validateCredential(leaf.credential, leaf.signaturePublicKey)))
      refuse('tree', 'Nobody vouches for a device');
  }
}

/** Every parent was made by exactly one of those below it. */
async function checkParentHashes(tree: RatchetTree, hashes: Hashes): Promise<void> {
  const covered = new Set<number>();
  for (let leaf = 0; leaf < tree.length; leaf += 2)
    if (tree[leaf]) await followUp(tree, hashes, leaf, covered);
  for (let at = 1; at < tree.length; at += 2)
    if (tree[at] && !covered.has(at)) refuse('tree', 'Nobody made a parent of it');
}

async function followUp(
  tree: RatchetTree,
  hashes: Hashes,
  leaf: number,
  covered: Set<number>,
): Promise<void> {
  let from = leaf;
  for (const up of directPath(toNodeIndex(leaf), leafWidth(tree.length))) {
    const node = tree[up];
    if (node?.nodeType !== 'parent') continue;
    const { hpkePublicKey, parentHash, unmergedLeaves } = node.parent;
    const sibling = from < up ? right(up) : left(up);
    const originalSiblingTreeHash = await hashes.without(sibling, unmergedLeaves);
    const hash = await suite.hash.digest(
      encode(parentHashInputEncoder)({
        encryptionKey: hpkePublicKey,
        parentHash,
        originalSiblingTreeHash,
      }),
    );
    const said = parentHashOf(tree, from);
    if (!said || !same(hash, said)) return;
    if (covered.has(up)) refuse('tree', 'Two made the same parent');
    covered.add(up);
    from = up;
  }
}

function parentHashOf(tree: RatchetTree, at: number): Uint8Array | undefined {
  const node = tree[at];
  if (node?.nodeType === 'parent') return node.parent.parentHash;
  return node?.leaf.leafNodeSource === 'commit' ? node.leaf.parentHash : undefined;
}
