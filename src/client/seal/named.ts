import type { Bodies } from '../db/body.ts';
import type { NamedWrite } from '../sealed/title.ts';
import { nobody, type Place } from './place.ts';
import type { Disk, Run } from './rows.ts';
import type { Step } from './step.ts';

const namedPlace = (room: string): string => `seal named ${room}`;

export function loadNamed({ db, bodies }: Pick<Disk, 'db' | 'bodies'>, room: string) {
  const row = db.get<{ users: Uint8Array }>('SELECT users FROM seal_named WHERE room=?', [room]);
  if (!row) return nobody;
  const kept = Buffer.from(bodies.open(namedPlace(room), row.users)).toString();
  return JSON.parse(kept) as readonly string[];
}

export function saveNamed(run: Run, bodies: Bodies, { room, named: users }: Place): void {
  if (users.length === 0) return run('DELETE FROM seal_named WHERE room=?', [room]);
  const sealed = bodies.seal(namedPlace(room), Buffer.from(JSON.stringify(users)));
  run('INSERT OR REPLACE INTO seal_named VALUES (?,?)', [room, sealed]);
}

/** Once this device was in the room, its keys tell who is new there. */
export function named(step: Step, { room, users }: NamedWrite): void {
  const place = step.place(room);
  if (place.state !== 'none') return;
  const before = new Set(place.named);
  if (users.some((user) => !before.has(user)))
    place.named = [...new Set([...place.named, ...users])];
}
