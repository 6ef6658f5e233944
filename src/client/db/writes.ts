import type { Sqlite, SqliteValues } from '../../base/sqlite.ts';
import type { PlainWrite, Write } from '../db-port.ts';
import type { Bodies } from './body.ts';
import { noteChange } from './changes.ts';
import { noteOffer, writeFile } from './files.ts';

type Of<D extends PlainWrite['do']> = Extract<PlainWrite, { readonly do: D }>;
/** How a statement of a step is run, and a body kept. */
export interface Into {
  readonly run: (sql: string, values: SqliteValues) => void;
  readonly bodies: Bodies;
}

export const into = (db: Sqlite, bodies: Bodies, between: () => void): Into => ({
  bodies,
  run(sql, values) {
    between();
    db.run(sql, values);
  },
});

/** Writes a step in which nothing is sealed: one transaction, and on disk when it returns. */
export function commit(
  db: Sqlite,
  bodies: Bodies,
  writes: readonly Write[],
  between: () => void = () => {},
): void {
  const ways = into(db, bodies, between);
  between();
  db.tx(() => {
    for (const each of writes) write(ways, each);
    between();
  });
  between();
}

/** In the transaction of its step. */
export function write(ways: Into, each: Write): void {
  const writer = (writers as Writers)[each.do];
  if (!writer) throw new Error(`Nothing here writes ${each.do}: this device cannot seal`);
  writer(ways, each as never);
}

type Writers = Partial<Readonly<Record<Write['do'], (into: Into, write: never) => void>>>;

/** What was sealed was sealed for one number in one room. */
const moved = `UPDATE outbox SET wire=CASE WHEN no=? AND room=? THEN wire END, room=?, no=?,
  state=?, seq=?, why=? WHERE id=?`;

const writers: { readonly [D in PlainWrite['do']]: (into: Into, write: Of<D>) => void } = {
  meta: ({ run }, { key, value }) => {
    if (value === '') return run('DELETE FROM meta WHERE key=?', [key]);
    const sql =
      'INSERT INTO meta VALUES (?,?) ON CONFLICT (key) DO UPDATE SET value=excluded.value';
    run(sql, [key, value]);
  },
  room: ({ run }, { room }) => {
    run('DELETE FROM left_rooms WHERE key=?', [room.key]);
    run('INSERT OR REPLACE INTO rooms VALUES (?,?,?,?,?,?,?,?,?,?)', [
      room.key,
      room.kind,
      room.name,
      room.role,
      room.members,
      room.topic,
      Number(room.sealed),
      Number(room.request),
      room.from,
      Number(room.draft),
    ]);
  },
  left: ({ run }, { room: { key, kind, name, topic, sealed } }) => {
    run('DELETE FROM rooms WHERE key=?', [key]);
    run('INSERT OR REPLACE INTO left_rooms VALUES (?,?,?,?,?)', [
      key,
      kind,
      name,
      topic,
      Number(sealed),
    ]);
  },
  'room-gone': ({ run }, { room }) => run('DELETE FROM rooms WHERE key=?', [room]),
  forget: ({ run }, { room }) => {
    run('DELETE FROM marks WHERE room=?', [room]);
    run('DELETE FROM receipts WHERE room=?', [room]);
    run('DELETE FROM titles WHERE room=?', [room]);
    run('DELETE FROM seal_named WHERE room=?', [room]);
    run('DELETE FROM left_rooms WHERE key=?', [room]);
  },
  archive,
  blank: ({ run, bodies }, { room, seq }) =>
    run('UPDATE lines SET kind=2, body=? WHERE room=? AND seq=? AND past=0', [
      bodies.seal(linePlace(room, seq), new Uint8Array()),
      room,
      seq,
    ]),
  marks: ({ run }, { marks }) =>
    run('INSERT OR REPLACE INTO marks VALUES (?,?,?,?)', [
      marks.room,
      marks.cursor,
      marks.acked,
      marks.read,
    ]),
  receipt: ({ run }, { receipt: { room, name, delivered, read, proof } }) =>
    delivered < 0
      ? run('DELETE FROM receipts WHERE room=? AND name=?', [room, name])
      : run('INSERT OR REPLACE INTO receipts VALUES (?,?,?,?,?,?)', [
          room,
          name,
          delivered,
          read,
          proof?.after ?? null,
          proof?.upTo ?? null,
        ]),
  // Of those that failed not all are in memory: one of them may be said again.
  wait: ({ run, bodies }, { line }) =>
    run('INSERT OR REPLACE INTO outbox VALUES (?,?,?,?,?,?,?,?,?,NULL,NULL,NULL,NULL)', [
      line.id,
      line.room,
      line.no,
      line.order,
      line.at,
      line.state,
      line.seq,
      line.why,
      bodies.seal(outPlace(line.id), line.body),
    ]),
  move: ({ run }, { id, room, no, state, seq, why }) => {
    run(moved, [no, room, room, no, state, seq, why, id]);
    run('UPDATE files SET room=? WHERE line=? AND room<>?', [room, id, room]);
  },
  'given-up': ({ run }, { id }) => run(`DELETE FROM outbox WHERE id=? AND state='failed'`, [id]),
  unsaid: ({ run }, { room }) => run('DELETE FROM outbox WHERE room=?', [room]),
  printed: ({ run }, { room, seq }) =>
    run(
      'INSERT INTO printed VALUES (?,?) ON CONFLICT (room) DO UPDATE SET seq=max(seq,excluded.seq)',
      [room, seq],
    ),
  draft: ({ run, bodies }, { draft: { room, text } }) =>
    text === ''
      ? run('DELETE FROM drafts WHERE room=?', [room])
      : run('INSERT OR REPLACE INTO drafts VALUES (?,?)', [
          room,
          bodies.seal(draftPlace(room), Buffer.from(text)),
        ]),
  file: (ways, { file }) => writeFile(ways, file),
  'went-back': wentBack,
  found: ({ run }) => run('UPDATE lines SET lost=0 WHERE lost=1', []),
};

