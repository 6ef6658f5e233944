import { entryKinds } from '../protocol/entries.ts';
import type { Entry, Message } from '../protocol/messages.ts';
import type { Kept } from './db-port.ts';
import { fetch, fetchUpTo } from './fetching.ts';
import { endStored, skip } from './gap.ts';
import { take } from './out.ts';
import { acknowledged, fail } from './outbox.ts';
import { forgetReceipts, isGoing, watch } from './receipts.ts';
import { contentOf, entryId, keptRow, plainOf } from './rows.ts';
import { blobOf, fetchBlob, holdFor } from './sealed/blobs.ts';
import { isEarly, isSealedEntry, noteEpoch, onInbox, open, placeOf } from './sealed/log.ts';
import { isHeld, isSealed } from './sealed/sealing.ts';
import { drains, leap } from './sealed/sync.ts';
import { onLeft } from './sealed/tend.ts';
import type { OutLine, Room, State } from './state.ts';
import type { OpenRoom, Turn } from './turn.ts';

const { line, notice } = entryKinds;

/** An entry as it comes live or after `sync`: the next one is taken, an old one is not, a later one shows a hole. */
export function onMessage(turn: Turn, message: Message<'message'>): void {
  const room = turn.room(hex(message.room));
  if (!room || room.search) return;
  if (message.seq <= room.cursor) return;
  noteEpoch(turn, room, message);
  if (waits(turn, room)) {
    room.want = Math.max(room.want, message.seq);
    turn.state.stalled.add(room.key);
    return;
  }
  if (room.want > 0 || message.seq > room.cursor + 1) {
    fetchUpTo(turn, room, message.seq);
    return;
  }
  arrive(turn, room, message);
}

/** Nothing is taken from this log now: this device has to be let in first, or a blob has to come. */
const waits = ({ state }: Turn, room: OpenRoom): boolean =>
  room.seal.turning > 0 ||
  state.fetching.has(room.key) ||
  state.early.has(room.key) ||
  isHeld(state, room);

/** Takes what came too early, once what comes before it was read. */
export function followEarly(turn: Turn): void {
  // What is still too early comes back into the map.
  const held = [...turn.state.early];
  for (const [key, entry] of held) {
    const room = turn.room(key);
    turn.state.early.delete(key);
    if (!room) continue;
    if (entry.seq > room.cursor) arrive(turn, room, entry);
  }
}

/**
 * The nuvem told of another time there, or of none. True when not all of the one before was read: what waits for its
 * invitation or a blob comes first, and what is still on its way is no more. The next connection tells of the rest.
 */
export function isGone(turn: Turn, room: OpenRoom): boolean {
  const again = drains(turn.state, room) && waits(turn, room);
  if (again) {
    room.seal = { ...room.seal, again };
    turn.state.stalled.add(room.key);
  } else if (room.want > room.cursor) turn.do({ type: 'hang-up' });
  return again || room.want > room.cursor;
}

/** Logs of which nothing was taken go on as soon as nothing holds them, whatever it was that did. */
export function goOn(turn: Turn): void {
  for (const key of turn.state.stalled) {
    const room = turn.room(key);
    if (room && waits(turn, room)) continue;
    turn.state.stalled.delete(key);
    if (room?.seal.again) turn.do({ type: 'hang-up' });
    else if (room) fetchOn(turn, room);
  }
}

function fetchOn(turn: Turn, room: OpenRoom): void {
  if (room.cursor < room.want) fetch(turn, room);
  else room.want = 0;
}

/** What was missing, or the certainty that it is gone. A page that brings nothing is the last one. */
export function onPage(
  turn: Turn,
  { room: key, after }: { readonly room: string; readonly after: number },
  page: Message<'page'>,
): void {
  const room = turn.room(key);
  if (!room || room.want === 0) return;
  for (const entry of page.entries) {
    if (entry.seq <= room.cursor) continue;
    noteEpoch(turn, room, entry);
    if (waits(turn, room)) break;
    if (entry.seq > room.cursor + 1) skip(turn, room, entry.seq - 1);
    arrive(turn, room, entry);
  }
  if (waits(turn, room)) return void turn.state.stalled.add(room.key);
  if (room.cursor === after) skip(turn, room, Math.max(page.low, room.want));
  fetchOn(turn, room);
}

