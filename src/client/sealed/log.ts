import {
  type CommitEntry,
  entryKinds,
  type InviteEntry,
  parseCommitEntry,
  parseInviteEntry,
} from '../../protocol/entries.ts';
import { Malformed } from '../../protocol/malformed.ts';
import type { Entry } from '../../protocol/messages.ts';
import type { Kept } from '../db-port.ts';
import { roomRow } from '../rows.ts';
import type { OutLine, Room, State } from '../state.ts';
import type { OpenRoom, Turn } from '../turn.ts';
import { hasInvites, isSealed } from './sealing.ts';
import type { Seal } from './state.ts';

/** All that comes in a room that was sealed once, so that nothing there passes for a line that nobody sealed. */
export const isSealedEntry = (state: State, room: Room, { kind }: Pick<Entry, 'kind'>): boolean =>
  isSealed(state, room) &&
  (kind === entryKinds.commit || room.told.gen > 0 || room.seal.here !== undefined);

/** A commit of somebody else that begins a generation: this device is in it once it was invited, or is not. */
export function noteEpoch(turn: Turn, room: OpenRoom, { kind, device, body }: Entry): void {
  const { state } = turn;
  if (kind !== entryKinds.commit || device === state.device || !isSealed(state, room)) return;
  const { gen = 0, epoch = 0, add = [] } = commitIn(body) ?? {};
  if (add.includes(state.device)) noteInside(turn, room);
  if (gen <= room.told.gen) return;
  room.told = { ...room.told, gen, epoch: epoch + 1 };
  turn.tellAfter({ event: 'room', room: roomRow(state, room) });
}

/** It lets this device in, which waits for its invitation only for a while. */
function noteInside({ state }: Turn, room: OpenRoom): void {
  if (room.cursor < room.told.until) return;
  room.told = { ...room.told, inside: true };
  state.busy.add(room.key);
}

/** Has an entry opened, in its order: what comes of it is known when the step is on disk. */
export function open(
  turn: Turn,
  room: OpenRoom,
  kept: Kept,
  { own, blob }: { readonly own: OutLine | undefined; readonly blob: Uint8Array | undefined },
): void {
  // How a room came to be sealed is for those who were let in.
  if (isBeginning(turn.state, room, kept)) return;
  const commit = kept.kind === entryKinds.commit ? commitIn(kept.body) : undefined;
  if (commit) moveOn(turn, room, kept, commit);
  const wire = commit ? (blob ?? Buffer.from(commit.body)) : kept.body;
  const perhaps = turn.state.doubted.get(placeOf(kept))?.id;
  turn.write({
    do: 'open',
    line: { ...kept, body: wire },
    ...(own && { id: own.id }),
    ...(perhaps !== undefined && { perhaps }),
  });
  if (own) turn.state.next.echoes.set(own.id, { ...kept, body: own.body });
}

function moveOn(
  turn: Turn,
  room: OpenRoom,
  kept: Kept,
  { gen, epoch, add, remove }: CommitEntry,
): void {
  if (gen > room.told.gen || (gen === room.told.gen && epoch >= room.told.epoch))
    room.told = { ...room.told, gen, epoch: epoch + 1 };
  turn.state.announced.set(placeOf(kept), { add, remove });
  const standing = genOf(room.seal);
  if (standing === undefined || kept.device === turn.state.device) return;
  // What follows can be read by who is in then, in that generation if there is one: it waits until that is known.
  if (gen > standing || remove.includes(turn.state.device))
    room.seal = { ...room.seal, turning: kept.seq };
}

/** The generation that this device is in, or is about to be in: the one that it began comes back with its commit. */
const genOf = ({ here, commit }: Seal): number | undefined =>
  here?.gen ?? (commit?.step === 'stored' ? commit.pending?.gen : undefined);

const isBeginning = (state: State, room: Room, { kind, device, body }: Kept): boolean =>
  kind === entryKinds.commit &&
  device !== state.device &&
  room.seal.here === undefined &&
  !isEntering(state, room) &&
  (commitIn(body)?.gen ?? 0) < (genOf(room.seal) ?? Infinity);

/** What is for this device alone: an invitation, which it follows. */
export function onInbox(turn: Turn, kept: Kept, welcome: Uint8Array | undefined): void {
  const invite = kept.kind === entryKinds.invite ? inviteIn(kept.body) : undefined;
  if (!invite) return turn.write({ do: 'archive', line: kept, own: false });
  const { gen, seq } = invite;
  const room = hex(invite.room);
  if (welcome && turn.state.seals && !isPassed(turn.room(room), seq))
    turn.write({ do: 'enter', room, gen, seq, welcome });
}

/** It led to a time there that is over, and of which nothing is to come. */
const isPassed = (room: Room | undefined, seq: number): boolean =>
  room !== undefined && seq < room.told.joined && seq < room.cursor;

/**
 * An invitation to where this device has not come to the end of an earlier time: the keys of that are still needed
 * for what it has not read.
 */
function isInviteEarly(state: State, { kind, body }: Entry): boolean {
  const invite = kind === entryKinds.invite ? inviteIn(body) : undefined;
  const room = invite && state.rooms.get(hex(invite.room));
  if (!invite || !room) return false;
  const { here } = room.seal;
  if (here?.state !== 'in') return isEntering(state, room);
  // Into a later generation it leads past the commit, which cannot be followed.
  return room.cursor < (invite.gen > here.gen ? invite.seq - 1 : invite.seq);
}

/** An invitation there is on its way to the disk: what it leads to is not known. */
const isEntering = ({ flying, next }: State, { key }: Room): boolean =>
  [flying, next].some((batch) =>
    batch?.writes.some((write) => write.do === 'enter' && write.room === key),
  );

/**
 * A commit that lets this device into a generation: with its invitation it is read from there on, and without that
 * nothing of it. One that was written before `sync` has it in the inbox as that was told.
 */
function isUninvited(state: State, room: Room, { seq, kind, device, body }: Entry): boolean {
  if (kind !== entryKinds.commit || device === state.device || seq <= room.seal.declined)
    return false;
  const commit = isSealed(state, room) ? commitIn(body) : undefined;
  if (!commit?.add.includes(state.device) || isPast(room.seal, commit)) return false;
  return (seq > room.due && !hasBegunLater(room.seal, commit)) || hasInvites(state);
}

const isPast = ({ here }: Seal, { gen }: CommitEntry): boolean =>
  here?.state === 'in' && gen <= here.gen;

/** It needs no invitation that does not come: what it may have of the time before it takes, and then goes on to its own. */
const hasBegunLater = ({ commit }: Seal, { gen }: CommitEntry): boolean =>
  commit?.step === 'stored' && gen < (commit.pending?.gen ?? 0);

/** What has to wait for something in another log. */
export const isEarly = (state: State, room: Room, entry: Entry): boolean =>
  room.kind === 'inbox' ? isInviteEarly(state, entry) : isUninvited(state, room, entry);

export const placeOf = ({ room, seq }: Pick<Kept, 'room' | 'seq'>): string => `${room} ${seq}`;

export const commitIn = (body: Uint8Array): CommitEntry | undefined => read(parseCommitEntry, body);
export const inviteIn = (body: Uint8Array): InviteEntry | undefined => read(parseInviteEntry, body);

function read<T>(parse: (body: Uint8Array) => T, body: Uint8Array): T | undefined {
  try {
    return parse(body);
  } catch (fault) {
    if (fault instanceof Malformed) return undefined;
    throw fault;
  }
}

export const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
