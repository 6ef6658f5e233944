import { createHash } from 'node:crypto';

import { blobChunk, largestBlob } from '../../protocol/messages.ts';
import type { Bytes, Chunk, Outcome } from '../rows.ts';
import { type Base, no, ok, type Sync } from './base.ts';
import { blobPatience, kindCodes, most } from './codes.ts';
import { meet } from './rooms.ts';

/** What is too large for a frame: it waits for the commit that names it, and goes with its entries. */
export function blobVerbs(base: Base): Pick<Sync, 'putChunk' | 'chunk'> {
  return {
    putChunk: (chunk) => putChunk(base, chunk),
    chunk(room, device, hash, start) {
      const found = base.sql.get<{ size: number; body: Bytes }>(
        `SELECT b.size, c.body FROM blobs b JOIN chunks c ON c.blob_id=b.id AND c.start=?4
         WHERE b.room_id=?1 AND b.hash=?3 AND EXISTS(SELECT 1 FROM leaves l WHERE l.room_id=?1
           AND l.device_id=?2 AND l.since<=b.seq AND (l.until IS NULL OR l.until>=b.seq)) LIMIT 1`,
        [room, device, hash, start],
      );
      return found ? ok(found) : no('no-room');
    },
  };
}

export interface Blob {
  readonly id: number;
  readonly bytes: Bytes;
}

interface BlobRow {
  readonly id: number;
  readonly size: number;
}

function putChunk(base: Base, chunk: Chunk): Outcome<undefined> {
  const met = meet(base, chunk.room, chunk.user);
  if (!met.ok) return met;
  const { room, me } = met.value;
  if (room.kind === kindCodes.channel || me.request === 1) return no('not-allowed');
  const there = blobRow(base, chunk);
  if (!isPart(chunk, there?.size)) return no('bad');
  const id = there?.id ?? newBlob(base, chunk);
  if (id === undefined) return no('quota');
  if (keepPart(base, id, chunk)) return ok(undefined);
  dropBlob(base, id);
  return no('bad');
}

/** False when the last part is there, and they are not together what the hash says. */
function keepPart(base: Base, id: number, { start, body, size, hash }: Chunk): boolean {
  const put = base.sql.run('INSERT OR IGNORE INTO chunks(blob_id, start, body) VALUES(?,?,?)', [
    id,
    start,
    body,
  ]);
  const whole = put.changes === 0 ? undefined : wholeOf(base, { id, size });
  return !whole || sha256(whole).equals(hash);
}

/** Chunks are of one size but for the last, and of a whole of one size. */
const isPart = ({ size, start, body }: Chunk, before = size): boolean =>
  size === before &&
  size <= largestBlob &&
  start % blobChunk === 0 &&
  start < size &&
  body.length === Math.min(blobChunk, size - start);

const blobRow = ({ sql }: Base, of: Pick<Chunk, 'room' | 'hash' | 'device'>) =>
  sql.get<BlobRow & { readonly seq: number | null }>(
    'SELECT id, size, seq FROM blobs WHERE room_id=? AND hash=? AND device_id=?',
    [of.room, of.hash, of.device],
  );

/** Undefined when this person keeps too much already. */
function newBlob({ sql }: Base, chunk: Chunk): number | undefined {
  const { room, device, user, hash, size, at } = chunk;
  const kept = sql.get<{ n: number }>(
    'SELECT coalesce(sum(size), 0) AS n FROM blobs WHERE user_id=?',
    [user],
  );
  if ((kept?.n ?? 0) + size > most.blobBytes) return undefined;
  return sql.run(
    'INSERT INTO blobs(room_id, device_id, user_id, hash, size, at) VALUES(?,?,?,?,?,?)',
    [room, device, user, hash, size, at],
  ).id;
}

/** All of it, or undefined while a part is missing. */
function wholeOf({ sql }: Base, { id, size }: BlobRow): Bytes | undefined {
  const have = sql.get<{ n: number }>(
    'SELECT coalesce(sum(length(body)), 0) AS n FROM chunks WHERE blob_id=?',
    [id],
  );
  if (have?.n !== size) return undefined;
  const chunks = sql.all<{ body: Bytes }>(
    'SELECT body FROM chunks WHERE blob_id=? ORDER BY start',
    [id],
  );
  return new Uint8Array(Buffer.concat(chunks.map(({ body }) => body)));
}

const sha256 = (bytes: Bytes): Buffer => createHash('sha256').update(bytes).digest();

/** What a device put for a commit that is to name it now; one that has its commit is nobody else's. */
export function waitingBlob(
  base: Base,
  of: { readonly room: number; readonly device: number; readonly hash: Bytes },
): Blob | undefined {
  const row = blobRow(base, of);
  if (row?.seq !== null) return undefined;
  const bytes = wholeOf(base, row);
  return bytes && { id: row.id, bytes };
}

/** Binds a blob to its commit; it is kept for the entries that `useBlob` names. */
export const bindBlob = ({ sql }: Base, id: number, seq: number): void =>
  void sql.run('UPDATE blobs SET seq=? WHERE id=?', [seq, id]);

export const useBlob = ({ sql }: Base, id: number, room: number, seq: number): void =>
  void sql.run('INSERT INTO blob_uses(room_id, seq, blob_id) VALUES(?,?,?)', [room, seq, id]);

/** The entries of a room up to there are gone, and with the last of its entries a blob. */
export function releaseBlobs(base: Base, room: number, upTo: number): void {
  const { sql } = base;
  const used = sql.all<{ id: number }>(
    'SELECT DISTINCT blob_id AS id FROM blob_uses WHERE room_id=? AND seq<=?',
    [room, upTo],
  );
  sql.run('DELETE FROM blob_uses WHERE room_id=? AND seq<=?', [room, upTo]);
  for (const { id } of used) {
    if (!sql.get('SELECT 1 FROM blob_uses WHERE blob_id=?', [id])) dropBlob(base, id);
  }
}

/** Whoever put them did not come back with a commit. */
export function forgetBlobs(base: Base, at: number): void {
  const waiting = base.sql.all<{ id: number }>(
    'SELECT id FROM blobs WHERE seq IS NULL AND at<? LIMIT 100',
    [at - blobPatience],
  );
  for (const { id } of waiting) dropBlob(base, id);
}

function dropBlob({ sql }: Base, id: number): void {
  sql.run('DELETE FROM chunks WHERE blob_id=?', [id]);
  sql.run('DELETE FROM blobs WHERE id=?', [id]);
}
