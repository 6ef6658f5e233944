import type { Sqlite } from '../../base/sqlite.ts';
import type { Kept } from '../db-port.ts';
import type { Bodies } from './body.ts';
import { noteChange } from './changes.ts';
import { linePlace } from './writes.ts';

const part =
  'SELECT seq, kind, body FROM lines WHERE room=? AND seq<? AND past=0 ORDER BY seq DESC LIMIT 256';

/**
 * Notes the changes among some lines that were archived before changes were noted; false when there are
 * no such lines any more.
 */
export function noteOlder(db: Sqlite, bodies: Bodies): boolean {
  const next = db.get<{ room: string; before: number }>('SELECT room, before FROM unnoted LIMIT 1');
  if (!next) return false;
  const { room, before } = next;
  const rows = db.all<Pick<Kept, 'seq' | 'kind' | 'body'>>(part, [room, before]);
  // With a wrong key every line would look like one that changes nothing.
  for (const { seq, body } of rows.slice(0, 1)) bodies.open(linePlace(room, seq), body);
  const plain = bodies.peek(rows.map(({ body }) => body));
  db.tx(() => {
    for (const [at, row] of rows.entries())
      noteChange(db.run, { ...row, room, body: plain[at] ?? row.body });
    const last = rows.at(-1);
    if (last) db.run('UPDATE unnoted SET before=? WHERE room=?', [last.seq, room]);
    else db.run('DELETE FROM unnoted WHERE room=?', [room]);
  });
  return true;
}
