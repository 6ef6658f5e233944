import type { Sqlite, SqliteValues } from '../../base/sqlite.ts';
import type { Vouches } from '../../e2ee/credential.ts';
import { isSameEpoch, type Room } from '../../e2ee/room.ts';
import { restored, saved, type SavedRoom, turned } from '../../e2ee/saved.ts';
import type { Bodies } from '../db/body.ts';
import { loadNamed, saveNamed } from './named.ts';
import { nowhere, type Place } from './place.ts';
import { pendingOf, roomColumns, type RoomRow, rosterPlace } from './room-rows.ts';
import { rosterBytes, rosterIn } from './roster.ts';
import { loadTitle, saveTitle } from './title.ts';
import { loadWitness, saveWitness } from './witness-rows.ts';

export type Run = (sql: string, values: SqliteValues) => void;

export interface Disk {
  readonly db: Sqlite;
  readonly bodies: Bodies;
  readonly vouches: Vouches;
}

const statePlace = (room: string, part: string | number): string => `seal state ${room} ${part}`;
const nextPlace = (room: string): string => `seal next ${room}`;

/** Rooms that were begun and are not in the log yet have no row but their pending one. */
export function loadPlace({ db, bodies, vouches }: Disk, room: string): Place {
  const place = nowhere(room);
  place.pending = pendingOf(db, room);
  place.title = loadTitle({ db, bodies }, room);
  const row = db.get<RoomRow>(`SELECT ${roomColumns} FROM seal_rooms WHERE room=?`, [room]);
  if (!row) {
    place.named = loadNamed({ db, bodies }, room);
    return place;
  }
  const { gen, epoch, state } = row;
  Object.assign(place, { gen, epoch, state });
  Object.assign(place, rosterIn(bodies.open(rosterPlace(room), row.roster)));
  if (state !== 'in') return place;
  place.mls = loadRoom({ db, bodies, vouches }, room);
  place.witness = loadWitness({ db, bodies }, room);
  return place;
}

function loadRoom({ db, bodies, vouches }: Disk, room: string): Room {
  const found = db.get<Pick<SavedRoom, 'core' | 'tree'>>(
    'SELECT core, tree FROM seal_states WHERE room=?',
    [room],
  );
  if (!found) throw new Error('A sealed room was kept without its keys');
  const parts = db.all<{ part: number; rows: Uint8Array }>(
    'SELECT part, rows FROM seal_ratchets WHERE room=?',
    [room],
  );
  return restored(
    {
      core: bodies.open(statePlace(room, 'core'), found.core),
      tree: bodies.open(statePlace(room, 'tree'), found.tree),
      ratchets: new Map(
        parts.map(({ part, rows }) => [part, bodies.open(statePlace(room, part), rows)]),
      ),
    },
    vouches,
  );
}

/** The room as it will be when the pending commit is in the log. */
export function loadNext({ db, bodies, vouches }: Disk, room: string): Room {
  const row = db.get<{ next: Uint8Array }>('SELECT next FROM seal_pending WHERE room=?', [room]);
  if (!row) throw new Error('A commit was kept without what it leads to');
  const [core, tree, ...parts] = partsIn(bodies.open(nextPlace(room), row.next));
  if (!core || !tree) throw new Error('A commit was kept without what it leads to');
  return restored({ core, tree, ratchets: new Map(parts.entries()) }, vouches);
}

/** Writes what a step changed: of messages the ratchets they turned, of a new epoch all of it. */
export function savePlace(run: Run, bodies: Bodies, before: Place, after: Place): void {
  const { room } = after;
  if (isMoved(before, after))
    run('INSERT OR REPLACE INTO seal_rooms VALUES (?,?,?,?,?)', [
      room,
      after.gen,
      after.epoch,
      after.state,
      bodies.seal(rosterPlace(room), rosterBytes(after)),
    ]);
  if (before.mls !== after.mls) saveRoom(run, bodies, before.mls, after);
  saveWitness(run, bodies, before, after);
  if (before.pending !== after.pending) savePending(run, bodies, after);
  if (before.title !== after.title) saveTitle(run, bodies, after);
  if (before.named !== after.named) saveNamed(run, bodies, after);
}

const isMoved = (before: Place, after: Place): boolean =>
  after.state !== 'none' &&
  (before.state !== after.state ||
    before.gen !== after.gen ||
    before.epoch !== after.epoch ||
    before.spent !== after.spent ||
    before.roster !== after.roster ||
    before.alarm !== after.alarm ||
    before.newcomers !== after.newcomers);

function saveRoom(run: Run, bodies: Bodies, was: Room | undefined, { room, mls }: Place): void {
  const put = (ratchets: ReadonlyMap<number, Uint8Array>): void => {
    for (const [part, rows] of ratchets)
      run('INSERT OR REPLACE INTO seal_ratchets VALUES (?,?,?)', [
        room,
        part,
        bodies.seal(statePlace(room, part), rows),
      ]);
  };
  if (was && mls && isSameEpoch(was, mls)) return put(turned(was, mls));
  if (was) {
    run('DELETE FROM seal_ratchets WHERE room=?', [room]);
    run('DELETE FROM seal_states WHERE room=?', [room]);
  }
  if (!mls) return;
  const { core, tree, ratchets } = saved(mls);
  run('INSERT INTO seal_states VALUES (?,?,?)', [
    room,
    bodies.seal(statePlace(room, 'core'), core),
    bodies.seal(statePlace(room, 'tree'), tree),
  ]);
  put(ratchets);
}

function savePending(run: Run, bodies: Bodies, { room, pending, next }: Place): void {
  if (!pending || !next) return run('DELETE FROM seal_pending WHERE room=?', [room]);
  const { core, tree, ratchets } = saved(next);
  const parts = [core, tree, ...ratchets.values()];
  run('INSERT OR REPLACE INTO seal_pending VALUES (?,?,?,?,?,?,?,?,?)', [
    room,
    pending.no,
    pending.gen,
    pending.epoch,
    pending.wire,
    pending.welcome ?? null,
    JSON.stringify(pending.add),
    JSON.stringify(pending.remove),
    bodies.seal(nextPlace(room), joined(parts)),
  ]);
}

/** Each behind its length. */
function joined(parts: readonly Uint8Array[]): Buffer {
  return Buffer.concat(
    parts.flatMap((part) => {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(part.length);
      return [length, part];
    }),
  );
}

function partsIn(bytes: Uint8Array): Uint8Array[] {
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const parts: Uint8Array[] = [];
  for (let at = 0; at < whole.length;) {
    const end = at + 4 + whole.readUInt32BE(at);
    parts.push(whole.subarray(at + 4, end));
    at = end;
  }
  return parts;
}
