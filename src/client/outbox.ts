import type { Message } from '../protocol/messages.ts';
import type { Refusal } from '../protocol/refusals.ts';
import { whyOf } from '../words/reason.ts';
import { put, take, takeAll } from './out.ts';
import { pause } from './pause.ts';
import { watch } from './receipts.ts';
import { failureOf, outRow, toOf } from './rows.ts';
import { isOver, unsealed } from './sealed/sealing.ts';
import type { OutLine, Room } from './state.ts';
import type { OpenRoom, Turn } from './turn.ts';
import { notTold } from './untold.ts';
import { failedFor } from './waits.ts';

/** Failed lines of a room that are held in memory. */
export const keptFailed = 100;

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
  'bad',
  'unsealed',
  'sealed',
  'no-file',
  'file-large',
  'files-full',
  'files-off',
  'disk-full',
]);

export const isPermanent = (code: string): boolean => permanent.has(code);

/** The number before the next line's. */
export const highest = (room: Room): number => Math.max(room.last, room.acked, room.reserved);

export interface NewLine {
  readonly id: string;
  readonly at: number;
  readonly body: Uint8Array;
}

/** Puts a line at the end of a room's outbox, with the next number. It is posted after its commit. */
export function enqueue(turn: Turn, room: OpenRoom, { id, at, body }: NewLine): OutLine {
  const { state } = turn;
  state.order += 1;
  const line: OutLine = {
    id,
    room: room.key,
    no: highest(room) + 1,
    order: state.order,
    at,
    body,
    state: 'waiting',
    seq: 0,
    why: '',
    batch: state.next.n,
    sent: false,
    refused: '',
    sealing: false,
  };
  turn.write({ do: 'wait', line: bare(line) });
  put(turn, room, line);
  state.busy.add(room.key);
  turn.tellAfter({ event: 'line', line: outRow(state, room, line) });
  return line;
}

const bare = ({ batch: _b, sent: _s, refused: _r, sealing: _g, ...line }: OutLine) => line;

/** The nuvem has it on its disk. A duplicate has no seq here: that comes with the echo. */
export function onStored(turn: Turn, key: string, id: string, reply: Message<'stored'>): void {
  turn.state.inFlight -= 1;
  const room = turn.room(key);
  const line = turn.state.lines.get(id);
  if (!room || line?.room !== key) return;
  const stored: OutLine = {
    ...line,
    state: 'stored',
    sent: false,
    seq: reply.seq ?? line.seq,
    at: reply.at,
  };
  put(turn, room, stored);
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
  const line = turn.state.lines.get(id);
  if (!room || line?.room !== key) return;
  // A device that was left out waits to be let in again; whose room is gone is told so.
  const isOut = reply.code === 'no-room' && line.wire !== undefined;
  const final = isPermanent(reply.code) && !isOut;
  put(turn, room, { ...line, sent: false, refused: final ? reply.code : '' });
  turn.state.busy.add(key);
  if (!final) notYet(turn, room, line, reply);
  // A gap before the very next line: what the nuvem has is not what we think. The next `sync` tells.
  if (reply.code === 'gap' && line.no === room.acked + 1) turn.do({ type: 'hang-up' });
  settle(turn, room);
}

function notYet(
  turn: Turn,
  room: OpenRoom,
  line: OutLine,
  { code, wait }: { readonly code: string; readonly wait?: number | undefined },
): void {
  // Somebody asked to leave, and a commit has to take them out first.
  if (code === 'leaving') room.told = { ...room.told, due: true, parting: true };
  else if (code === 'stale' || code === 'no-room') isOver(room, line);
  else if (code !== 'gap' || !isFirstDue(room)) pause(turn, room, wait);
}

/** What lacks before a gap was refused, too, and has its own time. */
function isFirstDue({ out, acked }: Room): boolean {
  const first = out.get(acked + 1);
  return first?.state === 'waiting' && !first.sent;
}

/**
 * Takes out what was refused for good, and gives the lines behind it their new numbers, but only when
 * nothing of this room is on its way any more: a number once sent belongs to its line until its fate is known.
 */
export function settle(turn: Turn, room: OpenRoom): void {
  if (room.sent > 0 || room.refused === 0) return;
  for (const line of [...room.out.values()].filter(({ refused }) => refused !== '')) {
    take(turn, room, line);
    fail(turn, room, line, line.refused);
  }
  renumber(turn, room);
}

/** Numbers the waiting lines on from what is acknowledged. */
export function renumber(turn: Turn, room: OpenRoom): void {
  let no = Math.max(room.acked, room.reserved);
  for (const line of takeAll(turn, room)) {
    if (line.state === 'waiting') no += 1;
    if (line.state !== 'waiting' || line.no === no) {
      put(turn, room, line);
      continue;
    }
    const moved = { ...unsealed(line), no, batch: turn.state.next.n };
    turn.write(moveOf(moved));
    put(turn, room, moved);
  }
  if (no > room.acked) turn.state.busy.add(room.key);
}

/** A number was kept for a commit that is no more, and the process ended before the lines behind it moved up. */
export function closeUp(turn: Turn, room: OpenRoom): void {
  const before = Math.max(room.acked, room.reserved);
  if (room.last > before && !room.out.has(before + 1)) renumber(turn, room);
}

/** The line is kept, with the reason, and is not sent again by itself. */
export function fail(turn: Turn, room: OpenRoom, line: OutLine, code: string): void {
  const none = { no: 0, seq: 0, refused: '', sent: false };
  const failed: OutLine = { ...line, ...none, state: 'failed', why: code };
  room.failed = [...room.failed, failed].slice(-keptFailed);
  turn.write(moveOf(failed));
  notTold(turn, line.id);
  turn.tellAfter({
    event: 'state',
    room: toOf(turn.state, room),
    id: line.id,
    state: 'failed',
    ...whyOf(failureOf(code)),
  });
  failedFor(turn, failed, code);
}

/** Posts of a connection that is gone: their fate shows in the next answer to `sync`. */
export function forgetPosts(turn: Turn): void {
  turn.state.inFlight = 0;
}

export const moveOf = ({ id, room, no, state, seq, why }: OutLine) =>
  ({ do: 'move', id, room, no, state, seq, why }) as const;
