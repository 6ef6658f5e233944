import type { Message } from '../protocol/messages.ts';
import { openDrafts } from './drafts.ts';
import { isFalse } from './false-room.ts';
import { endStored, skip } from './gap.ts';
import { becomeLeft } from './left.ts';
import { notice } from './notice.ts';
import { put, takeAll } from './out.ts';
import { acknowledged, closeUp, fail, highest, moveOf, settle } from './outbox.ts';
import { levelOf } from './receipts.ts';
import { isGone } from './receive.ts';
import { noSuchRoom } from './reply.ts';
import { becomeDraft, finishSearch, isRestored, searchBack } from './restore.ts';
import { asWritten, emptyRoom, keptOf, sameKept } from './room.ts';
import { roomRow, toOf } from './rows.ts';
import { compare, giveUp } from './sealed/commit-fate.ts';
import { oldCopy } from './sealed/old-copy.ts';
import { waitsFor } from './sealed/sealing.ts';
import { beginPast, drains, heardOf, isOther, noteLeaving, sealAgain } from './sealed/sync.ts';
import { untitled } from './sealed/title.ts';
import type { OutLine, Room } from './state.ts';
import type { OpenRoom, Turn } from './turn.ts';

/** Rooms of one account: as many as one `sync` can name. */
export const mostRooms = 8000;

/** Tells the nuvem what is here, and so begins to hear. */
export function sync(turn: Turn): void {
  const { state } = turn;
  const marks = [];
  for (const { key, cursor, draft } of state.rooms.values())
    if (cursor >= 0 && !draft && marks.length < mostRooms)
      marks.push({ room: Buffer.from(key, 'hex'), seq: cursor });
  for (const { room, cursor } of state.former.values())
    if (cursor >= 0 && marks.length < mostRooms)
      marks.push({ room: Buffer.from(room, 'hex'), seq: cursor });
  turn.setLink({ phase: 'syncing', crowded: false });
  turn.request({ type: 'sync', marks }, { for: 'sync' });
}

/** A room as the nuvem has it: new, changed, or the answer to `sync`, `room-open` or `room-join`. One too many is not taken. */
export function onRoom(turn: Turn, message: Message<'room'>): OpenRoom | undefined {
  const key = Buffer.from(message.room).toString('hex');
  const before = turn.room(key);
  if (before && isOther(before, message) && isGone(turn, before)) return before;
  const waited = waitOf(turn, before);
  const room = roomFor(turn, key, message);
  if (!room) return undefined;
  const kept = keptOf(turn.state, key, message, room);
  const changed = !before || !sameKept(before, kept);
  turn.become(room, kept);
  room.head = room.ready ? Math.max(message.head, room.head) : message.head;
  room.low = message.low;
  heardOf(turn, room, message);
  readElsewhere(turn, room, message.read);
  room.level = levelOf(room);
  if (changed) {
    turn.write({ do: 'room', room: asWritten(turn.state, kept) });
    turn.state.busy.add(key);
  }
  place(turn, room, message);
  if (changed || waitOf(turn, room) !== waited) tellRoom(turn, room);
  return room;
}

function place(turn: Turn, room: OpenRoom, message: Message<'room'>): void {
  if (!room.ready) reconcile(turn, room, message);
  else if (!room.search) startAt(turn, room, message);
}

const waitOf = ({ state }: Turn, room: Room | undefined) =>
  room && (room.told.leaving ? 'leaving' : waitsFor(state, room));

function tellRoom(turn: Turn, room: Room): void {
  if (room.kind !== 'inbox') turn.tellAfter({ event: 'room', room: roomRow(turn.state, room) });
  // What waits for such a conversation has one now.
  if (room.kind === 'dm') openDrafts(turn);
}

function roomFor(turn: Turn, key: string, message: Message<'room'>): OpenRoom | undefined {
  if (isFalse(turn.state, key, message)) {
    turn.do({ type: 'hang-up' });
    return undefined;
  }
  return turn.room(key) ?? newRoom(turn, key, message);
}

function newRoom(turn: Turn, key: string, message: Message<'room'>): OpenRoom | undefined {
  if (turn.state.rooms.size < mostRooms) {
    const { title = untitled } = turn.state.left.get(key) ?? {};
    const kept = keptOf(turn.state, key, message, { title });
    return turn.add({ ...comeBack(turn, emptyRoom(kept)), title });
  }
  if (!turn.state.link.crowded) turn.tell(notice(['rooms-many', mostRooms]));
  turn.setLink({ crowded: true });
  return undefined;
}

/** A room that was ours before goes on where it was left. */
function comeBack(turn: Turn, room: Room): Room {
  const { former, left } = turn.state;
  const marks = former.get(room.key);
  if (!marks) return room;
  const { seal, failed } = left.get(room.key) ?? room;
  former.delete(room.key);
  left.delete(room.key);
  return { ...room, ...marks, seal, failed, durable: marks.cursor };
}

/**
 * What was written before this person came, or swept before this device did, is not theirs, so it is no gap.
 * What was swept since is one, and nobody will send anything after which it would show.
 */
