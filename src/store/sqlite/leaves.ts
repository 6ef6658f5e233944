import type { Room, RoomDevice } from '../rows.ts';
import { type Base, no, ok, type Sync } from './base.ts';
import { kindCodes } from './codes.ts';
import { isBlockedIn } from './membership.ts';
import { meet } from './rooms.ts';
import { asRoom, type RoomRow } from './views.ts';

/** Which devices are in a sealed room, were in it, or should be. */
export function leafVerbs(base: Base): Pick<Sync, 'roomDevices' | 'dueRooms'> {
  const { sql, sealer } = base;
  return {
    roomDevices(room, user, after, limit) {
      const met = meet(base, room, user);
      if (!met.ok) return met;
      if (met.value.room.kind === kindCodes.channel) return no('not-allowed');
      // Nothing of theirs could be sealed for: who would wait for that is told why.
      if (isBlockedIn(base, met.value.room, user)) return no('blocked');
      const rows = sql.all<DeviceRow>(
        `SELECT * FROM (${devicesOf('m.room_id=?1')}) WHERE state IS NOT NULL AND device>?2
         ORDER BY device LIMIT ?3`,
        [room, after, limit],
      );
      const devices = rows.map(({ device, name, state, since }) => ({
        device,
        name,
        state,
        since,
      }));
      return ok({ room: asRoom(sealer, met.value.room), devices });
    },
    dueRooms: (device) => dueRooms(base, device, toSeal).map((row): Room => asRoom(sealer, row)),
  };
}

interface DeviceRow extends RoomDevice {
  readonly room: number;
}

const month = 30 * 24 * 60 * 60 * 1000;
const sinceOf = `CASE WHEN EXISTS(SELECT 1 FROM devices e WHERE e.user_id=d.user_id AND e.id<d.id
    AND e.revoked=0 AND e.seen>=d.created-${month}) THEN d.created ELSE 0 END`;

/** The devices of members, with what is to be done about each; null is nothing. */
const devicesOf = (
  which: string,
): string => `SELECT m.room_id AS room, d.id AS device, u.name, ${sinceOf} AS since,
    CASE WHEN l.since IS NULL THEN CASE WHEN d.revoked=0 AND g.user_id IS NULL THEN 'waiting' END
      WHEN d.revoked=1 OR g.user_id IS NOT NULL THEN 'leaving' ELSE 'in' END AS state
  FROM members m JOIN users u ON u.id=m.user_id JOIN devices d ON d.user_id=m.user_id
  LEFT JOIN leaves l ON l.room_id=m.room_id AND l.device_id=d.id AND l.until IS NULL
  LEFT JOIN leaving g ON g.room_id=m.room_id AND g.user_id=m.user_id WHERE ${which}`;

/** It can be added only by what it offers; what waits without an offer waits for itself. */
const isDue = `state='leaving' OR (state='waiting' AND EXISTS(
  SELECT 1 FROM offers o WHERE o.device_id=device AND o.package IS NOT NULL))`;

const sealed = 'r.gen>0';
/** The first who has something to say there seals it. */
const toSeal = `(${sealed} OR r.kind IN (${kindCodes.dm},${kindCodes.group}))`;

const dueRooms = ({ sql }: Base, device: number, which: string): RoomRow[] =>
  sql.all<RoomRow>(
    `SELECT r.* FROM (${devicesOf('d.id=?1')}) JOIN rooms r ON r.id=room AND ${which} WHERE ${isDue}`,
    [device],
  );

/** Whoever comes to one of these rooms learns that something is to be done about this device. */
export function noteDue(base: Base, device: number): void {
  for (const { id } of dueRooms(base, device, sealed)) setDue(base, id);
}

export const setDue = ({ sql }: Base, room: number): void =>
  void sql.run('INSERT OR IGNORE INTO due(room_id) VALUES(?)', [room]);

/** Looks at a sealed room as it is now: whether something is to be done about a device. */
export function settleDue(base: Base, room: number): boolean {
  const { sql } = base;
  const due = sql.get(`SELECT 1 FROM (${devicesOf('m.room_id=?1')}) WHERE ${isDue} LIMIT 1`, [
    room,
  ]);
  if (due) setDue(base, room);
  else sql.run('DELETE FROM due WHERE room_id=?', [room]);
  return due !== undefined;
}

