import type { Base } from './base.ts';
import { kindCodes } from './codes.ts';
import type { StoredFile } from './files.ts';
import { blocks } from './membership.ts';
import { memberRow, type RoomRow, roomRow } from './views.ts';

interface Who {
  readonly user: number;
  readonly device: number;
}

type Announced = Pick<StoredFile, 'room' | 'seq' | 'user' | 'device' | 'id'>;

/** The device that announced it, of somebody who is in the room and could still write there. */
export function mayPut(base: Base, file: Announced, { user, device }: Who): boolean {
  if (file.device !== device || file.user !== user || !isTrusted(base, device)) return false;
  const room = roomRow(base, file.room);
  if (!room || !isMember(base, room, user)) return false;
  if (room.kind !== kindCodes.dm) return true;
  const other = room.dm_low === user ? room.dm_high : room.dm_low;
  return !blocks(base, other ?? 0, user);
}

/**
 * Who was there when it was announced, and is there now: in a sealed room this device, before that this person.
 * Who has not accepted a request has nothing to fetch yet. In a channel everybody whom it does not shut out.
 */
export function mayGet(base: Base, file: Announced, { user, device }: Who): boolean {
  const room = roomRow(base, file.room);
  if (!room || !isTrusted(base, device)) return false;
  if (room.kind === kindCodes.channel) return !isBanned(base, room, user);
  if (!isMember(base, room, user)) return false;
  const [times, id] = room.gen > 0 ? [leaves, device] : [stays, user];
  return base.sql.get(`${times} LIMIT 1`, [room.id, file.seq, id]) !== undefined;
}

/** Where a room is sealed anew, a device that was in it is let in again before it goes on. */
export function isHereAgain({ sql }: Base, { room }: Announced, { device }: Who): boolean {
  const outside = sql.get(
    `SELECT 1 FROM rooms r WHERE r.id=?1 AND r.gen>0 AND NOT EXISTS(
       SELECT 1 FROM leaves l WHERE l.room_id=?1 AND l.device_id=?2 AND l.until IS NULL)`,
    [room, device],
  );
  return outside === undefined;
}

/** A channel is for whoever comes: nobody can say that all of them have it. */
export const isForAll = (base: Base, file: Announced): boolean =>
  roomRow(base, file.room)?.kind === kindCodes.channel;

/** Nobody is in the room any more; or it is not complete, and who sent it can send no more of it. */
export function isForNobody(base: Base, file: StoredFile): boolean {
  const room = roomRow(base, file.room);
  if (!room || room.members === 0) return true;
  if (file.complete === 1) return false;
  return !isTrusted(base, file.device) || memberRow(base, room.id, file.user) === undefined;
}

/** Somebody else is in the room for whom it is, and does not have it. */
export function missesSomebody({ sql }: Base, { id, room, seq, user }: Announced): boolean {
  const covers = 's.room_id=m.room_id AND s.since<?2 AND (s.until IS NULL OR s.until>=?2)';
  const missed = sql.get(
    `SELECT 1 FROM members m JOIN rooms r ON r.id=m.room_id WHERE m.room_id=?1 AND m.user_id<>?3
     AND NOT EXISTS(SELECT 1 FROM file_have h WHERE h.file=?4 AND h.user_id=m.user_id)
     AND CASE WHEN r.gen>0 THEN EXISTS(SELECT 1 FROM devices d JOIN leaves s ON s.device_id=d.id AND ${covers}
         WHERE d.user_id=m.user_id AND d.revoked=0)
       ELSE EXISTS(SELECT 1 FROM stays s WHERE s.user_id=m.user_id AND ${covers}) END LIMIT 1`,
    [room, seq, user, id],
  );
  return missed !== undefined;
}

const covered = 'room_id=?1 AND since<?2 AND (until IS NULL OR until>=?2)';
const stays = `SELECT 1 FROM stays WHERE ${covered} AND user_id=?3`;
const leaves = `SELECT 1 FROM leaves WHERE ${covered} AND device_id=?3`;

function isMember(base: Base, room: RoomRow, user: number): boolean {
  const me = memberRow(base, room.id, user);
  return me !== undefined && me.request === 0 && me.leaving === 0;
}

const isTrusted = ({ sql }: Base, device: number): boolean =>
  sql.get('SELECT 1 FROM devices WHERE id=? AND revoked=0', [device]) !== undefined;

const isBanned = ({ sql }: Base, { id }: RoomRow, user: number): boolean =>
  sql.get('SELECT 1 FROM sanctions WHERE room_id=? AND user_id=? AND banned=1', [id, user]) !==
  undefined;
