import { encodeCommitEntry, encodeInviteEntry, entryKinds } from '../../protocol/entries.ts';
import type { Refusal } from '../../protocol/refusals.ts';
import { mostForgotten } from '../../protocol/sealed.ts';
import type { Bytes, Commit, Committed, Entry, NewEpoch, Room } from '../rows.ts';
import { recentDevice } from './append.ts';
import type { Base, Sync } from './base.ts';
import { bindBlob, useBlob } from './blobs.ts';
import { kindCodes, roleCodes } from './codes.ts';
import { type Change, changeOf } from './commit-change.ts';
import { type CommitParts, partsOf } from './commit-parts.ts';
import { closeLeaf, isIn, openLeaf, settleDue, startLeaves } from './leaves.ts';
import { notice, write } from './log.ts';
import { broughtBy, endStays, enter, handOn, isBlockedIn, leave } from './membership.ts';
import { asRoom, memberRow, type MemberRow, roomRow, type RoomRow } from './views.ts';

/** A commit moves a sealed room on by one epoch, if nobody else did before. */
export function commitVerbs(base: Base): Pick<Sync, 'commit'> {
  return { commit: (commit) => place(base, commit) };
}

function place(base: Base, commit: Commit): Committed {
  const { device, user, fence } = commit;
  const known = recentDevice(base, device);
  if (!known || known.fence !== fence || known.user !== user) return refused('fenced');
  const mark = markOf(base, commit);
  if (commit.no <= mark) return { duplicate: true };
  const room = roomRow(base, commit.room);
  const me = room && memberRow(base, room.id, user);
  if (!me) return refused('no-room');
  const refusal = barred(base, room, me) ?? misplaced(base, room, commit, mark);
  return refusal ? refused(refusal, room) : placeIn(base, room, me, commit);
}

function placeIn(base: Base, room: RoomRow, me: MemberRow, commit: Commit): Committed {
  const parts = partsOf(base, room, commit);
  if (!parts.ok) return refused(parts.error, room);
  const change = changeOf(base, { room, me, commit });
  if (!change.ok) return refused(change.error, room);
  return take(base, { room, me, commit, parts: parts.value, change: change.value });
}

const refused = (why: Refusal, room?: RoomRow): Committed => ({
  refused: why,
  standing: room && { head: room.head, gen: room.gen, epoch: room.epoch },
});

const markOf = ({ sql }: Base, { device, room }: Commit): number =>
  sql.get<{ mark: number }>('SELECT mark FROM cursors WHERE device_id=? AND room_id=?', [
    device,
    room,
  ])?.mark ?? 0;

function barred(base: Base, room: RoomRow, me: MemberRow): Refusal | undefined {
  if (room.kind === kindCodes.channel || me.request === 1) return 'not-allowed';
  if (me.leaving === 1) return 'leaving';
  return isBlockedIn(base, room, me.user_id) ? 'blocked' : undefined;
}

/**
 * Who is in goes on from where the room is; any member may begin its next generation, behind all that they know of: an
 * older copy of the database knows of fewer.
 */
function misplaced(base: Base, room: RoomRow, commit: Commit, mark: number): Refusal | undefined {
  const { gen, epoch } = commit;
  const goesOn = room.gen > 0 && gen === room.gen && epoch === room.epoch;
  const begins = gen > room.gen && gen <= room.gen + mostForgotten && epoch === 0;
  if (!goesOn && !begins) return 'stale';
  if (goesOn && !isIn(base, room.id, commit.device)) return 'no-room';
  return commit.no === mark + 1 ? undefined : 'gap';
}

interface Taking {
  readonly room: RoomRow;
  readonly me: MemberRow;
  readonly commit: Commit;
  readonly parts: CommitParts;
  readonly change: Change;
}