/** The next entry; the commit or invitation that needs a blob waits for it. */
function arrive(turn: Turn, room: OpenRoom, entry: Entry): void {
  if (isEarly(turn.state, room, entry)) return void turn.state.early.set(room.key, entry);
  const blob = blobOf(turn.state, room, entry);
  if (!blob) return accept(turn, room, entry);
  holdFor(turn, room, entry, blob);
  fetchBlob(turn, room);
}

/** Takes the next entry, with the blob that it waited for; an empty one when nobody has it. */
export function accept(turn: Turn, room: OpenRoom, entry: Entry, blob?: Uint8Array): void {
  room.cursor = entry.seq;
  room.head = Math.max(room.head, entry.seq);
  turn.mark(room.key);
  const own =
    entry.kind !== notice && entry.device === turn.state.device
      ? ownLine(turn, room, entry)
      : undefined;
  const kept: Kept = {
    id: own?.id ?? entryId(room.key, entry),
    room: room.key,
    seq: entry.seq,
    kind: entry.kind,
    from: entry.from,
    device: entry.device,
    no: entry.no,
    at: entry.at,
    body: Buffer.from(entry.body),
  };
  if (room.kind === 'inbox') onInbox(turn, kept, blob);
  else if (isSealedEntry(turn.state, room, entry)) open(turn, room, kept, { own, blob });
  else {
    const plain = plainOf(kept);
    turn.write({ do: 'archive', line: plain, own: own !== undefined });
    if (entry.kind === notice) onNotice(turn, room, kept);
    if (own === undefined) turn.tellAfter({ event: 'line', line: keptRow(turn.state, plain) });
  }
  noticeMissing(turn, room, entry);
  leap(turn, room);
  endStored(turn, room);
}

/** An own line came back: that acknowledges it, whatever became of the reply. */
function ownLine(turn: Turn, room: OpenRoom, entry: Entry): OutLine | undefined {
  acknowledged(turn, room, entry.no);
  const found = entry.kind === line ? room.out.get(entry.no) : undefined;
  if (!found) return undefined;
  take(turn, room, found);
  if (isOther(turn.state, room, found, entry)) {
    turn.state.doubted.set(placeOf({ room: room.key, seq: entry.seq }), found);
    return undefined;
  }
  if (found.seq === 0) watch(turn, room, found.id, entry.seq);
  return found;
}

/** The nuvem shows something else under the number of a sealed line than what was sent. */
const isOther = (state: State, room: Room, { wire }: OutLine, { kind, body }: Entry): boolean =>
  isSealedEntry(state, room, { kind }) &&
  (kind !== line || !wire || Buffer.compare(wire, body) !== 0);

/**
 * Own lines that the nuvem said it had, and past which its log has gone without them: their writer is told.
 * Stored lines are the first on their way out, so what still waits costs nothing here.
 */
function noticeMissing(turn: Turn, room: OpenRoom, { device, no, seq }: Entry): void {
  const came = device === turn.state.device ? no : 0;
  for (const out of room.out.values()) {
    const passed = out.seq > 0 ? out.seq <= seq : out.no < came && !room.hole;
    if (out.state !== 'stored' || !passed) return;
    take(turn, room, out);
    fail(turn, room, out, 'not-in-log');
  }
}

/** A line that was removed loses its body here too; who went, however long ago, is waited for no more. */
export function onNotice(turn: Turn, room: OpenRoom, kept: Pick<Kept, 'body'>): void {
  const content = contentOf(kept.body);
  if (content.kind !== 'notice') return;
  if (isGoing(content.change)) for (const name of content.names) forgetReceipts(turn, room, name);
  if (content.change === 'leaving') onLeft(turn, room, content.names);
  // What was sealed only its author takes back.
  if (content.change !== 'line-removed' || isSealed(turn.state, room)) return;
  const seq = Number(content.text);
  if (Number.isSafeInteger(seq) && seq > 0) turn.write({ do: 'blank', room: room.key, seq });
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
