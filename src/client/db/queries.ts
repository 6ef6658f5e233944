import type { Sqlite } from '../../base/sqlite.ts';
import type {
  Fact,
  Kept,
  KeptDraft,
  KeptMarks,
  KeptReceipt,
  KeptRoom,
  Loaded,
  Place,
  Unprinted,
  Waiting,
} from '../db-port.ts';
import { sealedRows } from '../seal/room-rows.ts';
import { loadTitles } from '../seal/title.ts';
import type { Bodies } from './body.ts';
import { withLater } from './changes.ts';
import { draftPlace, linePlace, outPlace } from './writes.ts';

/** Own lines of a room whose receipts are still followed after a restart. */
const watched = 200;

const columns = 'room, seq, id, kind, sender AS "from", device, no, at, body';

type Row = Omit<Kept, 'body'> & { readonly body: Uint8Array };

type RoomRow = Omit<KeptRoom, 'sealed' | 'request' | 'draft'> & {
  readonly sealed: number;
  readonly request: number;
  readonly draft: number;
};

const opened = (bodies: Bodies, rows: readonly Row[]): Kept[] =>
  rows.map((row) => ({ ...row, body: bodies.open(linePlace(row.room, row.seq), row.body) }));

export function load(db: Sqlite, bodies: Bodies): Loaded {
  const meta = db.all<{ key: string; value: string }>('SELECT key, value FROM meta');
  const rooms = db.all<RoomRow>(
    'SELECT key, kind, name, role, members, topic, sealed, request, asker AS "from", draft FROM rooms',
  );
  const waiting = db.all<OutRow>(
    `SELECT id, room, no, place AS "order", at, body, state, seq, why, wire, gen, epoch FROM outbox
     ORDER BY place`,
  );
  return {
    meta: new Map(meta.map(({ key, value }) => [key, value])),
    rooms: rooms.map((room) => ({
      ...room,
      sealed: Boolean(room.sealed),
      request: Boolean(room.request),
      draft: Boolean(room.draft),
    })),
    left: leftRooms(db),
    marks: db.all<KeptMarks>('SELECT room, cursor, acked, read FROM marks'),
    waiting: waiting.map((row) => waitingOf(bodies, row)),
    receipts: receiptsIn(db),
    own: rooms.flatMap(({ key }) => ownOf(db, key)),
    lost: db.get<{ n: number }>('SELECT count(*) AS n FROM lines WHERE lost=1')?.n ?? 0,
    sealed: sealedRows({ db, bodies }),
    titles: loadTitles({ db, bodies }),
    verified: db
      .all<{ user: string }>('SELECT user FROM pins WHERE verified=1')
      .map(({ user }) => user),
  };
}

type ReceiptRow = Omit<KeptReceipt, 'proof'> & {
  readonly after: number | null;
  readonly upTo: number | null;
};

const receiptsIn = (db: Sqlite): KeptReceipt[] =>
  db
    .all<ReceiptRow>(
      'SELECT room, name, delivered, read, proved_after AS after, proved AS upTo FROM receipts',
    )
    .map(({ after, upTo, ...row }) =>
      after === null || upTo === null ? row : { ...row, proof: { after, upTo } },
    );

type LeftRow = Pick<KeptRoom, 'key' | 'kind' | 'name' | 'topic'> & { readonly sealed: number };

function leftRooms(db: Sqlite): KeptRoom[] {
  const rows = db.all<LeftRow>('SELECT key, kind, name, topic, sealed FROM left_rooms');
  const nothing = { role: 'member', members: 0, request: false, from: '', draft: false } as const;
  return rows.map((row) => ({ ...nothing, ...row, sealed: Boolean(row.sealed) }));
}

type OutRow = Omit<Waiting, 'wire' | 'gen' | 'epoch'> &
  (
    | { readonly wire: null }
    | { readonly wire: Uint8Array; readonly gen: number; readonly epoch: number }
  );

function waitingOf(bodies: Bodies, { body, ...row }: OutRow): Waiting {
  const plain = bodies.open(outPlace(row.id), body);
  if (row.wire) return { ...row, body: plain };
  const { id, room, no, order, at, state, seq, why } = row;
  return { id, room, no, order, at, state, seq, why, body: plain };
}

