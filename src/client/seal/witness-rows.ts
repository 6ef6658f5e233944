import { type Witness, witnessBytes, witnessIn } from '../../e2ee/witness.ts';
import type { Bodies } from '../db/body.ts';
import type { Place } from './place.ts';
import type { Disk, Run } from './rows.ts';

const marksPlace = (room: string): string => `seal marks ${room}`;

export function loadWitness({ db, bodies }: Pick<Disk, 'db' | 'bodies'>, room: string): Witness {
  const found = db.get<{ marks: Uint8Array }>('SELECT marks FROM seal_witness WHERE room=?', [
    room,
  ]);
  if (!found) throw new Error('A sealed room was kept without its marks');
  const rows = db.all<{ key: string; count: number }>(
    'SELECT key, count FROM seal_counts WHERE room=?',
    [room],
  );
  const counts = rows.filter(({ count }) => count >= 0);
  const swept = rows.filter(({ count }) => count < 0);
  return witnessIn(
    bodies.open(marksPlace(room), found.marks),
    new Map(counts.map(({ key, count }) => [key, count])),
    new Map(swept.map(({ key, count }) => [key, -1 - count])),
  );
}

/** In one table: those of before a sweep are below 0. */
const allCounts = (witness: Witness | undefined): ReadonlyMap<string, number> => {
  if (!witness || witness.swept.counts.size === 0) return witness?.counts ?? new Map();
  const before = [...witness.swept.counts].map(([key, count]) => [key, -1 - count] as const);
  return new Map([...witness.counts, ...before]);
};

/** The marks in one row, and a row for each count that a step changed. */
export function saveWitness(
  run: Run,
  bodies: Bodies,
  { witness: was }: Place,
  { room, witness: is }: Place,
): void {
  if (isSame(was, is)) return;
  saveCounts(run, room, allCounts(was), allCounts(is));
  if (is)
    run('INSERT OR REPLACE INTO seal_witness VALUES (?,?)', [
      room,
      bodies.seal(marksPlace(room), witnessBytes(is)),
    ]);
  else if (was) run('DELETE FROM seal_witness WHERE room=?', [room]);
}

/** Nothing was read, and nothing was forgotten. */
const isSame = (was: Witness | undefined, is: Witness | undefined): boolean =>
  was?.seq === is?.seq && was?.recent.length === is?.recent.length;

type Counts = ReadonlyMap<string, number>;

function saveCounts(run: Run, room: string, was: Counts, is: Counts): void {
  for (const key of was.keys())
    if (!is.has(key)) run('DELETE FROM seal_counts WHERE room=? AND key=?', [room, key]);
  for (const [key, count] of is)
    if (was.get(key) !== count)
      run('INSERT OR REPLACE INTO seal_counts VALUES (?,?,?)', [room, key, count]);
}