export const isIn = ({ sql }: Base, room: number, device: number): boolean =>
  sql.get('SELECT 1 FROM leaves WHERE room_id=? AND device_id=? AND until IS NULL', [
    room,
    device,
  ]) !== undefined;

/** The devices that receive a room, each with whose it is: before it is sealed all of its members'. */
export function inRoom({ sql }: Base, { id, gen }: RoomRow): ReadonlyMap<number, number> {
  const receiving =
    gen === 0
      ? 'members l JOIN devices d ON d.user_id=l.user_id WHERE l.room_id=? AND d.revoked=0'
      : 'leaves l JOIN devices d ON d.id=l.device_id WHERE l.room_id=? AND l.until IS NULL';
  const rows = sql.all<{ device: number; user: number }>(
    `SELECT d.id AS device, d.user_id AS user FROM ${receiving}`,
    [id],
  );
  return new Map(rows.map(({ device, user }) => [device, user]));
}

/** Until now each person's devices received the room; from here on it is told by device. */
export function startLeaves({ sql }: Base, room: number): void {
  sql.run(
    `INSERT INTO leaves(room_id, device_id, since, until)
     SELECT s.room_id, d.id, s.since, s.until FROM stays s JOIN devices d ON d.user_id=s.user_id
     JOIN cursors c ON c.device_id=d.id AND c.room_id=s.room_id
     WHERE s.room_id=? AND d.revoked=0 AND (s.until IS NULL OR s.until>max(c.acked, s.since))`,
    [room],
  );
}

/** It receives what follows the commit `seq`. What it still lacks of an earlier time it keeps. */
export function openLeaf({ sql }: Base, room: number, device: number, seq: number): void {
  sql.run('INSERT OR REPLACE INTO leaves(room_id, device_id, since, until) VALUES(?,?,?,NULL)', [
    room,
    device,
    seq,
  ]);
  sql.run('INSERT OR IGNORE INTO cursors(device_id, room_id, acked) VALUES(?,?,?)', [
    device,
    room,
    seq,
  ]);
}

/** It receives everything up to and including `seq`. */
export const closeLeaf = ({ sql }: Base, room: number, device: number, seq: number): void =>
  void sql.run('UPDATE leaves SET until=? WHERE room_id=? AND device_id=? AND until IS NULL', [
    seq,
    room,
    device,
  ]);

/** A person who is in a sealed room with a device, and not the only one. */
export const isSealedIn = (base: Base, room: RoomRow, user: number): boolean =>
  room.gen > 0 && hasLeaf(base, room, user) && staysSealed(base, room, user);

/** Somebody else is in it with a device, and stays. */
export const staysSealed = ({ sql }: Base, { id }: RoomRow, user: number): boolean =>
  sql.get(
    `SELECT 1 FROM leaves l JOIN devices d ON d.id=l.device_id
     WHERE l.room_id=?1 AND l.until IS NULL AND d.user_id<>?2 AND d.revoked=0
       AND NOT EXISTS(SELECT 1 FROM leaving g WHERE g.room_id=?1 AND g.user_id=d.user_id) LIMIT 1`,
    [id, user],
  ) !== undefined;

export const hasLeaf = ({ sql }: Base, { id }: RoomRow, user: number): boolean =>
  sql.get(
    `SELECT 1 FROM devices d JOIN leaves l ON l.room_id=?1 AND l.device_id=d.id AND l.until IS NULL
     WHERE d.user_id=?2 LIMIT 1`,
    [id, user],
  ) !== undefined;

/** This person's devices receive a sealed room up to what is its last entry now. */
export const endLeaves = ({ sql }: Base, room: number, user: number): void =>
  void sql.run(
    `UPDATE leaves SET until=(SELECT head FROM rooms WHERE id=?1) WHERE room_id=?1 AND until IS NULL
       AND device_id IN (SELECT id FROM devices WHERE user_id=?2)`,
    [room, user],
  );
