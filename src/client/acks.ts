import { hasReceipts } from './receipts.ts';
import type { Room } from './state.ts';
import type { Turn } from './turn.ts';

/** At most four acknowledgements a second where somebody sees them, one in two seconds elsewhere. */
const quick = 250;
const unhurried = 2000;
const perMessage = 1000;

/** These rooms' cursors are on disk now: the nuvem may be told, at once if it was quiet, else in a moment. */
export function ackSoon(turn: Turn, rooms: readonly Room[]): void {
  const { state } = turn;
  for (const room of rooms) if (room.durable > room.ackTold) turn.state.ackRooms.add(room.key);
  if (rooms.length === 0 || state.link.phase !== 'up') return;
  const seen = rooms.some(hasReceipts);
  if (seen && turn.now - state.ackAt > quick) return ackNow(turn);
  const timer = seen ? 'ack' : 'ack-slow';
  if (!state.timers.has(timer)) turn.timer(timer, seen ? quick : unhurried);
}

/** Tells how far each room is on disk here. Losing it costs a re-send, nothing else. */
export function ackNow(turn: Turn): void {
  const { state } = turn;
  if (state.link.phase !== 'up' || state.ackRooms.size === 0) return;
  const marks = [];
  for (const key of state.ackRooms) {
    const room = turn.room(key);
    if (room && room.durable > room.ackTold && !room.draft) {
      room.ackTold = room.durable;
      marks.push({ room: Buffer.from(key, 'hex'), seq: room.durable });
    }
  }
  turn.state.ackRooms.clear();
  state.ackAt = turn.now;
  for (let at = 0; at < marks.length; at += perMessage)
    turn.send({ type: 'ack', marks: marks.slice(at, at + perMessage) });
}

/** A person has read up to there: kept here, told in a moment, together with other rooms. */
export function readUpTo(turn: Turn, key: string, seq: number): void {
  const room = turn.room(key);
  if (!room) return;
  const read = Math.min(seq, Math.max(room.cursor, 0));
  if (read <= room.read) return;
  room.read = read;
  turn.mark(key);
  turn.state.readRooms.add(key);
  if (!turn.state.timers.has('read')) turn.timer('read', quick);
}

export function readNow(turn: Turn): void {
  const { state } = turn;
  if (state.link.phase !== 'up' || state.readRooms.size === 0) return;
  const marks = [];
  for (const key of state.readRooms) {
    const room = turn.room(key);
    if (!room || room.draft || room.read <= room.readTold) continue;
    room.readTold = room.read;
    marks.push({ room: Buffer.from(key, 'hex'), seq: room.read });
  }
  turn.state.readRooms.clear();
  for (let at = 0; at < marks.length; at += perMessage)
    turn.send({ type: 'read', marks: marks.slice(at, at + perMessage) });
}