const ownOf = (db: Sqlite, room: string): Loaded['own'] =>
  db
    .all<{ id: string; room: string; seq: number }>(
      'SELECT id, room, seq FROM lines WHERE room=? AND own=1 AND past=0 ORDER BY seq DESC LIMIT ?',
      [room, watched],
    )
    .toReversed();

export const find = (db: Sqlite, bodies: Bodies, id: string): Kept | undefined =>
  opened(bodies, db.all<Row>(`SELECT ${columns} FROM lines WHERE id=? AND own=1 LIMIT 1`, [id]))[0];

export const lineAt = (db: Sqlite, bodies: Bodies, room: string, seq: number): Kept | undefined =>
  opened(
    bodies,
    db.all<Row>(`SELECT ${columns} FROM lines WHERE room=? AND seq=? AND past=0`, [room, seq]),
  )[0];

/** The same line, in a past that the nuvem had forgotten. */
export const pastLine = (
  db: Sqlite,
  bodies: Bodies,
  { room, seq, device, no, at }: Omit<Kept, 'body'>,
): Kept | undefined =>
  opened(
    bodies,
    db.all<Row>(
      `SELECT ${columns} FROM lines
       WHERE room=? AND seq=? AND past>0 AND kind=0 AND device=? AND no=? AND at=? LIMIT 1`,
      [room, seq, device, no, at],
    ),
  )[0];

/** Each with what became of it. */
export const lines = (db: Sqlite, bodies: Bodies, place: Place): Kept[] =>
  withLater(db, (room, seq) => lineAt(db, bodies, room, seq), page(db, bodies, place));

function page(db: Sqlite, bodies: Bodies, { room, before, after, limit }: Place): Kept[] {
  if (after !== undefined && before === undefined)
    return opened(
      bodies,
      db.all<Row>(
        `SELECT ${columns} FROM lines WHERE room=? AND seq>? ORDER BY seq, past DESC LIMIT ?`,
        [room, after, limit],
      ),
    );
  const rows = db.all<Row>(
    `SELECT ${columns} FROM lines WHERE room=? AND seq<? AND seq>? ORDER BY seq DESC, past LIMIT ?`,
    [room, before ?? Number.MAX_SAFE_INTEGER, after ?? 0, limit],
  );
  return opened(bodies, rows.toReversed());
}

/** Of several rooms together in the order of time, of one room in the order of its log. */
export function unprinted(db: Sqlite, bodies: Bodies, { rooms, since, limit }: Unprinted): Kept[] {
  const keys =
    rooms.length > 0
      ? rooms
      : db.all<{ key: string }>(`SELECT key FROM rooms WHERE kind<>'inbox'`).map(({ key }) => key);
  const found = keys.flatMap((room) => {
    const printed = db.get<{ seq: number }>('SELECT seq FROM printed WHERE room=?', [room])?.seq;
    return db.all<Row>(
      `SELECT ${columns} FROM lines WHERE room=? AND seq>? AND past=0 ORDER BY seq LIMIT ?`,
      [room, since ?? printed ?? 0, limit],
    );
  });
  // A log is in order whatever its clock says, so each room's rows are merged, never re-ordered.
  return opened(bodies, merged(found, limit));
}

function merged(rows: readonly Row[], limit: number): Row[] {
  const latest = new Map<string, number>();
  const timed = rows.map((row) => {
    const at = Math.max(row.at, latest.get(row.room) ?? 0);
    latest.set(row.room, at);
    return { row, at };
  });
  return timed
    .toSorted((one, other) => one.at - other.at)
    .slice(0, limit)
    .map(({ row }) => row);
}

export function same(db: Sqlite, room: string, facts: readonly Fact[]): number {
  for (const { seq, device, no, at } of facts.toReversed()) {
    const found = db.get<Fact>(
      'SELECT seq, device, no, at FROM lines WHERE room=? AND seq=? AND past=0',
      [room, seq],
    );
    if (found && found.device === device && found.no === no && found.at === at) return seq;
  }
  return 0;
}

export const lost = (db: Sqlite, bodies: Bodies): Kept[] =>
  opened(bodies, db.all<Row>(`SELECT ${columns} FROM lines WHERE lost=1 ORDER BY at, room, seq`));

export const drafts = (db: Sqlite, bodies: Bodies): KeptDraft[] =>
  db
    .all<{ room: string; body: Uint8Array }>('SELECT room, body FROM drafts')
    .map(({ room, body }) => ({
      room,
      text: Buffer.from(bodies.open(draftPlace(room), body)).toString(),
    }));
