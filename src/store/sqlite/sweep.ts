import type { Keep } from '../rows.ts';
import type { Base, Sync } from './base.ts';
import { forgetBlobs, releaseBlobs } from './blobs.ts';
import { day, kindCodes, offerLife } from './codes.ts';

/** So that no sweep holds up the posts for long. */
const roomsAtOnce = 256;

interface Swept {
  readonly id: number;
  readonly kind: number;
  readonly head: number;
  readonly low: number;
  readonly gen: number;
}

/**
 * Deletes from private rooms what every device of every member has, and from all rooms what is too old.
 * Each call looks at some rooms and goes on at the next ones, so it is called again and again. Marks
 * stay, so a post that comes a second time is known long after its line is gone.
 */
export function sweepVerbs(base: Base): Pick<Sync, 'sweep'> {
  const { sql, recent } = base;
  let from = 0;

  function next(): readonly Swept[] {
    const rooms = sql.all<Swept>(
      'SELECT id, kind, head, low, gen FROM rooms WHERE id>? AND head>low ORDER BY id LIMIT ?',
      [from, roomsAtOnce],
    );
    from = rooms.length < roomsAtOnce ? 0 : (rooms.at(-1)?.id ?? 0);
    return rooms;
  }

  return {
    sweep(at, keep, limit) {
      sql.run('DELETE FROM ops WHERE at<?', [at - day]);
      sql.run('DELETE FROM invites WHERE until<?', [at - day]);
      sql.run('DELETE FROM offers WHERE at<?', [at - offerLife]);
      forgetBlobs(base, at);
      let gone = 0;
      for (const room of next()) {
        const most = room.low + limit - gone;
        const low = Math.min(upTo(base, { ...room, most }, at, keep), most);
        if (low <= room.low) continue;
        gone += sql.run('DELETE FROM log WHERE room_id=? AND seq<=?', [room.id, low]).changes;
        sql.run('UPDATE rooms SET low=? WHERE id=?', [low, room.id]);
        sql.run('DELETE FROM leaves WHERE room_id=? AND until<=?', [room.id, low]);
        releaseBlobs(base, room.id, low);
        recent.rooms.delete(room.id);
      }
      return gone;
    },
  };
}

interface Sweeping extends Swept {
  /** No entry past this one goes now. */
  readonly most: number;
}

function upTo(base: Base, room: Sweeping, at: number, keep: Keep): number {
  const isChannel = room.kind === kindCodes.channel;
  const before = at - (isChannel ? keep.channelMs : keep.privateMs);
  const aged = firstKept(base, room, before) - 1;
  return isChannel ? aged : Math.max(aged, received(base, room));
}

/** The first entry that is not too old yet. */
function firstKept({ sql }: Base, room: Sweeping, before: number): number {
  const first = sql.get<{ seq: number }>(
    'SELECT seq FROM log WHERE room_id=? AND seq>? AND seq<=? AND at>=? ORDER BY seq LIMIT 1',
    [room.id, room.low, room.most, before],
  );
  return first?.seq ?? Math.min(room.head, room.most) + 1;
}

/** How far the slowest device is of all that are to receive it, of people who have gone up to where they went. */
function received({ sql }: Base, room: Swept): number {
  const devices = receiving(room);
  const slowest = sql.get<{ acked: number | null }>(
    `SELECT min(max(coalesce(c.acked, 0), s.since)) AS acked FROM ${devices}
     LEFT JOIN cursors c ON c.device_id=d.id AND c.room_id=?1
     WHERE d.revoked=0 AND (s.until IS NULL OR c.acked<s.until)`,
    [room.id],
  );
  return slowest?.acked ?? room.head;
}

/** Each device that is to receive the room, with from where and up to where. */
function receiving({ kind, gen }: Swept): string {
  if (kind === kindCodes.inbox)
    return `(SELECT 0 AS since, NULL AS until, inbox_of AS device FROM rooms WHERE id=?1) s
      JOIN devices d ON d.id=s.device`;
  return gen > 0
    ? 'leaves s JOIN devices d ON d.id=s.device_id AND s.room_id=?1'
    : 'stays s JOIN devices d ON d.user_id=s.user_id AND s.room_id=?1';
}
