import { randomBytes, timingSafeEqual } from 'node:crypto';

import type { Bytes, Device, NewDevice, Outcome, Seated } from '../rows.ts';
import { type Base, no, ok, type Sync } from './base.ts';
import { kindCodes, most, roleOf, ticketLife } from './codes.ts';
import { noteDue } from './leaves.ts';
import { asDevice, asUser, type DeviceRow, labelOf, type UserRow } from './views.ts';

type Devices = Pick<
  Sync,
  | 'addDevice'
  | 'setCert'
  | 'device'
  | 'deviceKey'
  | 'devices'
  | 'revokeDevice'
  | 'beginSession'
  | 'endSession'
  | 'forgetTicket'
>;

export function deviceVerbs(base: Base): Devices {
  const { sql, sealer } = base;
  return {
    addDevice: (user, device, at) => addDevice(base, user, device, at),
    setCert: (device, cert) => void sql.run('UPDATE devices SET cert=? WHERE id=?', [cert, device]),
    deviceKey: (id) => sql.get<{ key: Bytes }>('SELECT key FROM devices WHERE id=?', [id])?.key,
    device(id) {
      const row = deviceRow(base, id);
      const user = row && userRow(base, row.user_id);
      return row && user && { device: asDevice(sealer, row), user: asUser(user) };
    },
    devices: (user) =>
      sql
        .all<DeviceRow>(
          'SELECT * FROM devices WHERE user_id=? ORDER BY revoked, seen DESC, id LIMIT ?',
          [user, most.devices],
        )
        .map((row) => asDevice(sealer, row)),
    revokeDevice: (user, device) => revokeDevice(base, user, device),
    beginSession: (device, next, at, ticket) => beginSession(base, device, { next, at, ticket }),
    endSession: (device, at) => seen(base, device, at),
    forgetTicket: (device) =>
      void sql.run('UPDATE devices SET ticket=NULL, former=NULL WHERE id=?', [device]),
  };
}

function addDevice(base: Base, user: number, device: NewDevice, at: number): Outcome<Device> {
  const { sql, sealer } = base;
  const there = deviceByKey(base, user, device.key);
  if (there) return there.revoked === 1 ? no('revoked') : ok(asDevice(sealer, there));
  const count = sql.get<{ n: number }>(
    'SELECT count(*) AS n FROM devices WHERE user_id=? AND revoked=0',
    [user],
  );
  const isFull = (count?.n ?? 0) >= most.devices;
  if (isFull || device.label.length > most.label) return no('too-many');
  return ok(asDevice(sealer, insertDevice(base, user, device, at)));
}

/** Whatever its connections still send is fenced off. */
function revokeDevice(base: Base, user: number, device: number): Outcome<undefined> {
  const row = deviceRow(base, device);
  if (row?.user_id !== user) return no('unknown');
  if (row.revoked === 0) {
    base.sql.run(
      'UPDATE devices SET revoked=1, fence=fence+1, ticket=NULL, former=NULL WHERE id=?',
      [device],
    );
    base.recent.devices.delete(device);
    noteDue(base, device);
  }
  return ok(undefined);
}

export const deviceByKey = ({ sql }: Base, user: number, key: Bytes): DeviceRow | undefined =>
  sql.get<DeviceRow>('SELECT * FROM devices WHERE user_id=? AND key=?', [user, key]);

/** With an inbox of its own; it receives its user's rooms from their heads on. */
export function insertDevice(base: Base, user: number, device: NewDevice, at: number): DeviceRow {
  const { sql, sealer } = base;
  const label = sealer.field(labelOf(device.key), device.label);
  const { id } = sql.run(
    'INSERT INTO devices(user_id, key, cert, sealed_label, created, seen) VALUES(?1,?2,?3,?4,?5,?5)',
    [user, device.key, device.cert, label, at],
  );
  sql.run(
    `INSERT INTO cursors(device_id, room_id, acked)
     SELECT ?, r.id, r.head FROM members m JOIN rooms r ON r.id=m.room_id WHERE m.user_id=?`,
    [id, user],
  );
  const nothing = new Uint8Array(0);
  const inbox = sql.run(
    `INSERT INTO rooms(key, kind, maker, sealed_name, sealed_topic, inbox_of, members, created)
     VALUES(?,?,?,?,?,?,1,?)`,
    [new Uint8Array(randomBytes(16)), kindCodes.inbox, user, nothing, nothing, id, at],
  );
  sql.run('INSERT INTO cursors(device_id, room_id) VALUES(?,?)', [id, inbox.id]);
  const row = deviceRow(base, id);
  if (!row) throw new Error('Expected the device just made');
  return row;
}

