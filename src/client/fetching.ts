import type { OpenRoom, Turn } from './turn.ts';

/** Entries asked for at once when a hole is filled. */
const pageSize = 200;

/** Notes that the room is missing entries up to there, and asks for them unless that is under way. */
export function fetchUpTo(turn: Turn, room: OpenRoom, seq: number): void {
  const asking = room.want > 0;
  room.want = Math.max(room.want, seq);
  if (!asking) fetch(turn, room);
}

/** The next page of it. */
export function fetch(turn: Turn, room: OpenRoom): void {
  const message = {
    type: 'fetch',
    room: Buffer.from(room.key, 'hex'),
    after: room.cursor,
    limit: pageSize,
  } as const;
  turn.request(message, { for: 'fetch', room: room.key, after: room.cursor });
}
