import type { Announced, DueFile, Fetched, FileRow, FileStore, FileUse } from '../files.ts';
import type { Bytes, Outcome, Placed } from '../rows.ts';
import type { Append, FilePost } from './append.ts';
import { type Base, no, ok, type Sync } from './base.ts';
import { day, fileMemory, most } from './codes.ts';
import {
  isForAll,
  isForNobody,
  isHereAgain,
  mayGet,
  mayPut,
  missesSomebody,
} from './file-rights.ts';
import { packPosts, placedOf, unpackPosts } from './pack.ts';

type Verbs = Pick<Sync, keyof FileStore>;

/** Whose row it is, and what may be done with it, is asked of the room it was announced in. */
export interface StoredFile {
  readonly id: Bytes;
  readonly room: number;
  readonly key: Bytes;
  readonly seq: number;
  readonly user: number;
  readonly device: number;
  readonly size: number;
  readonly at: number;
  readonly kept: number;
  readonly complete: number;
  readonly why: number;
  readonly gone: number | null;
}

const select = `SELECT id, room_id AS room, (SELECT key FROM rooms r WHERE r.id=room_id) AS key, seq, user_id AS user, device_id AS device, size, at, kept, complete,
  why, gone FROM files`;

/** Why a file goes, as it is stored. */
const whys = ['expired', 'dropped', 'fetched'] as const;
const dropped = 1;
const fetched = 2;

/** How many files a call looks at, whether they still wait for something. */
const looksAt = 256;

/** The announcements of files; what is in them lies elsewhere. */
export function fileVerbs(base: Base, append: Append): Verbs {
  const { sql } = base;
  const due = newDue(base);
  return {
    announceFile: (announced) => announce(base, append, announced),
    fileFor: (id, user, device, use) => fileFor(base, id, { user, device, use }),
    files: (after, limit) =>
      sql
        .all<StoredFile>(`${select} WHERE id>? AND gone IS NULL ORDER BY id LIMIT ?`, [
          after,
          limit,
        ])
        .map(asFile),
    keepFile: (id, kept, complete) =>
      sql.run(
        'UPDATE files SET kept=max(kept, ?2), complete=max(complete, ?3) WHERE id=?1 AND gone IS NULL',
        [id, kept, complete ? 1 : 0],
      ).changes > 0,
    lostFile: (id, kept, at) => lose(base, id, kept, at),
    haveFile: (id, user, device, at) => have(base, id, { user, device, at }),
    dropFile: (id, user, at) => drop(base, id, user, at),
    filesDue: due,
    removeFiles: (ids, at) => ids.forEach((id) => remove(base, id, at)),
  };
}

const asFile = (row: StoredFile): FileRow => ({
  id: row.id,
  room: row.room,
  key: row.key,
  seq: row.seq,
  user: row.user,
  device: row.device,
  size: row.size,
  at: row.at,
  kept: row.kept,
  complete: row.complete === 1,
});

const rowOf = ({ sql }: Base, id: Bytes): StoredFile | undefined =>
  sql.get<StoredFile>(`${select} WHERE id=?`, [id]);

function announce(base: Base, append: Append, announced: Announced): Placed {
  const { post, at } = announced;
  const codes = append(unpackPosts(packPosts([post])), at, () => objection(base, announced));
  const [placed] = placedOf(codes, 0, 1, at);
  if (!placed) throw new RangeError('Expected a place for every post');
  if ('seq' in placed) insert(base, announced, placed.seq);
  return placed;
}

function insert(base: Base, { post, id, size, at, expires }: Announced, seq: number): void {
  base.sql.run(
    'INSERT INTO files(id, room_id, seq, user_id, device_id, size, at, due) VALUES(?,?,?,?,?,?,?,?)',
    [id, post.room, seq, post.user, post.device, size, at, expires],
  );
  for (const user of [post.user, everybody]) count(base, user, size, 1);
}

/** Nobody has this number: what the files of all take together is counted under it. */
const everybody = 0;

const count = ({ sql }: Base, user: number, bytes: number, files: number): void =>
  void sql.run(
    `INSERT INTO file_use(user_id, bytes, files) VALUES(?1,?2,?3)
     ON CONFLICT DO UPDATE SET bytes=bytes+?2, files=files+?3`,
    [user, bytes, files],
  );

function objection(base: Base, announced: Announced): FilePost | undefined {
  const { post, id, size, mostOfUser, mostOfAll, mostNow } = announced;
  const used = (user: number): { readonly bytes: number; readonly files: number } =>
    base.sql.get('SELECT bytes, files FROM file_use WHERE user_id=?', [user]) ?? none;
  if (rowOf(base, id)) return 'bad';
  const mine = used(post.user);
  if (mine.bytes + size > mostOfUser || mine.files >= most.filesOfUser) return 'files-full';
  const isFull = size > mostNow || used(everybody).bytes + size > mostOfAll;
  return isFull ? 'disk-full' : undefined;
}