const deviceRow = ({ sql }: Base, id: number): DeviceRow | undefined =>
  sql.get<DeviceRow>('SELECT * FROM devices WHERE id=?', [id]);

const userRow = ({ sql }: Base, id: number): UserRow | undefined =>
  sql.get<UserRow>('SELECT * FROM users WHERE id=?', [id]);

interface Coming {
  readonly next: Bytes;
  readonly at: number;
  readonly ticket: Bytes | undefined;
}

interface Tickets {
  readonly ticket: Bytes | null;
  readonly ticket_until: number;
  readonly former: Bytes | null;
  readonly former_until: number;
}

/** All that is asked of a device that comes, and of its user, in one row: thousands come at once. */
interface ComingRow
  extends
    Tickets,
    Pick<DeviceRow, 'user_id' | 'key' | 'sealed_label' | 'revoked' | 'fence'>,
    Omit<UserRow, 'id' | 'record' | 'seen'> {
  readonly blocks: number;
}

const selectComing = `SELECT d.user_id, d.key, d.sealed_label, d.revoked, d.fence,
    d.ticket, d.ticket_until, d.former, d.former_until,
    u.name, u.role, u.identity, u.vault, u.vault_version, u.receipts_off,
    EXISTS(SELECT 1 FROM blocks WHERE user_id=u.id) OR EXISTS(SELECT 1 FROM blocks WHERE blocked=u.id) AS blocks
  FROM devices d JOIN users u ON u.id=d.user_id WHERE d.id=?`;

/** The ticket a device came with stays good until the next one is used: its reply may get lost. */
function beginSession(base: Base, id: number, coming: Coming): Outcome<Seated> {
  const { sql, recent } = base;
  const row = sql.get<ComingRow>(selectComing, [id]);
  if (!row) return no('ticket');
  if (row.revoked === 1) return no('revoked');
  const held = kept(row, coming);
  if (held === 'wrong') return no('ticket');
  const fence = row.fence + 1;
  sql.run(
    `UPDATE devices SET fence=?2, ticket=?3, ticket_until=?4, former=?5, former_until=?6, seen=max(seen,?7)
     WHERE id=?1`,
    [id, fence, coming.next, coming.at + ticketLife, held.ticket, held.until, coming.at],
  );
  sql.run('UPDATE users SET seen=max(seen,?2) WHERE id=?1', [row.user_id, coming.at]);
  recent.devices.delete(id);
  return ok({ ...seatedOf(base, id, row), fence });
}

const seatedOf = ({ sealer }: Base, id: number, row: ComingRow): Omit<Seated, 'fence'> => ({
  user: {
    id: row.user_id,
    name: row.name,
    role: roleOf(row.role),
    identity: row.identity,
    vault: row.vault,
    vaultVersion: row.vault_version,
    receiptsOff: row.receipts_off === 1,
  },
  device: { id, label: sealer.text(labelOf(row.key), row.sealed_label) },
  blocks: row.blocks === 1,
});

interface Held {
  readonly ticket: Bytes | null;
  readonly until: number;
}

/** Which ticket stays good beside the next one. */
function kept(row: Tickets, { at, ticket }: Coming): Held | 'wrong' {
  const current: Held = { ticket: row.ticket, until: row.ticket_until };
  const former: Held = { ticket: row.former, until: row.former_until };
  if (!ticket) return current;
  const isCurrent = matches(current, ticket, at);
  const isFormer = matches(former, ticket, at);
  if (isCurrent) return current;
  return isFormer ? former : 'wrong';
}

const matches = ({ ticket, until }: Held, given: Bytes, at: number): boolean =>
  ticket !== null && ticket.length === given.length && timingSafeEqual(ticket, given) && at < until;

function seen({ sql }: Base, device: number, at: number): void {
  sql.run('UPDATE devices SET seen=max(seen,?2) WHERE id=?1', [device, at]);
  sql.run('UPDATE users SET seen=max(seen,?2) WHERE id=(SELECT user_id FROM devices WHERE id=?1)', [
    device,
    at,
  ]);
}
