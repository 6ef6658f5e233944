import { entryKinds } from '../protocol/entries.ts';
import type { Frame } from '../protocol/frames.ts';
import { encode } from '../protocol/wire.ts';
import type { Entry, Room } from '../store/rows.ts';
import type { Ear, HeardRoom, Hearing, Session } from './hub.ts';
import { forgetRecent, keepRecent, nothingRecent } from './recent.ts';

/** What the hub needs from outside. */
export interface Ground {
  /** Outgoing bytes, past which a session is no longer live. */
  readonly outgoing: number;
  readonly read: (
    room: number,
    after: number,
    limit: number,
    bytes: number,
  ) => Promise<readonly Entry[]>;
  readonly later: (ms: number, run: () => void) => () => void;
  /** A read of the store failed; it is tried again. */
  readonly failed: (what: string, failure: unknown) => void;
  /** An entry of a room that is no channel goes to its hearers. */
  readonly onEntry: (room: HeardRoom, entry: Entry) => void;
  /** A session has everything up to where its user once left a room; `forget` ends this hearing. */
  readonly gone: (hearing: Hearing, until: number, forget: () => void) => void;
}

/** The rooms that somebody hears, and what is on its way to them in this turn. */
export interface Fanout {
  readonly ground: Ground;
  readonly rooms: Map<number, HeardRoom>;
  readonly byKey: Map<string, HeardRoom>;
  readonly dirty: HeardRoom[];
  readonly catchUp: (session: Session) => void;
  scheduled: boolean;
  /** Who waits for the store to say which rooms they are in. */
  readonly syncing: Set<Ear>;
  /** Rooms that nobody hears, and what was last written there while somebody waited. */
  readonly unheard: Map<number, number>;
}

export const newFanout = (ground: Ground, catchUp: (session: Session) => void): Fanout => ({
  ground,
  rooms: new Map(),
  byKey: new Map(),
  dirty: [],
  catchUp,
  scheduled: false,
  syncing: new Set(),
  unheard: new Map(),
});

/** A batch larger than this leaves before the end of the turn, so that a slow reader is seen in time. */
const largestBatch = 256 * 1024;
/** How long an entry waits for the one in front of it, before the store is asked. */
const patience = 50;
const retry = 1000;
const readLimit = 1000;

export const keyText = (key: Uint8Array): string =>
  Buffer.from(key.buffer, key.byteOffset, key.byteLength).toString('latin1');

export function roomFor(all: Fanout, row: Room): HeardRoom {
  const found = all.rooms.get(row.id);
  if (found) return found;
  const room: HeardRoom = {
    id: row.id,
    key: Buffer.from(row.key),
    kind: row.kind,
    head: row.head,
    flushed: row.head,
    low: row.low,
    members: row.members,
    gen: row.gen,
    epoch: row.epoch,
    slow: row.slow,
    ears: [],
    batch: [],
    size: 0,
    recent: nothingRecent(),
    parked: undefined,
    receipts: undefined,
  };
  all.rooms.set(room.id, room);
  all.byKey.set(keyText(room.key), room);
  return room;
}

export function forgetIfUnheard(all: Fanout, room: HeardRoom): void {
  if (room.ears.length > 0) return;
  all.rooms.delete(room.id);
  all.byKey.delete(keyText(room.key));
}

/** Takes an entry in its place: what is old is ignored, what is early waits for the rest. */
export function accept(all: Fanout, room: HeardRoom, entry: Entry): void {
  if (entry.seq <= room.head) return;
  if (entry.seq > room.head + 1) {
    park(all, room, entry);
    return;
  }
  take(all, room, entry);
  if (room.parked) unpark(all, room, room.parked);
}

export function messageFrame(room: HeardRoom, entry: Entry): Frame {
  const { seq, kind, from, device, no, at, body } = entry;
  return encode({ type: 'message', room: room.key, seq, kind, from, device, no, at, body });
}

