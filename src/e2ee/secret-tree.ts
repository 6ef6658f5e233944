import type { SecretTree, SecretTreeNode } from 'ts-mls/secretTree.js';

import { derived, purpose } from './kdf.ts';

const tree = purpose('tree', 32);
const [toLeft, toRight] = [Buffer.from('left'), Buffer.from('right')];
const purposes = { handshake: purpose('handshake', 32), application: purpose('application', 32) };
const none = new Uint8Array(0);

/**
 * The ratchets of all leaves (RFC 9420, 9), as the library makes them, which derives some for the nodes above
 * them, too, that nobody uses.
 */
export function newSecretTree(leaves: number, encryptionSecret: Uint8Array): SecretTree {
  const nodes = Array.from({ length: 2 * leaves - 1 }, () => unused);
  grow(nodes, { from: 0, leaves }, encryptionSecret);
  return nodes;
}

interface Below {
  /** Its first leaf. */
  readonly from: number;
  readonly leaves: number;
}

function grow(nodes: SecretTree, { from, leaves }: Below, secret: Uint8Array): void {
  if (leaves === 1) {
    nodes[2 * from] = {
      handshake: ratchet(derived(secret, purposes.handshake, none)),
      application: ratchet(derived(secret, purposes.application, none)),
    };
    return;
  }
  const half = leaves / 2;
  grow(nodes, { from, leaves: half }, derived(secret, tree, toLeft));
  grow(nodes, { from: from + half, leaves: half }, derived(secret, tree, toRight));
}

const ratchet = (secret: Uint8Array) => ({ secret, generation: 0, unusedGenerations: {} });
const empty = ratchet(new Uint8Array(32));
/** The node of nobody. */
export const unused: SecretTreeNode = { handshake: empty, application: empty };