function startAt(turn: Turn, room: OpenRoom, { joined, low, head }: Message<'room'>): void {
  if (drains(turn.state, room)) return skip(turn, room, beginPast(turn, room, low));
  const isNew = turn.state.incarnation === '';
  const begin = Math.min(isNew ? Math.max(joined, low) : joined, head);
  if (begin > room.cursor) {
    if (room.cursor < 0) room.durable = room.ackTold = begin;
    room.cursor = begin;
    turn.mark(room.key);
  }
  skip(turn, room, Math.min(low, head));
  if (room.want <= room.cursor) room.want = 0;
}

/** The person has read here or on another device: the further one counts, and the nuvem is told. */
function readElsewhere(turn: Turn, room: OpenRoom, read: number): void {
  if (read > room.read) {
    room.read = read;
    turn.mark(room.key);
  }
  room.readTold = read;
  if (room.read > read) turn.state.readRooms.add(room.key);
}

/**
 * Compares numbers with the nuvem's, once a connection. With A the highest acknowledged and B the highest
 * waiting, A ≤ mark ≤ B is normal; past B this device is an old copy, or that past knew more; below A the nuvem went back.
 */
function reconcile(turn: Turn, room: OpenRoom, message: Message<'room'>): void {
  const { mark, head } = message;
  const other = isRestored(turn.state);
  if (mark > highest(room) && !other) return oldCopy(turn);
  room.ready = true;
  if (head < room.cursor || mark < room.acked || (other && room.cursor > 0))
    return searchBack(turn, room, mark, head);
  room.due = head;
  compare(turn, room, mark);
  startAt(turn, room, message);
  settleUpTo(turn, room, mark);
  endStored(turn, room);
}

/** Everything up to the mark is stored, nothing behind it is: every fate of this room is known. */
export function settleUpTo(turn: Turn, room: OpenRoom, mark: number): void {
  for (const line of room.out.values()) {
    if (line.no > mark && line.sent) put(turn, room, { ...line, sent: false });
    if (line.no <= mark && line.state === 'waiting') {
      room.unsure = room.head;
      const stored: OutLine = { ...line, sent: false, refused: '', state: 'stored' };
      put(turn, room, stored);
      turn.write(moveOf(stored));
    }
  }
  if (mark > room.acked) acknowledged(turn, room, mark);
  turn.state.busy.add(room.key);
  settle(turn, room);
  closeUp(turn, room);
}

/** All rooms were told: what was not among them is ours no more, and what waited may go. */
export function onSynced(turn: Turn): void {
  const { state } = turn;
  const wentBack = isRestored(state);
  for (const room of state.rooms.values())
    if (!room.ready && !room.draft && !room.search) {
      if (wentBack) forgotten(turn, room.key);
      else roomGone(turn, room.key);
    }
  const { ups } = state.link;
  turn.setLink({
    phase: 'up',
    tries: 0,
    reason: undefined,
    code: undefined,
    ups: ups + 1,
    upAt: turn.now,
  });
  state.synced = true;
  if (state.incarnation === '') {
    state.incarnation = state.newIncarnation;
    turn.write({ do: 'meta', key: 'incarnation', value: state.incarnation });
  }
  turn.stopTimer('answer');
  if (wentBack) finishSearch(turn);
  else if (state.lost > 0)
    turn.after({ type: 'question', question: { ask: 'lost', n: undefined } });
  openDrafts(turn);
  sealAgain(turn);
}

/** A room of which the backup knows nothing, or not that this person is in it. A conversation with somebody goes on. */
function forgotten(turn: Turn, key: string): void {
  const room = turn.room(key);
  if (!room) return;
  if (room.kind === 'dm') return becomeDraft(turn, room);
  if (room.kind !== 'inbox' && !room.told.leaving)
    turn.tell(notice(['room-forgotten', toOf(turn.state, room)]));
  // What the nuvem had taken and did not show yet is nowhere else.
  for (const line of room.out.values()) put(turn, room, { ...line, state: 'waiting', seq: 0 });
  roomGone(turn, key);
}

export function roomGone(turn: Turn, key: string): void {
  const room = turn.room(key);
  if (!room || room.draft || isGone(turn, room)) return;
  // What was sent may be taken yet, when this person is back by then: the next connection tells.
  if (isOpen(room)) return turn.do({ type: 'hang-up' });
  const to = toOf(turn.state, room);
  if (room.out.size > 0) return leaveWith(turn, key);
  giveUp(turn, room, noSuchRoom);
  becomeLeft(turn, room);
  if (room.told.leaving) noteLeaving(turn);
  if (room.kind !== 'inbox') turn.tellAfter({ event: 'room-gone', room: to });
}

/** The fate of something that was sent is not known. */
const isOpen = ({ ready, sent, seal }: Room): boolean =>
  ready && (sent > 0 || seal.commit?.step === 'sent');

/** Lines that wait in a room that is gone will never be stored; their writer is told, then the room goes. */
function leaveWith(turn: Turn, key: string): void {
  const room = turn.room(key);
  if (!room) return;
  const waited = takeAll(turn, room).filter(({ state }) => state === 'waiting');
  for (const line of waited) fail(turn, room, { ...line, sent: false, refused: '' }, 'no-room');
  roomGone(turn, key);
}
