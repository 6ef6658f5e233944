import { unreachable } from '../../base/assert.ts';
import type { Sqlite } from '../../base/sqlite.ts';
import type { Kept } from '../db-port.ts';
import {
  type About,
  type KeptFile,
  offerIn,
  type PlacedFile,
  type Stage,
  type WantedFiles,
} from '../files/kept.ts';
import type { Bodies } from './body.ts';
import type { Into } from './writes.ts';

const filePlace = (id: string): string => `file ${id}`;

const sealed = (bodies: Bodies, id: string, about: About): Buffer =>
  bodies.seal(filePlace(id), Buffer.from(JSON.stringify(about)));

/** A file whose row is there keeps its room: that moves with its line. */
const upsert = `INSERT INTO files VALUES (NULL,?,?,?,?,?,?,?,?) ON CONFLICT (id) DO UPDATE SET
  line=excluded.line, stage=excluded.stage, owes=excluded.owes, at=excluded.at, about=excluded.about`;

export function writeFile({ run, bodies }: Into, file: KeptFile): void {
  const { id, line, room, way, stage, owes, at, about } = file;
  run(upsert, [id, line, room, way, stage, owes, at, sealed(bodies, id, about)]);
  if (resting.has(stage)) run(forgetOldest, [stage, stage]);
}

/** Nothing comes of these unless somebody wishes it: so many of each are kept, the newest. */
const resting: ReadonlySet<Stage> = new Set<Stage>([
  'offered',
  'done',
  'failed',
  'cancelled',
  'gone',
]);
const mostResting = 5000;
const forgetOldest = `DELETE FROM files WHERE stage=? AND owes='' AND place<=(
  SELECT place FROM files WHERE stage=? ORDER BY place DESC LIMIT 1 OFFSET ${mostResting})`;

/** An offer is known as soon as its line is kept. Of two with one id the first counts: it is the one whose key fits. */
export function noteOffer(
  { run, bodies }: Into,
  { id: line, room, kind, from, at, body }: Kept,
): void {
  const offer = kind === 0 ? offerIn(body) : undefined;
  if (!offer) return;
  run(`INSERT OR IGNORE INTO files VALUES (NULL,?,?,?,'in','new','',?,?)`, [
    offer.id,
    line,
    room,
    at,
    sealed(bodies, offer.id, { ...offer.about, from }),
  ]);
}

type Row = Omit<PlacedFile, 'about'> & { readonly about: Uint8Array };

export function files(db: Sqlite, bodies: Bodies, wanted: WantedFiles): PlacedFile[] {
  const [where, ...values] = whereOf(wanted);
  const rows = db.all<Row>(
    `SELECT place, id, line, room, way, stage, owes, at, about FROM files WHERE ${where} LIMIT ?`,
    [...values, wanted.limit],
  );
  return rows.map((row) => ({
    ...row,
    about: JSON.parse(Buffer.from(bodies.open(filePlace(row.id), row.about)).toString()) as About,
  }));
}

function whereOf(wanted: WantedFiles): readonly [string, ...(string | number)[]] {
  switch (wanted.by) {
    case 'id':
      return ['id>=? AND id<? ORDER BY id', wanted.id, `${wanted.id}g`];
    case 'line':
      return ['line=?', wanted.line];
    case 'room':
      return ['room=? ORDER BY place DESC', wanted.room];
    case 'stage':
      return ['stage=? AND place>? ORDER BY place', wanted.stage, wanted.after];
    case 'debt':
      return [`owes<>'' AND place>? ORDER BY place`, wanted.after];
    case 'all':
      return ['1 ORDER BY place DESC'];
    default:
      return unreachable(wanted);
  }
}
