import { type Content, encodeContent } from '../../protocol/content.ts';
import { entryKinds } from '../../protocol/entries.ts';
import type { Bytes, Entry } from '../rows.ts';
import { type Base, no, ok, type Sync } from './base.ts';
import { asRoom, type RoomRow } from './views.ts';

interface LogRow {
  readonly seq: number;
  readonly kind: number;
  readonly name: string;
  readonly device_id: number;
  readonly no: number;
  readonly at: number;
  readonly body: Bytes;
}

type Log = Pick<Sync, 'read' | 'readBefore' | 'deliver'>;

export function logVerbs(base: Base): Log {
  const { sql } = base;
  return {
    read(room, after, limit, bytes) {
      const sizes = sql.all<Size>(
        'SELECT seq, length(body) AS size FROM log WHERE room_id=? AND seq>? ORDER BY seq LIMIT ?',
        [room, after, limit],
      );
      const last = fitting(sizes, bytes);
      return last === undefined ? [] : entries(base, room, after + 1, last);
    },
    readBefore(room, before, limit, bytes) {
      const sizes = sql.all<Size>(
        'SELECT seq, length(body) AS size FROM log WHERE room_id=? AND seq<? ORDER BY seq DESC LIMIT ?',
        [room, before, limit],
      );
      const first = fitting(sizes, bytes);
      return first === undefined ? [] : entries(base, room, first, before - 1);
    },
    deliver(device, body, at) {
      const inbox = sql.get<RoomRow>('SELECT * FROM rooms WHERE inbox_of=?', [device]);
      const owner = sql.get<{ id: number; revoked: number }>(
        'SELECT user_id AS id, revoked FROM devices WHERE id=?',
        [device],
      );
      if (!inbox || !owner) return no('unknown');
      if (owner.revoked === 1) return no('revoked');
      const entry = write(base, inbox, { kind: entryKinds.notice, user: owner.id, at, body });
      return ok({ room: { ...asRoom(base.sealer, inbox), head: entry.seq }, entry });
    },
  };
}

interface Size {
  readonly seq: number;
  readonly size: number;
}

/** The furthest seq whose bodies, with all before it, are about so many bytes; at least the first. */
function fitting(sizes: readonly Size[], bytes: number): number | undefined {
  let total = 0;
  let last: number | undefined;
  for (const { seq, size } of sizes) {
    total += size;
    if (last !== undefined && total > bytes) break;
    last = seq;
  }
  return last;
}

function entries({ sql, sealer }: Base, room: number, from: number, to: number): Entry[] {
  const rows = sql.all<LogRow>(
    `SELECT l.seq, l.kind, u.name, l.device_id, l.no, l.at, l.body FROM log l JOIN users u ON u.id=l.user_id
     WHERE l.room_id=? AND l.seq>=? AND l.seq<=? ORDER BY l.seq`,
    [room, from, to],
  );
  const bodies = together(rows.map((row) => sealer.openBody(room, row.seq, row.body)));
  return rows.map((row, index) => ({
    seq: row.seq,
    kind: row.kind,
    from: row.name,
    device: row.device_id,
    no: row.no,
    at: row.at,
    body: bodies[index] ?? new Uint8Array(0),
  }));
}

/** Bodies in one piece of memory go to another thread in one piece. */
function together(bodies: readonly Bytes[]): Bytes[] {
  const all = new Uint8Array(bodies.reduce((size, body) => size + body.length, 0));
  let end = 0;
  return bodies.map((body) => {
    all.set(body, end);
    end += body.length;
    return all.subarray(end - body.length, end);
  });
}

type Notice = Extract<Content, { kind: 'notice' }>;

/** A notice in the log of a room, as the nuvem writes it about what somebody did. */
export function notice(
  base: Base,
  room: RoomRow,
  user: number,
  about: Omit<Notice, 'kind' | 'by'>,
  at: number,
): Entry {
  const by = userName(base, user);
  const body = encodeContent({ kind: 'notice', by, ...about });
  const kind = entryKinds.notice;
  return write(base, room, { kind, user, at, body: new Uint8Array(body) });
}

function userName({ sql }: Base, id: number): string {
  const row = sql.get<{ name: string }>('SELECT name FROM users WHERE id=?', [id]);
  if (!row) throw new RangeError(`Expected user ${id} to be there`);
  return row.name;
}

interface Writing {
  readonly kind: number;
  readonly user: number;
  readonly at: number;
  readonly body: Bytes;
}

/** An entry that the nuvem writes, behind the last one. */
export function write(base: Base, room: RoomRow, { kind, user, at, body }: Writing): Entry {
  const { sql, sealer, recent } = base;
  const head = sql.get<{ head: number }>('UPDATE rooms SET head=head+1 WHERE id=? RETURNING head', [
    room.id,
  ]);
  if (!head) throw new RangeError(`Expected room ${room.id} to be there`);
  const seq = head.head;
  sql.run(
    'INSERT INTO log(room_id, seq, kind, user_id, device_id, no, at, body) VALUES(?,?,?,?,0,0,?,?)',
    [room.id, seq, kind, user, at, sealer.body(room.id, seq, body)],
  );
  recent.rooms.delete(room.id);
  return {
    seq,
    kind,
    from: userName(base, user),
    device: 0,
    no: 0,
    at,
    body: new Uint8Array(body),
  };
}
