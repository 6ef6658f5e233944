import { type Bytes, type Outcome, type Room, type RoomOf } from '../rows.ts';
import { type Base, no, ok, type Sync } from './base.ts';
import { newChannelPages } from './channels.ts';
import { roleOf } from './codes.ts';
import {
  asMember,
  asRoom,
  leavingNow,
  memberRow,
  type MemberRow,
  roleInRoom,
  type RoomRow,
  selectMembers,
} from './views.ts';

type Rooms = Pick<Sync, 'roomsOf' | 'nextStay' | 'roomOf' | 'roomByKey' | 'members' | 'channels'>;

export function roomVerbs(base: Base): Rooms {
  const { sql, sealer } = base;
  return {
    roomsOf(user, device) {
      const rows = [
        ...sql.all<RoomOfRow>(`${selectRoomsOf} ORDER BY r.id`, [user, device]),
        ...sql.all<RoomOfRow>(selectInbox, [user, device]),
      ];
      const first = new Map(rows.map((row) => [row.id, row]));
      // The latest first, so that of several in one room the earliest stays.
      for (const select of selectPast) {
        const past = sql.all<RoomOfRow>(`${select} ORDER BY s.since DESC`, [user, device, 0]);
        for (const row of past) first.set(row.id, row);
      }
      return [...first.values()].map((row) => asRoomOf(base, row));
    },
    nextStay(room, user, device, after) {
      for (const select of selectPast) {
        const past = `${select} AND s.room_id=?4 ORDER BY s.since LIMIT 1`;
        const row = sql.get<RoomOfRow>(past, [user, device, after, room]);
        if (row) return asRoomOf(base, row);
      }
      return roomOf(base, room, user, device);
    },
    roomOf: (room, user, device) => roomOf(base, room, user, device),
    roomByKey(key) {
      const row = roomByKey(base, key);
      return row && asRoom(sealer, row);
    },
    members: (room, after, limit) =>
      sql
        .all<MemberRow>(`${selectMembers} AND u.name>? ORDER BY u.name LIMIT ?`, [
          room,
          after,
          limit,
        ])
        .map(asMember),
    channels: newChannelPages(base),
  };
}

function roomOf(base: Base, room: number, user: number, device: number): RoomOf | undefined {
  const { sql } = base;
  const row =
    sql.get<RoomOfRow>(`${selectRoomsOf} AND r.id=?3`, [user, device, room]) ??
    sql.get<RoomOfRow>(`${selectInbox} AND r.id=?3`, [user, device, room]);
  return row && asRoomOf(base, row);
}

export const roomByKey = ({ sql }: Base, key: Bytes): RoomRow | undefined =>
  sql.get<RoomRow>('SELECT * FROM rooms WHERE key=?', [key]);

interface RoomOfRow extends RoomRow {
  readonly role: number;
  readonly joined: number;
  readonly read: number;
  readonly acked: number;
  readonly mark: number;
  readonly peer: string | null;
  readonly request: number;
  readonly asker: string | null;
  readonly inside: number;
  readonly leaving: number;
  readonly due: number;
  readonly until?: number;
}

/** A sealed room begins for a device with the commit that let it in, every other one for a person. */
const selectRoomsOf = `SELECT r.*, ${roleInRoom} AS role, m.read, m.request,
    CASE r.gen WHEN 0 THEN m.joined ELSE coalesce(l.since, r.head) END AS joined,
    r.gen=0 OR l.since IS NOT NULL AS inside, ${leavingNow} AS leaving, x.room_id IS NOT NULL AS due,
    coalesce(c.acked, 0) AS acked, coalesce(c.mark, 0) AS mark, p.name AS peer, a.name AS asker
  FROM members m JOIN rooms r ON r.id=m.room_id JOIN users u ON u.id=m.user_id
  LEFT JOIN leaves l ON r.gen>0 AND l.room_id=r.id AND l.device_id=?2 AND l.until IS NULL
  LEFT JOIN due x ON x.room_id=r.id
  LEFT JOIN cursors c ON c.device_id=?2 AND c.room_id=r.id
  LEFT JOIN users p ON p.id=CASE r.dm_low WHEN m.user_id THEN r.dm_high ELSE r.dm_low END
  LEFT JOIN users a ON a.id=m.asker AND m.request=1
  WHERE m.user_id=?1`;

/** Times there that ended, of which a device that has the entries up to ?3 lacks some that are still kept. */
const pastIn = (times: string): string => `SELECT r.*, 0 AS role, s.since AS joined, 0 AS read,
    0 AS request, s.until, 1 AS inside, 0 AS leaving, 0 AS due,
    c.acked, c.mark, p.name AS peer, NULL AS asker
  FROM cursors c CROSS JOIN ${times} CROSS JOIN rooms r ON r.id=s.room_id
  LEFT JOIN users p ON p.id=CASE r.dm_low WHEN ?1 THEN r.dm_high ELSE r.dm_low END
  WHERE c.device_id=?2 AND s.until>max(c.acked, s.since, r.low, ?3)`;

const selectPast = [
  `${pastIn('stays s ON s.room_id=c.room_id AND s.user_id=?1')} AND r.gen=0`,
  `${pastIn('leaves s ON s.room_id=c.room_id AND s.device_id=?2')} AND r.gen>0`,
] as const;

const selectInbox = `SELECT r.*, 0 AS role, 0 AS joined, c.acked AS read, c.acked, c.mark, NULL AS peer,
    0 AS request, NULL AS asker, 1 AS inside, 0 AS leaving, 0 AS due
  FROM rooms r JOIN devices d ON d.id=r.inbox_of JOIN cursors c ON c.device_id=d.id AND c.room_id=r.id
  WHERE d.user_id=?1 AND r.inbox_of=?2`;

const asRoomOf = (base: Base, row: RoomOfRow): RoomOf => ({
  ...asRoom(base.sealer, row),
  role: roleOf(row.role),
  joined: row.joined,
  read: row.read,
  acked: row.acked,
  mark: row.mark,
  peer: row.peer ?? '',
  request: row.request === 1,
  from: row.asker ?? '',
  inside: row.inside === 1,
  leaving: row.leaving === 1,
  due: row.due === 1,
  ...(row.until === undefined ? {} : { until: row.until }),
});

/** A room as somebody meets it who wants to change it. Who is not in it learns nothing of it. */
export interface Meeting {
  readonly room: RoomRow;
  readonly me: MemberRow;
}

export function meet(base: Base, room: number, user: number): Outcome<Meeting> {
  const row = base.sql.get<RoomRow>('SELECT * FROM rooms WHERE id=?', [room]);
  const me = row && memberRow(base, room, user);
  return me ? ok({ room: row, me }) : no('no-room');
}

/** The names' ids, or who of them is nobody. */
export function idsOf({ sql }: Base, names: readonly string[]): Outcome<readonly Named[]> {
  const found: Named[] = [];
  for (const name of new Set(names)) {
    const row = sql.get<Named>('SELECT id, name FROM users WHERE name=?', [name]);
    if (!row) return no('unknown');
    found.push(row);
  }
  return ok(found);
}

export interface Named {
  readonly id: number;
  readonly name: string;
}

export const changed = (
  base: Base,
  room: number,
  entry: Changed['entry'],
  members: Changed['members'],
): Changed => {
  const row = base.sql.get<RoomRow>('SELECT * FROM rooms WHERE id=?', [room]);
  if (!row) throw new RangeError(`Expected room ${room} to be there`);
  return { room: asRoom(base.sealer, row) satisfies Room, entry, members };
};
type Changed = import('../rows.ts').Changed;
