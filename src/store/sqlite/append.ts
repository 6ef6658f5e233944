import { entryKinds } from '../../protocol/entries.ts';
import type { Refusal } from '../../protocol/refusals.ts';
import type { Bytes } from '../rows.ts';
import type { Base } from './base.ts';
import { kindCodes, roleCodes } from './codes.ts';
import { isIn } from './leaves.ts';
import {
  type RecentAuthor,
  type RecentDevice,
  type RecentMark,
  type RecentRoom,
  remember,
} from './recent.ts';
import { roleInRoom } from './views.ts';

/** Reads the posts of one batch one after the other, without an object for each. */
export interface Posts {
  readonly count: number;
  /** Moves to the next post, at first to the first one; the others tell of it. */
  readonly next: () => void;
  readonly room: () => number;
  readonly user: () => number;
  readonly device: () => number;
  readonly fence: () => number;
  readonly no: () => number;
  readonly gen: () => number;
  readonly epoch: () => number;
  readonly body: () => Bytes;
}

/** What became of each: a seq, 0 for a duplicate, or below 0 its refusal: -1 the first of `postRefusals`. */
export type PlacedCodes = Float64Array;

export const postRefusals = [
  'fenced',
  'no-room',
  'banned',
  'muted',
  'read-only',
  'blocked',
  'not-allowed',
  'stale',
  'gap',
  'leaving',
  'files-full',
  'disk-full',
  'bad',
] as const satisfies readonly Refusal[];
type PostRefusal = (typeof postRefusals)[number];
/** Why a line that announces a file is not taken, when it could be otherwise. */
export type FilePost = Extract<PostRefusal, 'files-full' | 'disk-full' | 'bad'>;

const insert =
  'INSERT INTO log(room_id, seq, kind, user_id, device_id, no, at, body) VALUES(?,?,?,?,?,?,?,?)';
const setHead = 'UPDATE rooms SET head=? WHERE id=?';
const setMark = 'UPDATE cursors SET mark=? WHERE device_id=? AND room_id=?';
const newMark = 'INSERT INTO cursors(mark, device_id, room_id) VALUES(?,?,?)';

/** One batch on its way into the logs. */
interface Turn {
  readonly base: Base;
  readonly batch: number;
  readonly at: number;
  /** The same, as the database takes it at once. */
  readonly stamp: bigint;
  /** A last objection to what is no repetition and may be written. */
  readonly but: (() => FilePost | undefined) | undefined;
  /** Whose heads, and which marks, are to be written at the end: once each, however many posts. */
  readonly rooms: RecentRoom[];
  readonly marks: (readonly [device: number, room: number, mark: RecentMark])[];
}

export type Append = (posts: Posts, at: number, but?: () => FilePost | undefined) => PlacedCodes;

/** Places posts in the logs of their rooms, inside the transaction that is open. */
export function newAppend(base: Base): Append {
  const { sql } = base;
  let batch = 0;

  return (posts, at, but) => {
    batch += 1;
    const turn: Turn = { base, batch, at, stamp: BigInt(at), but, rooms: [], marks: [] };
    const placed = new Float64Array(posts.count);
    for (let index = 0; index < posts.count; index++) {
      posts.next();
      placed[index] = place(turn, posts);
    }
    for (const room of turn.rooms) sql.run(setHead, [room.head, room.id]);
    for (const [device, room, { mark }] of turn.marks) {
      const values = [mark, device, room];
      if (sql.run(setMark, values).changes === 0) sql.run(newMark, values);
    }
    return placed;
  };
}

function place(turn: Turn, posts: Posts): number {
  const { base } = turn;
  const device = recentDevice(base, posts.device());
  if (!device || device.fence !== posts.fence() || device.user !== posts.user()) {
    return codeOf('fenced');
  }
  const mark = recentMark(base, posts.device(), device, posts.room());
  if (posts.no() <= mark.mark) return 0;
  const room = recentRoom(base, posts.room());
  const refusal = mark.refused === turn.batch ? 'gap' : refusalOf(turn, posts, room, mark);
  if (!room || refusal) {
    mark.refused = turn.batch;
    return codeOf(refusal ?? 'no-room');
  }
  return write(turn, posts, room, mark);
}

const refusalOf = (turn: Turn, ...at: OfPost): PostRefusal | undefined =>
  objection(turn, ...at) ?? turn.but?.();
type OfPost = readonly [posts: Posts, room: RecentRoom | undefined, mark: RecentMark];

