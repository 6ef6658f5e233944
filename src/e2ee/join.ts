import type { ClientConfig } from 'ts-mls/clientConfig.js';
import type { ClientState } from 'ts-mls/clientState.js';
import type { GroupInfo } from 'ts-mls/groupInfo.js';
import {
  ratchetTreeFromExtension,
  verifyGroupInfoConfirmationTag,
  verifyGroupInfoSignature,
} from 'ts-mls/groupInfo.js';
import { makeKeyPackageRef } from 'ts-mls/keyPackage.js';
import { deriveKeySchedule } from 'ts-mls/keySchedule.js';
import { pathToRoot } from 'ts-mls/pathSecrets.js';
import {
  mergePrivateKeyPaths,
  type PrivateKeyPath,
  toPrivateKeyPath,
} from 'ts-mls/privateKeyPath.js';
import { findLeafIndex, type RatchetTree } from 'ts-mls/ratchetTree.js';
import { type LeafIndex, leafToNodeIndex, leafWidth, toLeafIndex } from 'ts-mls/treemath.js';
import { firstCommonAncestor } from 'ts-mls/updatePath.js';
import { decryptGroupInfo, decryptGroupSecrets, type Welcome } from 'ts-mls/welcome.js';

import { refuse } from './fault.ts';
import { isPairOf } from './hpke.ts';
import type { OwnPackage } from './package.ts';
import { newSecretTree } from './secret-tree.ts';
import { suite } from './suite.ts';
import { verifyTree } from './tree.ts';

const noPsk = (): Uint8Array => new Uint8Array(suite.kdf.size);

/** The state of a room at the epoch that a Welcome invites to. Throws a SealFault when it does not hold. */
export async function joined(
  welcome: Welcome,
  own: OwnPackage,
  config: ClientConfig,
): Promise<ClientState> {
  const ref = await makeKeyPackageRef(own.publicPackage, suite.hash);
  const init = await suite.hpke.importPrivateKey(own.privatePackage.initPrivateKey);
  const secrets = await decryptGroupSecrets(init, ref, welcome, suite.hpke);
  if (!secrets) return refuse('welcome', 'It is for another device');
  if (secrets.psks.length > 0) refuse('welcome', 'It wants a key that nobody has');
  const { joinerSecret, pathSecret } = secrets;
  const info = await decryptGroupInfo(welcome, joinerSecret, noPsk(), suite);
  if (!info) return refuse('welcome', 'It does not open');
  const tree = await treeIn(info, config);

  const me = findLeafIndex(tree, own.publicPackage.leafNode);
  if (me === undefined) return refuse('welcome', 'This device is not in the room');
  const privatePath = await privatePathOf(tree, info, { me: toLeafIndex(me), own, pathSecret });
  const { groupContext, confirmationTag } = info;
  if (!(await verifyGroupInfoConfirmationTag(info, joinerSecret, noPsk(), suite)))
    refuse('welcome', 'It is not confirmed');
  const schedule = await deriveKeySchedule(joinerSecret, noPsk(), groupContext, suite.kdf);
  const [keySchedule, encryption] = schedule;
  const secretTree = newSecretTree(leafWidth(tree.length), encryption);
  encryption.fill(0);
  joinerSecret.fill(0);
  return {
    groupContext,
    ratchetTree: tree,
    privatePath,
    signaturePrivateKey: own.privatePackage.signaturePrivateKey,
    confirmationTag,
    unappliedProposals: {},
    keySchedule,
    secretTree,
    historicalReceiverData: new Map(),
    groupActiveState: { kind: 'active' },
    clientConfig: config,
  };
}

async function treeIn(info: GroupInfo, config: ClientConfig): Promise<RatchetTree> {
  const { groupContext, signer } = info;
  if (groupContext.cipherSuite !== suite.name) refuse('welcome', 'It is of another suite');
  if (groupContext.extensions.length > 0) refuse('welcome', 'It wants what is not known here');
  const tree = ratchetTreeFromExtension(info);
  if (!tree) return refuse('welcome', 'It has no tree');
  const by = tree[leafToNodeIndex(toLeafIndex(signer))];
  if (by?.nodeType !== 'leaf') return refuse('welcome', 'Nobody signed it');
  if (!(await verifyGroupInfoSignature(info, by.leaf.signaturePublicKey, suite.signature)))
    refuse('welcome', 'It is not signed by who invites');
  await verifyTree(tree, groupContext, config.authService);
  return tree;
}

interface Joining {
  readonly me: LeafIndex;
  readonly own: OwnPackage;
  readonly pathSecret: Uint8Array | undefined;
}

/** The private keys of the nodes above the own leaf, as far as the inviting commit made them anew. */
async function privatePathOf(
  tree: RatchetTree,
  { signer }: GroupInfo,
  { me, own, pathSecret }: Joining,
): Promise<PrivateKeyPath> {
  const leaf = { [leafToNodeIndex(me)]: own.privatePackage.hpkePrivateKey };
  const path: PrivateKeyPath = { leafIndex: me, privateKeys: leaf };
  if (pathSecret === undefined) return path;
  const from = firstCommonAncestor(tree, me, toLeafIndex(signer));
  const derived = await toPrivateKeyPath(
    await pathToRoot(tree, from, pathSecret, suite.kdf),
    me,
    suite,
  );
  for (const [at, key] of Object.entries(derived.privateKeys)) {
    const node = tree[Number(at)];
    const isIts = node?.nodeType === 'parent' && isPairOf(key, node.parent.hpkePublicKey);
    if (!isIts) refuse('welcome', 'Its secrets are of another tree');
  }
  return mergePrivateKeyPaths(derived, path);
}
