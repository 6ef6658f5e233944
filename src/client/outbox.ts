import type { Message } from '../protocol/messages.ts';
import { isRefusal, type Refusal, refusals } from '../protocol/refusals.ts';
import { watch } from './receipts.ts';
import { outRow, toOf } from './rows.ts';
import type { OutLine, Room } from './state.ts';
import type { OpenRoom, Turn } from './turn.ts';
import { failedFor } from './waits.ts';

/** Posts on their way at the same time. */
const posts = 64;
/** How long a room rests after a refusal that passes, when the nuvem does not say. */
const rest = 1000;

/** Refusals that more patience does not cure: the line failed, and its writer is told why. */
const permanent: ReadonlySet<string> = new Set<Refusal>([
  'not-allowed',
  'banned',
  'muted',
  'read-only',
  'blocked',
  'no-room',
  'unknown',
  'bad-name',
  'too-many',
  'malformed',
  'exists',
]);

export const isPermanent = (code: string): boolean => permanent.has(code);

/** The highest number that any line of this room has, stored or waiting. */
export const highest = (room: Room): number => room.out.at(-1)?.no ?? room.acked;

export interface NewLine {
  readonly id: string;
  readonly at: number;
  readonly body: Uint8Array;
}

/** Puts a line at the end of a room's outbox, with the next number. It is posted after its commit. */
export function enqueue(turn: Turn, room: OpenRoom, { id, at, body }: NewLine): OutLine {
  const { state } = turn;
  state.order += 1;
  state.outBytes += body.length;
  const line: OutLine = {
    id,
    room: room.key,
    no: Math.max(highest(room), room.acked) + 1,
    order: state.order,
    at,
    body,
    state: 'waiting',
    seq: 0,
    why: '',
    batch: state.next.n,
    sent: false,
    refused: '',
  };
  turn.write({ do: 'wait', line: bare(line) });
  room.out = [...room.out, line];
  turn.own('busy').add(room.key);
  turn.tellAfter({ event: 'line', line: outRow(state, room, line) });
  return line;
}

const bare = ({ batch: _batch, sent: _sent, refused: _refused, ...line }: OutLine) => line;

/** Posts what may be posted: durable here, in order, as many as the window takes. */
export function pump(turn: Turn): void {
  const { state } = turn;
  if (state.link.phase !== 'up') return;
  for (const key of state.busy) {
    if (state.inFlight >= posts) return;
    const room = state.rooms.get(key);
    if (!room || !mayPost(turn, room)) continue;
    pumpRoom(turn, key);
  }
}

const mayPost = ({ now }: Turn, room: Room): boolean =>
  room.ready &&
  !room.draft &&
  !room.search &&
  now >= room.pausedUntil &&
  !room.out.some((line) => line.refused !== '');

function pumpRoom(turn: Turn, key: string): void {
  const { state } = turn;
  const room = turn.room(key);
  if (!room) return;
  let changed: OutLine[] | undefined;
  for (const [index, line] of room.out.entries()) {
    if (line.sent || line.state !== 'waiting') continue;
    if (state.inFlight >= posts || line.batch > state.done) break;
    changed ??= [...room.out];
    changed[index] = { ...line, sent: true };
    state.inFlight += 1;
    turn.request(
      { type: 'post', room: Buffer.from(key, 'hex'), no: line.no, body: line.body },
      { for: 'post', room: key, id: line.id },
    );
  }
  if (changed) room.out = changed;
  if (room.out.every((line) => line.sent || line.state !== 'waiting')) turn.own('busy').delete(key);
}

/** The nuvem has it on its disk. A duplicate has no seq here: that comes with the echo. */
export function onStored(turn: Turn, key: string, id: string, reply: Message<'stored'>): void {
  turn.state.inFlight -= 1;
  const room = turn.room(key);
  const line = room?.out.find((each) => each.id === id);
  if (!room || !line) return;
  const stored: OutLine = {
    ...line,
    state: 'stored',
    sent: false,
    seq: reply.seq ?? line.seq,
    at: reply.at,
  };
  replace(room, stored);
  acknowledged(turn, room, line.no);
  turn.write(moveOf(stored));
  if (stored.seq > 0) watch(turn, room, id, stored.seq);
}

