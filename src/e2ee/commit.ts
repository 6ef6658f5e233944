import type { ClientState } from 'ts-mls/clientState.js';
import { createCommit } from 'ts-mls/createCommit.js';
import { encodeMlsMessage } from 'ts-mls/message.js';
import { processPrivateMessage } from 'ts-mls/processMessages.js';
import type { Proposal } from 'ts-mls/proposal.js';
import { emptyPskIndex } from 'ts-mls/pskIndex.js';
import type { ProposalWithSender } from 'ts-mls/unappliedProposals.js';

import type { Result } from '../base/result.ts';
import { attempted, refuse, type SealFault } from './fault.ts';
import type { Offer } from './package.ts';
import { type Member, membersOf, messageIn, type Room } from './room.ts';
import { suite } from './suite.ts';

/** What a commit is to change. With nothing to add or remove it makes the keys of this device anew. */
export interface Wish {
  readonly add?: readonly Offer[];
  /** Leaves. */
  readonly remove?: readonly number[];
}

/** A commit that was not sent yet. Only when the nuvem has taken it, `next` is the room. */
export interface Planned {
  readonly next: Room;
  readonly wire: Uint8Array;
  /** For those who are added. */
  readonly welcome?: Uint8Array;
}

export const plan = (
  room: Room,
  { add = [], remove = [] }: Wish,
  label: Uint8Array,
): Promise<Result<Planned, SealFault>> =>
  attempted(async () => {
    const extraProposals: Proposal[] = [
      ...remove.map((removed): Proposal => ({ proposalType: 'remove', remove: { removed } })),
      ...add.map(({ keyPackage }): Proposal => ({ proposalType: 'add', add: { keyPackage } })),
    ];
    const made = await createCommit(
      { state: room.state, cipherSuite: suite },
      { extraProposals, ratchetTreeExtension: true, authenticatedData: label },
    );
    const { welcome } = made;
    return {
      next: { state: withoutPast(made.newState) },
      wire: encodeMlsMessage(made.commit),
      ...(welcome && {
        welcome: encodeMlsMessage({ version: 'mls10', wireformat: 'mls_welcome', welcome }),
      }),
    };
  });

/** What a commit of somebody else did, by the trees before and after, whatever the nuvem says of it. */
export interface Change {
  /** Undefined when this device was removed. */
  readonly room: Room | undefined;
  readonly by: Member;
  readonly added: readonly Member[];
  readonly removed: readonly Member[];
}

export const follow = (
  room: Room,
  wire: Uint8Array,
  label: Uint8Array,
): Promise<Result<Change, SealFault>> =>
  attempted(async () => {
    const message = messageIn(room, wire, label);
    if (message.contentType !== 'commit') refuse('wire', 'It is no commit');
    const before = membersOf(room);
    const seen = newWitness(room);
    const { state } = room;
    const done = await processPrivateMessage(state, message, emptyPskIndex, suite, seen.look)
      // A leaf that was emptied and filled again by the commit that removed this device trips the library.
      .catch((failure: unknown) => (seen.isGone() ? undefined : raise(failure)));
    const by = before.get(seen.committer());
    if (!by) return refuse('signer', 'Its author is not in the room');
    if (seen.isGone()) return { room: undefined, by, ...goneOf(before, seen.removed()) };
    if (done?.kind !== 'newState' || done.actionTaken !== 'accept')
      return refuse('policy', 'It does what no commit may');
    const next = { state: withoutPast(done.newState) };
    return { room: next, by, ...differenceOf(before, membersOf(next), seen.removed()) };
  });

function raise(failure: unknown): never {
  throw failure;
}

/** Looks at a commit before it is applied, and lets only those pass that add and remove. */
function newWitness({ state }: Room) {
  let committer = -1;
  let gone = false;
  let removed: readonly number[] = [];
  return {
    look: ({ kind, ...of }: Incoming): 'accept' | 'reject' => {
      if (kind !== 'commit' || of.proposals === undefined) return 'reject';
      committer = of.senderLeafIndex ?? -1;
      removed = of.proposals.flatMap(({ proposal }) =>
        proposal.proposalType === 'remove' ? [proposal.remove.removed] : [],
      );
      gone = removed.includes(state.privatePath.leafIndex);
      return !gone && of.proposals.every(isAllowed) ? 'accept' : 'reject';
    },
    committer: () => committer,
    isGone: () => gone,
    removed: () => removed,
  };
}

interface Incoming {
  readonly kind: 'commit' | 'proposal';
  readonly senderLeafIndex?: number | undefined;
  readonly proposals?: readonly ProposalWithSender[];
}

const isAllowed = ({ proposal: { proposalType } }: ProposalWithSender): boolean =>
  proposalType === 'add' || proposalType === 'remove';

function goneOf(before: ReadonlyMap<number, Member>, leaves: readonly number[]) {
  const removed = leaves.flatMap((leaf) => before.get(leaf) ?? []);
  return { added: [], removed };
}

function differenceOf(
  before: ReadonlyMap<number, Member>,
  after: ReadonlyMap<number, Member>,
  leaves: readonly number[],
) {
  const added: Member[] = [];
  const removed: Member[] = [];
  for (const leaf of new Set([...before.keys(), ...after.keys()])) {
    const was = before.get(leaf);
    const is = after.get(leaf);
    if (was && is && !leaves.includes(leaf)) {
      if (!isSame(was, is)) refuse('policy', 'It gives the place of a device to another');
      continue;
    }
    if (was) removed.push(was);
    if (is) added.push(is);
  }
  return { added, removed };
}

const isSame = (one: Member, other: Member): boolean =>
  one.user === other.user &&
  one.device === other.device &&
  Buffer.compare(one.identity, other.identity) === 0 &&
  Buffer.compare(one.key, other.key) === 0;

/** Nothing of an epoch is kept when it is over. */
const withoutPast = (state: ClientState): ClientState => ({
  ...state,
  historicalReceiverData: new Map(),
});
