import { randomBytes } from 'node:crypto';

import { type Base } from './base.ts';
import { kindCodes, most, roleCodes } from './codes.ts';
import { leavingNow, type MemberRow, nameOf, roomRow, type RoomRow } from './views.ts';

/** The channel that is there from the start, where everybody meets. */
export const lobbyName = 'lobby';

export const channelNamed = ({ sql, sealer }: Base, name: string): RoomRow | undefined =>
  sql.get<RoomRow>('SELECT * FROM rooms WHERE name_hash=?', [sealer.nameHash(name.toLowerCase())]);

export function lobby(base: Base): RoomRow {
  const room = channelNamed(base, lobbyName);
  if (!room) throw new Error('Expected #lobby to be there');
  return room;
}

/** Made with the database, before anybody is there. */
export function makeLobby(base: Base): void {
  if (channelNamed(base, lobbyName)) return;
  const key = new Uint8Array(randomBytes(16));
  insertRoom(base, { key, kind: kindCodes.channel, maker: 0, name: lobbyName, at: 0 });
}

export interface NewRoom {
  readonly key: Uint8Array;
  readonly kind: number;
  readonly maker: number;
  readonly name: string;
  readonly at: number;
  readonly pair?: readonly [number, number];
}

export function insertRoom(base: Base, room: NewRoom): RoomRow {
  const { sql, sealer } = base;
  const isChannel = room.kind === kindCodes.channel;
  const { id } = sql.run(
    `INSERT INTO rooms(key, kind, maker, sealed_name, name_hash, sealed_topic, dm_low, dm_high, created)
     VALUES(?,?,?,?,?,?,?,?,?)`,
    [
      room.key,
      room.kind,
      room.maker,
      room.name ? sealer.field(nameOf(room.key), room.name) : new Uint8Array(0),
      isChannel ? sealer.nameHash(room.name) : null,
      new Uint8Array(0),
      room.pair ? Math.min(...room.pair) : null,
      room.pair ? Math.max(...room.pair) : null,
      room.at,
    ],
  );
  const row = roomRow(base, id);
  if (!row) throw new Error('Expected the room just made');
  return row;
}

export interface Entering {
  readonly user: number;
  readonly role: number;
  readonly at: number;
  /** Who else brought them. */
  readonly asker?: number | undefined;
  /** It waits for the member's answer. */
  readonly request?: boolean;
}

/**
 * All devices of the new member receive what is written from now on. A device that was there before keeps
 * its place: it may lack something of an earlier stay.
 */
export function enter({ sql }: Base, room: RoomRow, coming: Entering): void {
  const asker = coming.asker ?? null;
  sql.run(
    `INSERT INTO members(room_id, user_id, role, joined, joined_at, request, asker, delivered, read)
     SELECT id, ?2, ?3, head, ?4, ?5, ?6, head, head FROM rooms WHERE id=?1`,
    [room.id, coming.user, coming.role, coming.at, coming.request ? 1 : 0, asker],
  );
  sql.run('UPDATE rooms SET members=members+1 WHERE id=?', [room.id]);
  if (room.gen > 0) sql.run('INSERT OR IGNORE INTO due(room_id) VALUES(?)', [room.id]);
  sql.run(
    `INSERT INTO stays(room_id, user_id, since) SELECT id, ?2, head FROM rooms WHERE id=?1
     ON CONFLICT DO UPDATE SET until=NULL`,
    [room.id, coming.user],
  );
  sql.run(
    `INSERT INTO cursors(device_id, room_id, acked)
     SELECT d.id, r.id, r.head FROM devices d JOIN rooms r ON r.id=?1 WHERE d.user_id=?2
     ON CONFLICT DO NOTHING`,
    [room.id, coming.user],
  );
}

export function leave({ sql }: Base, room: RoomRow, user: number): void {
  sql.run('DELETE FROM leaving WHERE room_id=? AND user_id=?', [room.id, user]);
  sql.run('DELETE FROM members WHERE room_id=? AND user_id=?', [room.id, user]);
  sql.run('UPDATE rooms SET members=members-1 WHERE id=?', [room.id]);
}