function take(base: Base, taking: Taking): NewEpoch {
  const { room, commit, parts, change } = taking;
  const { sql, recent } = base;
  const entry = append(base, taking);
  const { seq } = entry;
  if (room.gen === 0) startLeaves(base, room.id);
  for (const device of change.closing) closeLeaf(base, room.id, device, seq);
  // Who comes by a commit of its own follows that as well: it is how it knows that it was taken.
  for (const device of change.opening)
    openLeaf(base, room.id, device, device === commit.device ? seq - 1 : seq);
  for (const each of [parts.blob, parts.welcome]) if (each) bindBlob(base, each.id, seq);
  if (parts.blob) useBlob(base, parts.blob.id, room.id, seq);
  const people = changePeople(base, taking);
  const invites = commit.add.flatMap((device) => invite(base, taking, device, seq) ?? []);
  const lacks = settle(base, commit);
  recent.rooms.delete(room.id);
  recent.devices.delete(commit.device);
  const now = sql.get<RoomRow>('SELECT * FROM rooms WHERE id=?', [room.id]);
  if (!now) throw new RangeError(`Expected room ${room.id} to be there`);
  return {
    room: asRoom(base.sealer, now),
    entries: people.notice ? [entry, people.notice] : [entry],
    inside: change.opening,
    out: change.closing,
    news: people.news,
    gone: people.gone,
    lacks,
    invites,
  };
}

/** Whether those who are in are to learn that somebody is not: who is in a later epoch knows by now. */
function settle(base: Base, { room, epoch }: Commit): boolean {
  const due = settleDue(base, room);
  return due && epoch === 0;
}

function append({ sql, sealer }: Base, { room, me, commit }: Taking): Entry {
  const { gen, epoch, add, remove, blob, device, no, at } = commit;
  const body = new Uint8Array(
    encodeCommitEntry({ gen, epoch, add, remove, body: commit.body, blob }),
  );
  const seq = room.head + 1;
  sql.run('UPDATE rooms SET head=?, gen=?, epoch=? WHERE id=?', [seq, gen, epoch + 1, room.id]);
  sql.run(
    'INSERT INTO log(room_id, seq, kind, user_id, device_id, no, at, body) VALUES(?,?,?,?,?,?,?,?)',
    [room.id, seq, entryKinds.commit, me.user_id, device, no, at, sealer.plain(body)],
  );
  sql.run(
    `INSERT INTO cursors(device_id, room_id, mark) VALUES(?1,?2,?3)
     ON CONFLICT DO UPDATE SET mark=?3`,
    [device, room.id, no],
  );
  return { seq, kind: entryKinds.commit, from: me.name, device, no, at, body };
}

interface People {
  readonly news: readonly number[];
  readonly gone: readonly number[];
  readonly notice: Entry | undefined;
}

/** Who has no device in the room any more is out of it; whose device was added is in it. */
function changePeople(base: Base, { room, me, commit, change }: Taking): People {
  const { at } = commit;
  const going = change.going.flatMap((user) => memberRow(base, room.id, user) ?? []);
  for (const { user_id: user } of going) leave(base, room, user);
  for (const user of change.coming) {
    const by = broughtBy(base, room, me.user_id, user);
    enter(base, room, { user, role: roleCodes.member, at, ...by });
  }
  endStays(base, room, going);
  const heir = going.some((row) => row.own_role === roleCodes.owner)
    ? handOn(base, room)
    : undefined;
  const row = heir === undefined ? undefined : memberRow(base, room.id, heir);
  const about = { change: 'role', names: row ? [row.name] : [], text: 'owner' } as const;
  return {
    news: row ? [...change.coming, row.user_id] : change.coming,
    gone: change.going,
    notice: row && notice(base, room, me.user_id, about, at),
  };
}

function invite(
  base: Base,
  { room, me, commit, parts }: Taking,
  device: number,
  seq: number,
): NewEpoch['invites'][number] | undefined {
  const { welcome } = parts;
  const inbox = base.sql.get<RoomRow>('SELECT * FROM rooms WHERE inbox_of=?', [device]);
  if (!welcome || !inbox) return undefined;
  const { gen, at, welcome: blob = new Uint8Array(0) } = commit;
  const body: Bytes = encodeInviteEntry({ room: room.key, gen, seq, blob });
  const kind = entryKinds.invite;
  const entry = write(base, inbox, { kind, user: me.user_id, at, body: new Uint8Array(body) });
  useBlob(base, welcome.id, inbox.id, entry.seq);
  return { room: { ...asRoom(base.sealer, inbox), head: entry.seq } satisfies Room, entry };
}
