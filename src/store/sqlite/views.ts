import type { Bytes, Device, Member, Room, User } from '../rows.ts';
import type { Base } from './base.ts';
import { kindCodes, kindOf, roleOf } from './codes.ts';
import type { Sealer } from './seal.ts';

export interface RoomRow {
  readonly id: number;
  readonly key: Bytes;
  readonly kind: number;
  readonly maker: number;
  readonly sealed_name: Bytes;
  readonly dm_low: number | null;
  readonly dm_high: number | null;
  readonly inbox_of: number | null;
  readonly sealed_topic: Bytes;
  readonly slow: number;
  readonly read_only: number;
  readonly head: number;
  readonly low: number;
  readonly gen: number;
  readonly epoch: number;
  readonly members: number;
}

export interface UserRow {
  readonly id: number;
  readonly name: string;
  readonly record: string;
  readonly role: number;
  readonly identity: Bytes;
  readonly vault: Bytes;
  readonly vault_version: number;
  readonly receipts_off: number;
  readonly seen: number;
}

export interface DeviceRow {
  readonly id: number;
  readonly user_id: number;
  readonly key: Bytes;
  readonly cert: Bytes;
  readonly sealed_label: Bytes;
  readonly created: number;
  readonly seen: number;
  readonly revoked: number;
  readonly fence: number;
}

export function asRoom(sealer: Sealer, row: RoomRow): Room {
  return {
    id: row.id,
    key: row.key,
    kind: kindOf(row.kind),
    name: sealer.text(nameOf(row.key), row.sealed_name),
    topic: sealer.text(topicOf(row.key), row.sealed_topic),
    slow: row.slow,
    readOnly: row.read_only === 1,
    head: row.head,
    low: row.low,
    gen: row.gen,
    epoch: row.epoch,
    members: row.members,
  };
}

/** What a sealed field is bound to, so that one cannot be put in the place of another. */
export const nameOf = (key: Bytes): string => `room name ${hex(key)}`;
export const topicOf = (key: Bytes): string => `room topic ${hex(key)}`;
export const labelOf = (key: Bytes): string => `device label ${hex(key)}`;

const hex = (bytes: Bytes): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex');

export const asUser = (row: UserRow): User => ({
  id: row.id,
  name: row.name,
  record: row.record,
  role: roleOf(row.role),
  identity: row.identity,
  vault: row.vault,
  vaultVersion: row.vault_version,
  receiptsOff: row.receipts_off === 1,
  seen: row.seen,
});

export const asDevice = (sealer: Sealer, row: DeviceRow): Device => ({
  id: row.id,
  user: row.user_id,
  key: row.key,
  cert: row.cert,
  label: sealer.text(labelOf(row.key), row.sealed_label),
  created: row.created,
  seen: row.seen,
  revoked: row.revoked === 1,
});

export const roomRow = ({ sql }: Base, room: number): RoomRow | undefined =>
  sql.get<RoomRow>('SELECT * FROM rooms WHERE id=?', [room]);

export const userNamed = ({ sql }: Base, name: string): UserRow | undefined =>
  sql.get<UserRow>('SELECT * FROM users WHERE name=?', [name]);

/** In channels who runs the nuvem moderates as well: #lobby has nobody else. */
export interface MemberRow {
  readonly room_id: number;
  readonly user_id: number;
  readonly name: string;
  /** In this room, without what somebody may as operator. */
  readonly own_role: number;
  readonly role: number;
  readonly joined: number;
  readonly request: number;
  readonly asker: number | null;
  readonly delivered: number;
  readonly read: number;
  readonly receipts_off: number;
  readonly leaving: number;
}

export const roleInRoom = `CASE WHEN r.kind=${kindCodes.channel} AND u.role>m.role THEN u.role ELSE m.role END`;

/** Whether the member `m` asked to leave. */
export const leavingNow =
  'EXISTS(SELECT 1 FROM leaving g WHERE g.room_id=m.room_id AND g.user_id=m.user_id)';

export const selectMembers = `SELECT m.room_id, m.user_id, u.name, m.role AS own_role, ${roleInRoom} AS role, m.joined,
  m.request, m.asker, m.delivered, m.read, u.receipts_off, ${leavingNow} AS leaving
  FROM members m JOIN users u ON u.id=m.user_id JOIN rooms r ON r.id=m.room_id WHERE m.room_id=?`;

export const memberRow = ({ sql }: Base, room: number, user: number): MemberRow | undefined =>
  sql.get<MemberRow>(`${selectMembers} AND m.user_id=?`, [room, user]);

export const asMember = (row: MemberRow): Member => ({
  user: row.user_id,
  name: row.name,
  role: roleOf(row.role),
  joined: row.joined,
  request: row.request === 1,
  delivered: row.delivered,
  read: row.read,
  receiptsOff: row.receipts_off === 1,
  leaving: row.leaving === 1,
});

export function membersNow(base: Base, room: number, users: readonly number[]): Member[] {
  return users.flatMap((user) => {
    const row = memberRow(base, room, user);
    return row ? [asMember(row)] : [];
  });
}