const none = { bytes: 0, files: 0 };

interface Who {
  readonly user: number;
  readonly device: number;
}

function fileFor(
  base: Base,
  id: Bytes,
  { use, ...who }: Who & { readonly use: FileUse },
): Outcome<FileRow> {
  const row = rowOf(base, id);
  if (!row || row.gone !== null || row.why === dropped) return no('no-file');
  const may = use === 'put' ? mayPut(base, row, who) : mayGet(base, row, who);
  if (!may) return no('no-file');
  return use === 'put' || isHereAgain(base, row, who) ? ok(asFile(row)) : no('wait');
}

function lose(base: Base, id: Bytes, kept: number, at: number): void {
  const row = rowOf(base, id);
  if (!row || row.gone !== null || row.kept <= kept) return;
  if (row.complete === 1) remove(base, id, at);
  else base.sql.run('UPDATE files SET kept=? WHERE id=?', [kept, id]);
}

function have(
  base: Base,
  id: Bytes,
  { at, ...who }: Who & { readonly at: number },
): Outcome<Fetched> {
  const row = rowOf(base, id);
  if (!row || !mayGet(base, row, who)) return no('no-file');
  const file = asFile(row);
  if (who.user === row.user) return ok({ file, first: false, byAll: row.why === fetched });
  if (row.gone !== null) return ok({ file, first: false, byAll: false });
  const added = base.sql.run('INSERT OR IGNORE INTO file_have(file, user_id, at) VALUES(?,?,?)', [
    id,
    who.user,
    at,
  ]);
  return ok({ file, first: added.changes > 0, byAll: settle(base, row, at) });
}

/** When everybody has it whom it is for, it goes in a day. True when that is so from now on. */
function settle(base: Base, row: StoredFile, at: number): boolean {
  if (row.why !== 0 || isForAll(base, row) || missesSomebody(base, row)) return false;
  if (!base.sql.get('SELECT 1 FROM file_have WHERE file=? LIMIT 1', [row.id])) return false;
  base.sql.run('UPDATE files SET why=?, due=min(due, ?) WHERE id=?', [fetched, at + day, row.id]);
  return true;
}

function drop(
  base: Base,
  id: Bytes,
  user: number,
  at: number,
): Outcome<{ readonly file: FileRow; readonly fresh: boolean }> {
  const row = rowOf(base, id);
  if (row?.user !== user) return no('no-file');
  const fresh = row.gone === null && row.why !== dropped;
  if (fresh) dropNow(base, 'id=?', [id], at);
  return ok({ file: asFile(row), fresh });
}

const dropNow = (
  { sql }: Base,
  which: string,
  values: readonly (Bytes | number)[],
  at: number,
): void =>
  void sql.run(`UPDATE files SET why=?, due=? WHERE gone IS NULL AND ${which}`, [
    dropped,
    at,
    ...values,
  ]);

/** The line that announced it was removed. */
export const dropFileOf = (base: Base, room: number, seq: number, at: number): void =>
  dropNow(base, 'room_id=? AND seq=?', [room, seq], at);

function newDue(base: Base): Verbs['filesDue'] {
  const { sql } = base;
  let from: Bytes = new Uint8Array(0);

  function look(at: number): void {
    const rows = sql.all<StoredFile>(
      `${select} WHERE id>? AND gone IS NULL AND why=0 ORDER BY id LIMIT ?`,
      [from, looksAt],
    );
    from = rows.length < looksAt ? new Uint8Array(0) : (rows.at(-1)?.id ?? from);
    for (const row of rows) {
      if (isForNobody(base, row)) dropNow(base, 'id=?', [row.id], at);
      else settle(base, row, at);
    }
  }

  return (at, limit) => {
    sql.run('DELETE FROM files WHERE gone<?', [at - fileMemory]);
    look(at);
    const due = sql
      .all<StoredFile>(`${select} WHERE gone IS NULL AND due<=? ORDER BY due LIMIT ?`, [at, limit])
      .map((row): DueFile => ({ ...asFile(row), why: whys[row.why] ?? 'expired' }));
    return { due, more: from.length > 0 || due.length === limit };
  };
}

function remove(base: Base, id: Bytes, at: number): void {
  const row = rowOf(base, id);
  if (!row || row.gone !== null) return;
  base.sql.run('UPDATE files SET gone=? WHERE id=?', [at, id]);
  base.sql.run('DELETE FROM file_have WHERE file=?', [id]);
  for (const user of [row.user, everybody]) count(base, user, -row.size, -1);
}