function write(turn: Turn, posts: Posts, room: RecentRoom, mark: RecentMark): number {
  const { sql, sealer } = turn.base;
  const seq = room.head + 1;
  const no = posts.no();
  const body = posts.body();
  const stored = room.gen === 0 ? sealer.body(room.id, seq, body) : sealer.plain(body);
  const device = posts.device();
  sql.run(insert, [room.id, seq, entryKinds.line, posts.user(), device, no, turn.stamp, stored]);
  room.head = seq;
  mark.mark = no;
  if (room.touched !== turn.batch) turn.rooms.push(room);
  if (mark.touched !== turn.batch) turn.marks.push([device, room.id, mark]);
  room.touched = turn.batch;
  mark.touched = turn.batch;
  return seq;
}

const codes = new Map(postRefusals.map((refusal, index) => [refusal, -index - 1]));
const codeOf = (refusal: PostRefusal): number => codes.get(refusal) ?? 0;

function objection(
  { base, at }: Turn,
  posts: Posts,
  room: RecentRoom | undefined,
  mark: RecentMark,
): PostRefusal | undefined {
  if (!room) return 'no-room';
  const why =
    barred(room, recentAuthor(base, room, posts.user()), at) ??
    (room.gen > 0 && !isInside(base, room, posts.device()) ? 'no-room' : undefined);
  if (why) return why;
  if (room.gen !== posts.gen() || room.epoch !== posts.epoch()) return 'stale';
  if (room.leaving) return 'leaving';
  return posts.no() === mark.mark + 1 ? undefined : 'gap';
}

function barred(room: RecentRoom, author: RecentAuthor, at: number): PostRefusal | undefined {
  if (author.banned) return 'banned';
  if (!author.member) return 'no-room';
  if (author.request) return 'not-allowed';
  if (author.mutedUntil > at) return 'muted';
  if (room.readOnly && author.role === roleCodes.member) return 'read-only';
  return author.blocked ? 'blocked' : undefined;
}

function isInside(base: Base, room: RecentRoom, device: number): boolean {
  const known = room.inside.get(device);
  if (known !== undefined) return known;
  const found = isIn(base, room.id, device);
  room.inside.set(device, found);
  return found;
}

type RecentRow = Pick<RecentRoom, 'id' | 'kind' | 'gen' | 'epoch' | 'head' | 'low' | 'high'> & {
  readonly ro: number;
  readonly going: number;
};

export function recentRoom(base: Base, id: number): RecentRoom | undefined {
  const known = base.recent.rooms.get(id);
  if (known) return known;
  const row = base.sql.get<RecentRow>(
    `SELECT id, kind, read_only AS ro, gen, epoch, head, coalesce(dm_low,0) AS low, coalesce(dm_high,0) AS high,
       gen>0 AND EXISTS(SELECT 1 FROM leaving WHERE room_id=id) AS going
     FROM rooms WHERE id=?`,
    [id],
  );
  if (!row) return undefined;
  const { ro, going, ...room } = row;
  const found = {
    ...room,
    readOnly: ro === 1,
    leaving: going === 1,
    inside: new Map<number, boolean>(),
    authors: new Map<number, RecentAuthor>(),
    touched: 0,
  };
  return remember(base.recent.rooms, id, found);
}

export function recentDevice(base: Base, id: number): RecentDevice | undefined {
  const known = base.recent.devices.get(id);
  if (known) return known;
  const row = base.sql.get<{ user: number; fence: number }>(
    'SELECT user_id AS user, fence FROM devices WHERE id=?',
    [id],
  );
  return row && remember(base.recent.devices, id, { ...row, marks: new Map() });
}

function recentMark(base: Base, device: number, of: RecentDevice, room: number): RecentMark {
  const known = of.marks.get(room);
  if (known) return known;
  const row = base.sql.get<{ mark: number }>(
    'SELECT mark FROM cursors WHERE device_id=? AND room_id=?',
    [device, room],
  );
  return remember(of.marks, room, { mark: row?.mark ?? 0, touched: 0, refused: 0 });
}

function recentAuthor(base: Base, room: RecentRoom, user: number): RecentAuthor {
  const known = room.authors.get(user);
  if (known) return known;
  const { sql } = base;
  const member = sql.get<{ role: number; request: number }>(
    `SELECT ${roleInRoom} AS role, m.request FROM members m JOIN users u ON u.id=m.user_id
     JOIN rooms r ON r.id=m.room_id WHERE m.room_id=? AND m.user_id=?`,
    [room.id, user],
  );
  const sanction = sql.get<{ banned: number; muted_until: number }>(
    'SELECT banned, muted_until FROM sanctions WHERE room_id=? AND user_id=?',
    [room.id, user],
  );
  const other = room.low === user ? room.high : room.low;
  const blocked =
    room.kind === kindCodes.dm &&
    sql.get('SELECT 1 FROM blocks WHERE user_id=? AND blocked=?', [other, user]) !== undefined;
  return remember(room.authors, user, {
    member: member !== undefined,
    request: member?.request === 1,
    role: member?.role ?? 0,
    banned: sanction?.banned === 1,
    mutedUntil: sanction?.muted_until ?? 0,
    blocked,
  });
}
