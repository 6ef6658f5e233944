import { encodeContent } from '../../protocol/content.ts';
import type { Kept } from '../db-port.ts';
import type { Bodies } from '../db/body.ts';
import { contentOf } from '../rows.ts';
import { type About, aboutOf, type Title, titled, untitled } from '../sealed/title.ts';
import type { Place } from './place.ts';
import type { Disk, Run } from './rows.ts';

const titlePlace = (room: string): string => `seal title ${room}`;

export function loadTitle({ db, bodies }: Pick<Disk, 'db' | 'bodies'>, room: string): Title {
  const row = db.get<{ title: Uint8Array }>('SELECT title FROM titles WHERE room=?', [room]);
  return row ? titleIn(bodies, room, row.title) : untitled;
}

/** Of all rooms that have one. */
export const loadTitles = ({
  db,
  bodies,
}: Pick<Disk, 'db' | 'bodies'>): ReadonlyMap<string, Title> =>
  new Map(
    db
      .all<{ room: string; title: Uint8Array }>('SELECT room, title FROM titles')
      .map(({ room, title }) => [room, titleIn(bodies, room, title)]),
  );

const titleIn = (bodies: Bodies, room: string, sealed: Uint8Array): Title =>
  JSON.parse(Buffer.from(bodies.open(titlePlace(room), sealed)).toString()) as Title;

export function saveTitle(run: Run, bodies: Bodies, { room, title }: Place): void {
  const sealed = bodies.seal(titlePlace(room), Buffer.from(JSON.stringify(title)));
  run('INSERT OR REPLACE INTO titles VALUES (?,?)', [room, sealed]);
}

/** A line that was opened may say what the group is called from there on. */
export function heardTitle(place: Place, { seq }: Kept, body: Uint8Array): void {
  const about = aboutIn(body);
  if (about) place.title = titled(place.title, about, seq);
}

/** A list of two begins with its kind: almost every line is told from this one by one byte. */
function aboutIn(body: Uint8Array): About | undefined {
  if (body[0] !== 0x82 || body[1] !== 10) return undefined;
  const content = contentOf(body);
  return content.kind === 'about' ? content : undefined;
}

/** What the one who is let in is told of it. */
export function titleFor({ title, witness }: Place): Uint8Array | undefined {
  const about = aboutOf(title, witness?.seq ?? 0);
  return about && encodeContent(about);
}

/** What an invitation to entry `seq` told. True when this device knows a later title than whoever wrote that. */
export function toldTitle(place: Place, seq: number, told: Uint8Array | undefined): boolean {
  const before = place.title;
  const about = told && aboutIn(told);
  if (about) place.title = titled(before, about, seq + 1);
  const as = about?.at ?? 0;
  return before.name !== '' && (!about || as < before.nameAt || as < before.topicAt);
}
