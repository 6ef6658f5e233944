import { randomBytes } from 'node:crypto';

import type { ClientState } from 'ts-mls/clientState.js';
import { encode } from 'ts-mls/codec/tlsEncoder.js';
import { type GroupContext, groupContextEncoder } from 'ts-mls/groupContext.js';
import type { SecretTree } from 'ts-mls/secretTree.js';

import { decrypted, encrypted } from './aead.ts';
import { isSigned, type IsSigned, signed } from './curve.ts';
import { refuse } from './fault.ts';
import { derived, purpose } from './kdf.ts';
import { long, longOf, type Pieces, piecesOf, u32, u64 } from './pieces.ts';
import { type MessageKey, turnedTo } from './ratchet.ts';

/*
 * Messages of members (RFC 9420, 6.3), sealed and opened in one go. The library does the same in some sixty turns of the
 * event loop and copies each byte a dozen times: twice the time of all the cryptography. Commits stay with it.
 */

/** Version 1, a private message. */
const start = Buffer.of(0, 1, 0, 2);
const application = 1;
const senderKey = purpose('key', 16);
const senderNonce = purpose('nonce', 12);
const signedAs = long(Buffer.from('MLS 1.0 FramedContentTBS'));
const byMember = Buffer.of(1);
const kind = Buffer.of(application);
const guardLength = 4;
const guardsAtOnce = 256;

/** What is told about a message outside of it: each is bound to what is sealed. */
interface Frame {
  /** group, epoch, kind */
  readonly head: Uint8Array;
  /** The same and the label. */
  readonly aad: Uint8Array;
}

interface Sealed {
  readonly secretTree: SecretTree;
  readonly wire: Uint8Array;
}

export function sealed(state: ClientState, body: Uint8Array, label: Uint8Array): Sealed {
  const { groupContext, signaturePrivateKey } = state;
  const leaf = state.privatePath.leafIndex;
  const frame = framed(groupContext, label);
  const signature = signed(signaturePrivateKey, toSign(groupContext, frame, leaf, body));
  const ratchet = ratchetAt(state, leaf);
  const turned = turnedTo(ratchet, ratchet.generation);
  const guard = newGuard();
  const inside = Buffer.concat([long(body), long(signature)]);
  const cipher = encrypted(turned.key, guarded(turned.nonce, guard), frame.aad, inside);
  const sender = Buffer.concat([u32(leaf), u32(ratchet.generation), guard]);
  const { key, nonce } = senderKeys(state, cipher);
  return {
    secretTree: treeWith(state, leaf, turned.ratchet),
    wire: new Uint8Array(
      Buffer.concat([
        start,
        frame.aad,
        long(encrypted(key, nonce, frame.head, sender)),
        long(cipher),
      ]),
    ),
  };
}

interface Opened {
  readonly secretTree: SecretTree;
  /** Whose signature it bears. */
  readonly leaf: number;
  readonly body: Uint8Array;
}

/** Throws what is no message of this room, epoch and label by a member of it. */
export function opened(
  state: ClientState,
  wire: Uint8Array,
  label: Uint8Array,
  holds: IsSigned = isSigned,
): Opened {
  const { frame, sender, cipher } = partsOf(state, wire, label);
  const about = senderKeys(state, cipher);
  const said = Buffer.from(decrypted(about.key, about.nonce, frame.head, sender));
  if (said.length !== 8 + guardLength) return refuse('wire', 'Its author is not told');
  const leaf = said.readUInt32BE(0);
  const node = state.ratchetTree[leaf * 2];
  if (node?.nodeType !== 'leaf') return refuse('signer', 'Its author is not in the room');
  const turned = turnedTo(ratchetAt(state, leaf), said.readUInt32BE(4));
  const nonce = guarded(turned.nonce, said.subarray(8));
  const { body, signature } = contentIn(decrypted(turned.key, nonce, frame.aad, cipher));
  const words = toSign(state.groupContext, frame, leaf, body);
  if (!holds(node.leaf.signaturePublicKey, words, signature))
    return refuse('crypto', 'It is not signed');
  return { secretTree: treeWith(state, leaf, turned.ratchet), leaf, body };
}

