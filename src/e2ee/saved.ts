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
import { settingsFor } from './settings.ts';

/** A room as rows: two that are written once an epoch, and one small one for each ratchet that a message turns. */
export interface SavedRoom {
  readonly core: Uint8Array;
  readonly tree: Uint8Array;
  readonly ratchets: ReadonlyMap<RatchetName, Uint8Array>;
}

/** leaf ‖ what it is for. */
export type RatchetName = `${number}:${'handshake' | 'application'}`;

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

/** All rows of a room, for a new epoch: they replace those of the one before. */
export function saved({ state }: Room): SavedRoom {
  const ratchets = new Map<RatchetName, Uint8Array>();
  for (let at = 0; at < state.secretTree.length; at += 2)
    for (const purpose of purposes) {
      const ratchet = state.secretTree[at]?.[purpose];
      if (ratchet) ratchets.set(`${at / 2}:${purpose}`, rowOf(ratchet));
    }
  return { core: encodeCore(state), tree: encode(ratchetTreeEncoder)(state.ratchetTree), ratchets };
}

/** The rows that one message changed: over the old ones, whose keys are gone with them. */
export function turned(before: Room, after: Room): ReadonlyMap<RatchetName, Uint8Array> {
  const rows = new Map<RatchetName, Uint8Array>();
  for (const [at, node] of after.state.secretTree.entries()) {
    const was = before.state.secretTree[at];
    // The library shares what it did not change.
    if (was === node || at % 2 === 1) continue;
    for (const purpose of purposes)
      if (was?.[purpose] !== node[purpose]) rows.set(`${at / 2}:${purpose}`, rowOf(node[purpose]));
  }
  return rows;
}

export function restored({ core, tree, ratchets }: SavedRoom, vouches: Vouches): Room {
  const decoded = decodeCore(new Uint8Array(core), 0);
  const nodes = decodeRatchetTree(new Uint8Array(tree), 0);
  if (!decoded || !nodes) throw new RangeError('A sealed room was not saved by this program');
  const [ratchetTree] = nodes;
  const secretTree = Array.from({ length: ratchetTree.length }, () => emptyNode);
  for (const [name, row] of ratchets) {
    const [leaf, purpose = ''] = name.split(':');
    const at = Number(leaf) * 2;
    secretTree[at] = { ...emptyNode, ...secretTree[at], [purpose]: ratchetIn(row) };
  }
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
const empty: GenerationSecret = {
  secret: new Uint8Array(secretLength),
  generation: 0,
  unusedGenerations: {},
};
const emptyNode: SecretTreeNode = { handshake: empty, application: empty };

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

function ratchetIn(bytes: Uint8Array): GenerationSecret {
  const row = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
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
