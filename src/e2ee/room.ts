import { type ClientState, createGroup } from 'ts-mls/clientState.js';
import { mlsExporter } from 'ts-mls/keySchedule.js';
import { decodeMlsMessage } from 'ts-mls/message.js';
import type { PrivateMessage } from 'ts-mls/privateMessage.js';
import type { Welcome } from 'ts-mls/welcome.js';

import type { Result } from '../base/result.ts';
import { epochCode } from './codes.ts';
import { type Claim, claimIn, type Vouches } from './credential.ts';
import type { IsSigned } from './curve.ts';
import { attempted, refuse, type SealFault } from './fault.ts';
import { joined } from './join.ts';
import { opened, sealed } from './message.ts';
import type { OwnPackage } from './package.ts';
import { settingsFor } from './settings.ts';
import { suite } from './suite.ts';

/**
 * A sealed room as one device knows it, at one epoch. It never changes: every step answers the next one, and the one
 * before still holds, so that a step that could not be stored did not happen.
 */
export interface Room {
  readonly state: ClientState;
}

/** A device of the room. */
export interface Member extends Claim {
  readonly leaf: number;
  readonly key: Uint8Array;
}

/** A room with this device alone. `group` names room and generation, for ever. */
export async function newRoom(group: Uint8Array, own: OwnPackage, vouches: Vouches): Promise<Room> {
  const { publicPackage, privatePackage } = own;
  const settings = settingsFor(vouches);
  return { state: await createGroup(group, publicPackage, privatePackage, [], suite, settings) };
}

/** The room that a Welcome invites to; `group` is the one that it is said to be. */
export const enter = (
  welcome: Uint8Array,
  group: Uint8Array,
  own: OwnPackage,
  vouches: Vouches,
): Promise<Result<Room, SealFault>> =>
  attempted(async () => {
    const state = await joined(welcomeIn(welcome), own, settingsFor(vouches));
    if (Buffer.compare(state.groupContext.groupId, group) !== 0)
      refuse('welcome', 'It is to another room');
    return { state };
  });

/** The names of the key packages that a Welcome opens for, as `packageRef` gives them. */
export const refsIn = (welcome: Uint8Array): Promise<Result<readonly string[], SealFault>> =>
  attempted(async () =>
    welcomeIn(welcome).secrets.map(({ newMember }) => Buffer.from(newMember).toString('hex')),
  );

export const epochOf = ({ state }: Room): bigint => state.groupContext.epoch;

/** How many places for devices a room has, taken or not: what it costs grows with them. */
export const widthOf = ({ state }: Room): number => (state.ratchetTree.length + 1) / 2;

/** Whether both are the same room at the same epoch, and differ by messages alone. */
export const isSameEpoch = (one: Room, other: Room): boolean =>
  one.state.groupContext === other.state.groupContext;

export const codeOf = ({ state }: Room): string => epochCode(state.keySchedule.epochAuthenticator);

/** Every device of the room, by its leaf. */
export function membersOf({ state }: Room): ReadonlyMap<number, Member> {
  const members = new Map<number, Member>();
  for (let leaf = 0; leaf * 2 < state.ratchetTree.length; leaf += 1) {
    const member = memberAt(state, leaf);
    if (member) members.set(leaf, member);
  }
  return members;
}

function memberAt({ ratchetTree }: ClientState, leaf: number): Member | undefined {
  const node = ratchetTree[leaf * 2];
  const claim = node?.nodeType === 'leaf' ? claimIn(node.leaf.credential) : undefined;
  return claim && node?.nodeType === 'leaf'
    ? { ...claim, leaf, key: node.leaf.signaturePublicKey }
    : undefined;
}

export interface SealedBody {
  readonly room: Room;
  readonly wire: Uint8Array;
}

/** Seals a body. `label` is bound to it and readable by the nuvem: what it is said to be must be what it was. */
export async function seal(room: Room, body: Uint8Array, label: Uint8Array): Promise<SealedBody> {
  const { secretTree, wire } = sealed(room.state, body, label);
  return { room: { state: { ...room.state, secretTree } }, wire };
}

export interface OpenedBody {
  readonly room: Room;
  /** Who sealed it, by the signature, whatever the nuvem says. */
  readonly by: Member;
  readonly body: Uint8Array;
}

/** Opens a message; with an `isSigned` that only notes what is to be looked at, nothing counts before that was done. */
export const open = (
  room: Room,
  wire: Uint8Array,
  label: Uint8Array,
  isSigned?: IsSigned,
): Promise<Result<OpenedBody, SealFault>> =>
  attempted(async () => {
    const { state } = room;
    const { secretTree, leaf, body } = opened(state, wire, label, isSigned);
    const by = memberAt(state, leaf);
    if (!by) return refuse('signer', 'Its author is not in the room');
    return { room: { state: { ...state, secretTree } }, by, body };
  });

/** A private message of this room and epoch, with this label; anything else is refused. */
export function messageIn({ state }: Room, wire: Uint8Array, label: Uint8Array): PrivateMessage {
  const message = mlsIn(wire);
  if (message.wireformat !== 'mls_private_message') return refuse('wire', 'It is not private');
  const { privateMessage } = message;
  const { groupId, epoch } = state.groupContext;
  if (Buffer.compare(privateMessage.groupId, groupId) !== 0)
    refuse('wire', 'It is of another room');
  if (privateMessage.epoch !== epoch)
    refuse('epoch', `It is of epoch ${privateMessage.epoch}, the room is at ${epoch}`);
  if (Buffer.compare(privateMessage.authenticatedData, label) !== 0)
    refuse('signer', 'It was not made for this place');
  return privateMessage;
}

/** A key for something beside messages, that everybody in the room at this epoch derives alike. */
export const exportedKey = (
  { state }: Room,
  purpose: 'pychat file' | 'pychat call' | 'pychat mark' | 'pychat aside',
  context: Uint8Array,
): Promise<Uint8Array> =>
  mlsExporter(state.keySchedule.exporterSecret, purpose, context, 32, suite);

/** All of the bytes, or it is refused: the library overlooks what stands behind a message. */
function mlsIn(wire: Uint8Array) {
  const decoded = decodeMlsMessage(new Uint8Array(wire), 0);
  if (!decoded || decoded[1] !== wire.length) return refuse('wire', 'It is no sealed message');
  return decoded[0];
}

function welcomeIn(wire: Uint8Array): Welcome {
  const message = mlsIn(wire);
  return message.wireformat === 'mls_welcome'
    ? message.welcome
    : refuse('wire', 'It is no invitation');
}
