import type { Sqlite } from '../../base/sqlite.ts';
import type { Bodies } from '../db/body.ts';
import type { Pending, SealedRow } from './port.ts';
import { personOf, rosterIn } from './roster.ts';

/** A row of what is kept of sealed rooms; nothing of this file needs their keys. */
export interface RoomRow {
  readonly room: string;
  readonly gen: number;
  readonly epoch: number;
  readonly state: SealedRow['state'];
  readonly roster: Uint8Array;
}

interface Where {
  readonly db: Sqlite;
  readonly bodies: Bodies;
}

interface PendingRow extends Omit<Pending, 'add' | 'remove' | 'welcome'> {
  readonly welcome: Uint8Array | null;
  readonly added: string;
  readonly removed: string;
}

export const rosterPlace = (room: string): string => `seal roster ${room}`;

export const roomColumns = 'room, gen, epoch, state, roster';
const pendingColumns = 'no, gen, epoch, wire, welcome, added, removed';

/** What the core knows of all sealed rooms when it begins. */
export function sealedRows(where: Where): readonly SealedRow[] {
  const begun = where.db.all<{ room: string }>(
    'SELECT room FROM seal_pending WHERE room NOT IN (SELECT room FROM seal_rooms)',
  );
  return [...stoodIn(where), ...begun.flatMap(({ room }) => begunOf(where, room))];
}

/** A room that this device begins, whose first commit has not come back. */
function begunOf({ db }: Pick<Where, 'db'>, room: string): readonly SealedRow[] {
  const pending = pendingOf(db, room);
  return pending ? [{ ...nothing, room, pending }] : [];
}

const nothing = {
  gen: 0,
  epoch: 0,
  state: 'out',
  roster: [],
  alarm: [],
  newcomers: [],
  since: 0,
  spent: false,
} as const;

const stoodIn = ({ db, bodies }: Where): readonly SealedRow[] =>
  db.all<RoomRow>(`SELECT ${roomColumns} FROM seal_rooms`).map((row) => {
    const { room, gen, epoch, state } = row;
    const { renewed: _, ...inside } = rosterIn(bodies.open(rosterPlace(room), row.roster));
    const pending = pendingOf(db, room);
    const kept = { room, gen, epoch, state, ...inside, roster: inside.roster.map(personOf) };
    return pending ? { ...kept, pending } : kept;
  });

/** As whom somebody is in rooms that wait for them to be accepted. */
export const alarmedAs = ({ db, bodies }: Where, user: string): readonly Uint8Array[] =>
  db
    .all<Pick<RoomRow, 'room' | 'roster'>>("SELECT room, roster FROM seal_rooms WHERE state='in'")
    .flatMap(({ room, roster }) => {
      const kept = rosterIn(bodies.open(rosterPlace(room), roster));
      return kept.alarm.includes(user) ? kept.roster.filter((one) => one.user === user) : [];
    })
    .map(({ identity }) => identity);

export function pendingOf(db: Sqlite, room: string): Pending | undefined {
  const row = db.get<PendingRow>(`SELECT ${pendingColumns} FROM seal_pending WHERE room=?`, [room]);
  if (!row) return undefined;
  const { no, gen, epoch, wire, welcome, added, removed } = row;
  const add = JSON.parse(added) as number[];
  const remove = JSON.parse(removed) as number[];
  return { no, gen, epoch, wire, ...(welcome && { welcome }), add, remove };
}