export function acknowledged(turn: Turn, room: OpenRoom, no: number): void {
  room.acked = Math.max(room.acked, no);
  turn.mark(room.key);
}

/** The nuvem says no: for good, or for now. */
export function onPostRefused(
  turn: Turn,
  key: string,
  id: string,
  reply: { readonly code: string; readonly wait?: number | undefined },
): void {
  turn.state.inFlight -= 1;
  const room = turn.room(key);
  const line = room?.out.find((each) => each.id === id);
  if (!room || !line) return;
  const final = isPermanent(reply.code);
  replace(room, { ...line, sent: false, refused: final ? reply.code : '' });
  turn.own('busy').add(key);
  if (!final && reply.code !== 'gap') pause(turn, room, reply.wait ?? rest);
  // A gap before the very next line: what the nuvem has is not what we think. The next `sync` tells.
  if (reply.code === 'gap' && line.no === room.acked + 1) turn.do({ type: 'hang-up' });
  settle(turn, room);
}

function pause(turn: Turn, room: OpenRoom, wait: number): void {
  room.pausedUntil = Math.max(room.pausedUntil, turn.now + wait);
  turn.timer('pump', wait);
}

/**
 * Takes out what was refused for good, and gives the lines behind it their new numbers, but only when
 * nothing of this room is on its way any more: a number once sent belongs to its line until its fate is known.
 */
export function settle(turn: Turn, room: OpenRoom): void {
  if (room.out.some((line) => line.sent)) return;
  const gone = room.out.filter((line) => line.refused !== '');
  if (gone.length === 0) return;
  room.out = room.out.filter((line) => line.refused === '');
  for (const line of gone) fail(turn, room, line, line.refused);
  renumber(turn, room);
}

/** Numbers the waiting lines on from what is acknowledged. */
export function renumber(turn: Turn, room: OpenRoom): void {
  let no = room.acked;
  room.out = room.out.map((line) => {
    if (line.state !== 'waiting') return line;
    no += 1;
    if (line.no === no) return line;
    const moved = { ...line, no, room: room.key, batch: turn.state.next.n };
    turn.write(moveOf(moved));
    return moved;
  });
  if (room.out.some((line) => line.state === 'waiting')) turn.own('busy').add(room.key);
}

/** The line is kept, with the reason, and is not sent again by itself. */
export function fail(turn: Turn, room: OpenRoom, line: OutLine, code: string): void {
  const why = isRefusal(code) ? refusals[code].text : code;
  const failed: OutLine = { ...line, state: 'failed', no: 0, refused: '', sent: false, why };
  turn.state.outBytes -= line.body.length;
  room.failed = [...room.failed, failed].slice(-100);
  turn.write(moveOf(failed));
  turn.tellAfter({
    event: 'state',
    room: toOf(turn.state, room),
    id: line.id,
    state: 'failed',
    why,
  });
  failedFor(turn, failed, code);
}

/** The line is in the log: it waits no more. */
export function finish(turn: Turn, room: OpenRoom, line: OutLine): void {
  const index = room.out.findIndex((each) => each.id === line.id);
  if (index >= 0) room.out = room.out.toSpliced(index, 1);
  turn.state.outBytes -= line.body.length;
}

/** Posts of a connection that is gone: their fate shows in the next answer to `sync`. */
export function forgetPosts(turn: Turn): void {
  turn.state.inFlight = 0;
}

export function replace(room: OpenRoom, line: OutLine): void {
  const index = room.out.findIndex((each) => each.id === line.id);
  if (index >= 0) room.out = room.out.with(index, line);
}

export const moveOf = ({ id, room, no, state, seq, why }: OutLine) =>
  ({ do: 'move', id, room, no, state, seq, why }) as const;