/**
 * The stays of those gone end with the entry that tells of it, which is the last one now. Who was only
 * asked to come never was there.
 */
export function endStays({ sql }: Base, room: RoomRow, gone: readonly MemberRow[]): void {
  for (const { user_id: user, request } of gone) {
    sql.run(
      `UPDATE stays SET until=CASE ?3 WHEN 1 THEN since ELSE (SELECT head FROM rooms WHERE id=?1) END
       WHERE room_id=?1 AND user_id=?2 AND until IS NULL`,
      [room.id, user, request],
    );
  }
}

/** A room that had an owner has one again: the oldest admin, else the oldest member, of those who stay. Answers whom. */
export function handOn({ sql }: Base, room: RoomRow): number | undefined {
  const owner = sql.get('SELECT 1 FROM members WHERE room_id=? AND role=? LIMIT 1', [
    room.id,
    roleCodes.owner,
  ]);
  if (owner) return undefined;
  const heir = sql.get<{ id: number }>(
    `SELECT user_id AS id FROM members m WHERE room_id=? AND request=0 AND NOT ${leavingNow}
     ORDER BY role DESC, joined_at, joined, user_id LIMIT 1`,
    [room.id],
  );
  if (!heir) return undefined;
  sql.run('UPDATE members SET role=? WHERE room_id=? AND user_id=?', [
    roleCodes.owner,
    room.id,
    heir.id,
  ]);
  return heir.id;
}

/** The other one of a direct message takes nothing from this person. */
export function isBlockedIn(base: Base, room: RoomRow, user: number): boolean {
  if (room.kind !== kindCodes.dm) return false;
  const other = room.dm_low === user ? room.dm_high : room.dm_low;
  return other !== null && blocks(base, other, user);
}

export const blocks = ({ sql }: Base, user: number, other: number): boolean =>
  sql.get('SELECT 1 FROM blocks WHERE user_id=? AND blocked=?', [user, other]) !== undefined;

/** Whether two people know each other from any room both are in, this one not counted. */
export const shareRoom = ({ sql }: Base, one: number, other: number, except: number): boolean =>
  sql.get(
    `SELECT 1 FROM members a JOIN members b ON b.room_id=a.room_id AND b.user_id=?2 AND b.request=0
     WHERE a.user_id=?1 AND a.request=0 AND a.room_id<>?3 LIMIT 1`,
    [one, other, except],
  ) !== undefined;

/** Who brought whom; who is added by a stranger is asked first. */
export const broughtBy = (
  base: Base,
  room: RoomRow,
  asker: number,
  user: number,
): Pick<Entering, 'asker' | 'request'> =>
  asker === user ? {} : { asker, request: !shareRoom(base, asker, user, room.id) };

/** Nobody is put into rooms without end, neither by one person nor by many strangers. */
export const isCrowded = ({ sql }: Base, asker: number, user: number): boolean => {
  const found = sql.get<{ mine: number; asked: number }>(
    `SELECT coalesce(sum(asker=?2), 0) AS mine, coalesce(sum(request), 0) AS asked
     FROM members WHERE user_id=?1`,
    [user, asker],
  );
  const { mine = 0, asked = 0 } = found ?? {};
  return asker !== user && (mine >= most.roomsByOne || asked >= most.requests);
};

export const hasRoomsToMake = ({ sql }: Base, maker: number, mostMade: number): boolean =>
  (sql.get<{ n: number }>('SELECT count(*) AS n FROM rooms WHERE maker=? AND kind IN (?,?)', [
    maker,
    kindCodes.group,
    kindCodes.channel,
  ])?.n ?? 0) < mostMade;

export const hasRoomsLeft = ({ sql }: Base, user: number): boolean =>
  (sql.get<{ n: number }>('SELECT count(*) AS n FROM members WHERE user_id=?', [user])?.n ?? 0) <
  most.roomsOfUser;
