import type { Message } from '../protocol/messages.ts';
import type { LineState } from './port.ts';
import { stateAt, toOf } from './rows.ts';
import type { Room, Seen } from './state.ts';
import type { OpenRoom, Turn } from './turn.ts';
import { reached } from './waits.ts';

/** Groups of more people tell only what is stored. */
export const receiptsUpTo = 50;
/** Own lines of a room whose state may still move. */
const watched = 1000;

export const hasReceipts = (room: Room): boolean =>
  room.kind === 'dm' || (room.kind === 'group' && room.members <= receiptsUpTo);

export function onReceipt(turn: Turn, { rooms }: Message<'receipt'>): void {
  for (const { room: bytes, name, delivered, read } of rooms) {
    const room = turn.room(hex(bytes));
    if (!room || name === turn.state.name || !isMember(room, name)) continue;
    const before = room.receipts.get(name) ?? nobody;
    const seen = {
      ...before,
      delivered: Math.max(before.delivered, delivered, read),
      read: Math.max(before.read, read),
    };
    if (seen.delivered !== before.delivered || seen.read !== before.read)
      onSeen(turn, room, name, seen);
  }
}

/** Somebody has come further. */
export function onSeen(turn: Turn, room: OpenRoom, name: string, seen: Seen): void {
  const { delivered, read, proof } = seen;
  room.receipts.set(name, seen);
  turn.write({ do: 'receipt', receipt: { room: room.key, name, ...seen } });
  const proved = proof ? { proved: proof.upTo } : {};
  const told = { room: toOf(turn.state, room), user: name, delivered, read, ...proved };
  turn.tell({ event: 'receipt', ...told });
  relevel(turn, room);
}

/** No more people are remembered than there are receipts of, whatever names a nuvem makes up. */
function isMember(room: Room, name: string): boolean {
  if (room.kind === 'dm') return name === room.name;
  return room.kind === 'group' && (room.receipts.has(name) || room.receipts.size < receiptsUpTo);
}

/** Whether a change of members leaves somebody outside. */
export const isGoing = (change: string): boolean =>
  change === 'left' || change === 'removed' || change === 'banned';

/** Somebody left: what they had received counts no more. */
export function forgetReceipts(turn: Turn, room: OpenRoom, name: string): void {
  if (!room.receipts.delete(name)) return;
  turn.write({ do: 'receipt', receipt: { room: room.key, name, delivered: -1, read: -1 } });
}

/** How far everybody else has received and read; a person whose receipt never came has nothing. */
export function levelOf(room: Room): Seen {
  if (!hasReceipts(room)) return nobody;
  const others = room.kind === 'dm' ? 1 : room.members - 1;
  if (others < 1 || room.receipts.size < others) return nobody;
  const all = [...room.receipts.values()];
  return {
    delivered: Math.min(...all.map((seen) => seen.delivered)),
    read: Math.min(...all.map((seen) => seen.read)),
  };
}

/** Tells the own lines that moved on since the last level. */
function relevel(turn: Turn, room: OpenRoom): void {
  const before = { level: room.level };
  const level = levelOf(room);
  if (level.delivered === before.level.delivered && level.read === before.level.read) return;
  const was = { ...room };
  room.level = level;
  for (const [id, seq] of room.own) {
    const state = stateAt(room, seq);
    if (state !== stateAt(was, seq)) tellState(turn, room, { id, seq, state });
    if (seq <= level.read) room.own.delete(id);
  }
}

/** A line of ours is in the log: from now on receipts move it. */
export function watch(turn: Turn, room: OpenRoom, id: string, seq: number): void {
  if (room.own.has(id)) return;
  room.said = Math.max(room.said, seq);
  room.own.set(id, seq);
  const [oldest] = room.own.keys();
  if (room.own.size > watched && oldest !== undefined) room.own.delete(oldest);
  tellState(turn, room, { id, seq, state: stateAt(room, seq) });
}

function tellState(
  turn: Turn,
  room: Room,
  line: { readonly id: string; readonly seq: number; readonly state: LineState },
): void {
  turn.tellAfter({ event: 'state', room: toOf(turn.state, room), ...line });
  reached(turn, room, line);
}

const nobody: Seen = { delivered: 0, read: 0 };
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
