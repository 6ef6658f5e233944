import type { ClientState } from 'ts-mls/clientState.js';
import { mapDecoders } from 'ts-mls/codec/tlsDecoder.js';
import { contramapBufferEncoders, encode } from 'ts-mls/codec/tlsEncoder.js';
import { decodeVarLenData, varLenDataEncoder } from 'ts-mls/codec/variableLength.js';
import {
  decodeGroupActiveState,
  type GroupActiveState,
  groupActiveStateEncoder,
} from 'ts-mls/groupActiveState.js';
import { decodeGroupContext, type GroupContext, groupContextEncoder } from 'ts-mls/groupContext.js';
import { decodeKeySchedule, type KeySchedule, keyScheduleEncoder } from 'ts-mls/keySchedule.js';
import {
  decodePrivateKeyPath,
  type PrivateKeyPath,
  privateKeyPathEncoder,
} from 'ts-mls/privateKeyPath.js';
import { decodeRatchetTree, ratchetTreeEncoder } from 'ts-mls/ratchetTree.js';
import type { GenerationSecret, SecretTreeNode } from 'ts-mls/secretTree.js';

import type { Vouches } from './credential.ts';
import type { Room } from './room.ts';
import { unused } from './secret-tree.ts';
import { settingsFor } from './settings.ts';

/** A room as rows: two that are written once an epoch, and small ones for the ratchets, of which a message turns one. */
export interface SavedRoom {
  readonly core: Uint8Array;
  readonly tree: Uint8Array;
  /** Those of some leaves each, by the number of the part. */
  readonly ratchets: ReadonlyMap<number, Uint8Array>;
}

type Core = Pick<
  ClientState,
  | 'groupContext'
  | 'keySchedule'
  | 'privatePath'
  | 'signaturePrivateKey'
  | 'confirmationTag'
  | 'groupActiveState'
>;

type Parts = [GroupContext, KeySchedule, PrivateKeyPath, Uint8Array, Uint8Array, GroupActiveState];

const encodeCore = encode<Core>(
  contramapBufferEncoders<Parts, Core>(
    [
      groupContextEncoder,
      keyScheduleEncoder,
      privateKeyPathEncoder,
      varLenDataEncoder,
      varLenDataEncoder,
      groupActiveStateEncoder,
    ],
    (core) => [
      core.groupContext,
      core.keySchedule,
      core.privatePath,
      core.signaturePrivateKey,
      core.confirmationTag,
      core.groupActiveState,
    ],
  ),
);

const decodeCore = mapDecoders(
  [
    decodeGroupContext,
    decodeKeySchedule,
    decodePrivateKeyPath,
    decodeVarLenData,
    decodeVarLenData,
    decodeGroupActiveState,
  ],
  (...parts: Parts): Core => {
    const [groupContext, keySchedule, privatePath, ...rest] = parts;
    const [signaturePrivateKey, confirmationTag, groupActiveState] = rest;
    return {
      groupContext,
      keySchedule,
      privatePath,
      signaturePrivateKey,
      confirmationTag,
      groupActiveState,
    };
  },
);

const purposes = ['handshake', 'application'] as const;

/** A row of its own for each ratchet would make every new epoch a thousand rows in a room of 500. */
const leavesInPart = 16;

/** All rows of a room, for a new epoch: they replace those of the one before. */
export function saved({ state }: Room): SavedRoom {
  const parts = Math.ceil(state.secretTree.length / 2 / leavesInPart);
  const ratchets = Array.from({ length: parts }, (_, n) => [n, partOf(state, n)] as const);
  return {
    core: encodeCore(state),
    tree: encode(ratchetTreeEncoder)(state.ratchetTree),
    ratchets: new Map(ratchets),
  };
}

/** The rows that messages changed: over the old ones, whose keys are gone with them. */
export function turned(before: Room, after: Room): ReadonlyMap<number, Uint8Array> {
  const parts = new Set<number>();
  const { secretTree } = after.state;
  for (let at = 0; at < secretTree.length; at += 2)
    // The library shares what it did not change.
    if (before.state.secretTree[at] !== secretTree[at])
      parts.add(Math.floor(at / 2 / leavesInPart));
  return new Map([...parts].map((n) => [n, partOf(after.state, n)]));
}

function partOf({ secretTree }: ClientState, n: number): Uint8Array {
  const rows: Uint8Array[] = [];
  for (let leaf = n * leavesInPart; leaf < (n + 1) * leavesInPart; leaf += 1)
    for (const purpose of purposes) {
      const ratchet = secretTree[leaf * 2]?.[purpose];
      if (ratchet) rows.push(rowOf(ratchet));
    }
  return Buffer.concat(rows);
}

export function restored({ core, tree, ratchets }: SavedRoom, vouches: Vouches): Room {
  const decoded = decodeCore(new Uint8Array(core), 0);
  const nodes = decodeRatchetTree(new Uint8Array(tree), 0);
  if (!decoded || !nodes) throw new RangeError('A sealed room was not saved by this program');
  const [ratchetTree] = nodes;
  const secretTree = Array.from({ length: ratchetTree.length }, () => unused);
  for (const [n, part] of ratchets)
    for (const [leaf, node] of nodesIn(part).entries())
      secretTree[(n * leavesInPart + leaf) * 2] = node;
  return {
    state: {
      ...decoded[0],
      ratchetTree,
      secretTree,
      unappliedProposals: {},
      historicalReceiverData: new Map(),
      clientConfig: settingsFor(vouches),
    },
  };
}

const secretLength = 32;
/** generation ‖ secret ‖ how many keys were skipped ‖ each with its generation. */
const headLength = 4 + secretLength + 4;
const skippedLength = 4 + secretLength;

function rowOf({ generation, secret, unusedGenerations }: GenerationSecret): Uint8Array {
  const skipped = Object.entries(unusedGenerations);
  const row = Buffer.alloc(headLength + skipped.length * skippedLength);
  row.writeUInt32BE(generation, 0);
  row.set(secret, 4);
  row.writeUInt32BE(skipped.length, 4 + secretLength);
  for (const [n, [of, key]] of skipped.entries()) {
    const at = headLength + n * skippedLength;
    row.writeUInt32BE(Number(of), at);
    row.set(key, at + 4);
  }
  return row;
}

function nodesIn(part: Uint8Array): SecretTreeNode[] {
  const rows = Buffer.from(part);
  const nodes: SecretTreeNode[] = [];
  for (let at = 0; at < rows.length;) {
    const handshake = ratchetIn(rows.subarray(at));
    at += lengthOf(handshake);
    const application = ratchetIn(rows.subarray(at));
    at += lengthOf(application);
    nodes.push({ handshake, application });
  }
  return nodes;
}

const lengthOf = ({ unusedGenerations }: GenerationSecret): number =>
  headLength + Object.keys(unusedGenerations).length * skippedLength;

function ratchetIn(row: Buffer): GenerationSecret {
  const skipped = Array.from({ length: row.readUInt32BE(4 + secretLength) }, (_, n) => {
    const at = headLength + n * skippedLength;
    return [row.readUInt32BE(at), new Uint8Array(row.subarray(at + 4, at + skippedLength))];
  });
  return {
    generation: row.readUInt32BE(0),
    secret: new Uint8Array(row.subarray(4, 4 + secretLength)),
    unusedGenerations: Object.fromEntries(skipped) as Record<number, Uint8Array>,
  };
}