function framed({ groupId, epoch }: GroupContext, label: Uint8Array): Frame {
  const head = Buffer.concat([long(groupId), u64(epoch), Buffer.of(application)]);
  return { head, aad: Buffer.concat([head, long(label)]) };
}

function partsOf(state: ClientState, wire: Uint8Array, label: Uint8Array) {
  const pieces = piecesOf(wire);
  if (Buffer.compare(pieces.take(start.length), start) !== 0)
    refuse('wire', 'It is no sealed message');
  checkPlace(state.groupContext, pieces);
  const head = wire.subarray(start.length, pieces.at());
  if (Buffer.compare(pieces.long(), label) !== 0)
    refuse('signer', 'It was not made for this place');
  const aad = wire.subarray(start.length, pieces.at());
  const [sender, cipher] = [pieces.long(), pieces.long()];
  if (pieces.at() !== wire.length) refuse('wire', 'Something stands behind it');
  return { frame: { head, aad }, sender, cipher };
}

function checkPlace({ groupId, epoch }: GroupContext, pieces: Pieces): void {
  if (Buffer.compare(pieces.long(), groupId) !== 0) refuse('wire', 'It is of another room');
  const its = Buffer.from(pieces.take(8)).readBigUInt64BE();
  if (its !== epoch) refuse('epoch', `It is of epoch ${its}, the room is at ${epoch}`);
  if (pieces.take(1)[0] !== application) refuse('wire', 'It is no message');
}

function contentIn(inside: Uint8Array): {
  readonly body: Uint8Array;
  readonly signature: Uint8Array;
} {
  const pieces = piecesOf(inside);
  const [body, signature] = [pieces.long(), pieces.long()];
  if (inside.subarray(pieces.at()).some((byte) => byte !== 0))
    refuse('wire', 'Something stands behind it');
  return { body, signature };
}

/** What the author signs: where it is said, by whom, the words, and the room at this epoch. */
function toSign(
  context: GroupContext,
  { aad, head }: Frame,
  leaf: number,
  body: Uint8Array,
): Buffer {
  const place = aad.subarray(0, head.length - 1);
  const label = aad.subarray(head.length);
  const words = [start, place, byMember, u32(leaf), label, kind, long(body), contextBytes(context)];
  return Buffer.concat([signedAs, longOf(words)]);
}

const contexts = new WeakMap<GroupContext, Uint8Array>();
const encodeContext = encode(groupContextEncoder);

/** The same for all messages of an epoch. */
function contextBytes(context: GroupContext): Uint8Array {
  const known = contexts.get(context);
  if (known) return known;
  const bytes = encodeContext(context);
  contexts.set(context, bytes);
  return bytes;
}

/** Who wrote is sealed under keys of the epoch and a sample of the message. */
function senderKeys({ keySchedule }: ClientState, cipher: Uint8Array): MessageKey {
  const sample = cipher.subarray(0, 32);
  const { senderDataSecret } = keySchedule;
  return {
    key: derived(senderDataSecret, senderKey, sample),
    nonce: derived(senderDataSecret, senderNonce, sample),
  };
}

let guards: Buffer = Buffer.alloc(0);
/** Drawn many at once: asking for each costs as much as sealing under it. */
function newGuard(): Uint8Array {
  if (guards.length === 0) guards = randomBytes(guardLength * guardsAtOnce);
  const guard = guards.subarray(0, guardLength);
  guards = guards.subarray(guardLength);
  return guard;
}

/** Two messages never have one nonce, even where a device forgot that it had used a key. */
function guarded(nonce: Uint8Array, guard: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(nonce);
  for (let at = 0; at < guard.length; at += 1) bytes[at] = (bytes[at] ?? 0) ^ (guard[at] ?? 0);
  return bytes;
}

function ratchetAt({ secretTree }: ClientState, leaf: number) {
  const node = secretTree[leaf * 2];
  return node ? node.application : refuse('signer', 'Its author is not in the room');
}

type Ratchet = ReturnType<typeof ratchetAt>;

function treeWith({ secretTree }: ClientState, leaf: number, ratchet: Ratchet): SecretTree {
  const tree = secretTree.slice();
  const node = tree[leaf * 2];
  if (node) tree[leaf * 2] = { ...node, application: ratchet };
  return tree;
}