function take(all: Fanout, room: HeardRoom, entry: Entry): void {
  room.head = entry.seq;
  if (room.kind !== 'channel') all.ground.onEntry(room, entry);
  const frame = messageFrame(room, entry);
  // a notice may be that a line was removed
  if (entry.kind === entryKinds.notice) forgetRecent(room.recent);
  keepRecent(room, entry.seq, frame);
  if (room.batch.length === 0) {
    all.dirty.push(room);
    schedule(all);
  }
  room.batch.push(frame);
  room.size += frame.length;
  if (room.size >= largestBatch) flushRoom(all, room);
}

function park(all: Fanout, room: HeardRoom, entry: Entry): void {
  if (!room.parked) {
    room.parked = new Map();
    all.ground.later(patience, () => void fill(all, room));
  }
  if (room.parked.size < readLimit) room.parked.set(entry.seq, entry);
}

function unpark(all: Fanout, room: HeardRoom, parked: Map<number, Entry>): void {
  for (let next = parked.get(room.head + 1); next; next = parked.get(room.head + 1)) {
    parked.delete(next.seq);
    take(all, room, next);
  }
  if (parked.size === 0) room.parked = undefined;
}

/** Reads what is missing in front of the parked entries. */
async function fill(all: Fanout, room: HeardRoom): Promise<void> {
  if (!room.parked || room.ears.length === 0) return;
  try {
    const before = room.head;
    const entries = await all.ground.read(room.id, before, readLimit, largestBatch);
    skipSwept(room, entries);
    for (const entry of entries) accept(all, room, entry);
    if (room.parked) unpark(all, room, room.parked);
    if (room.parked) all.ground.later(room.head === before ? retry : 0, () => void fill(all, room));
  } catch (failure) {
    all.ground.failed('hub.fill', failure);
    all.ground.later(retry, () => void fill(all, room));
  }
}

/** What the store no longer has is swept, and nobody waits for it. */
export function skipSwept(room: HeardRoom, entries: readonly Entry[]): void {
  const first = entries[0]?.seq ?? (room.parked && Math.min(...room.parked.keys()));
  if (first !== undefined && first > room.head + 1) room.head = first - 1;
}

function schedule(all: Fanout): void {
  if (all.scheduled) return;
  all.scheduled = true;
  setImmediate(() => flush(all));
}

/** Hands each room's entries of this turn to everybody in it: one buffer a room, the same for all. */
export function flush(all: Fanout): void {
  all.scheduled = false;
  for (const room of all.dirty.splice(0)) flushRoom(all, room);
}

export function flushRoom(all: Fanout, room: HeardRoom): void {
  const { batch, ears } = room;
  const [first] = batch;
  if (!first) return;
  const bytes = batch.length === 1 ? first : Buffer.concat(batch, room.size);
  room.batch = [];
  room.size = 0;
  const most = all.ground.outgoing - bytes.length;
  for (const hearing of ears) {
    if (!hearing.live) continue;
    const { session } = hearing;
    const queued = session.queued();
    if (queued > most && queued > 0) fallBehind(all, session);
    else session.send(bytes);
  }
  room.flushed = room.head;
}

/** The session reads too slowly: nothing more is pushed, it goes on from the store when its line drains. */
function fallBehind(all: Fanout, session: Session): void {
  for (const hearing of session.ear.hears.values()) setBehind(hearing);
  all.catchUp(session);
}

export function setBehind(hearing: Hearing): void {
  if (!hearing.live) return;
  hearing.live = false;
  hearing.given = hearing.room.flushed;
  hearing.session.ear.behind.add(hearing);
}

export function removeEar(all: Fanout, hearing: Hearing): void {
  const { ears } = hearing.room;
  const place = ears.indexOf(hearing);
  const last = ears.pop();
  if (last && place >= 0 && last !== hearing) ears[place] = last;
  forgetIfUnheard(all, hearing.room);
}