function archive(ways: Into, { line, own }: Of<'archive'>): void {
  const { run, bodies } = ways;
  run('INSERT OR REPLACE INTO lines VALUES (?,?,0,?,?,?,?,?,?,?,0,?)', [
    line.room,
    line.seq,
    line.id,
    line.kind,
    line.from,
    line.device,
    line.no,
    line.at,
    Number(own),
    bodies.seal(linePlace(line.room, line.seq), line.body),
  ]);
  noteChange(run, line);
  if (!own) noteOffer(ways, line);
  if (own) run('DELETE FROM outbox WHERE id=?', [line.id]);
}

/** Older pasts are pushed one further down, from the deepest on, so that no two meet in one place. */
function wentBack({ run }: Into, { room, seq, mark, device }: Of<'went-back'>): void {
  run('UPDATE lines SET lost=1 WHERE room=? AND seq>? AND past=0 AND own=1 AND device=? AND no>?', [
    room,
    seq,
    device,
    mark,
  ]);
  run('UPDATE lines SET past=-1-past WHERE room=? AND seq>?', [room, seq]);
  run('UPDATE lines SET past=-past WHERE room=? AND seq>? AND past<0', [room, seq]);
  run('DELETE FROM changes WHERE room=? AND seq>?', [room, seq]);
  run('UPDATE printed SET seq=min(seq,?) WHERE room=?', [seq, room]);
  run(
    `UPDATE receipts SET delivered=min(delivered,?), read=min(read,?), proved_after=NULL, proved=NULL
     WHERE room=?`,
    [seq, seq, room],
  );
}

export const linePlace = (room: string, seq: number): string => `line ${room} ${seq}`;
export const outPlace = (id: string): string => `waiting ${id}`;
export const draftPlace = (room: string): string => `draft ${room}`;
