import { entryKinds } from '../../protocol/entries.ts';
import type { Bytes, Changed, Outcome, Room } from '../rows.ts';
import { type Base, no, ok, type Sync } from './base.ts';
import { kindCodes, most, roleCodes } from './codes.ts';
import { dropFileOf } from './files.ts';
import { notice } from './log.ts';
import { outranks, part } from './members.ts';
import { changed, meet, type Meeting } from './rooms.ts';
import {
  asMember,
  asRoom,
  memberRow,
  type MemberRow,
  membersNow,
  nameOf,
  type RoomRow,
  topicOf,
  userNamed,
} from './views.ts';

type Answer = Outcome<Changed>;
type Setting = Parameters<Sync['setRoom']>[0];

/** How a room is, who is silent in it or shut out, and lines that go. */
export function moderationVerbs(base: Base): Pick<Sync, 'setRoom' | 'mute' | 'ban' | 'removeLine'> {
  return {
    setRoom(setting) {
      const met = meet(base, setting.room, setting.by);
      return met.ok ? setRoom(base, met.value, setting) : met;
    },
    mute(room, by, name, until) {
      const target = moderated(base, room, by, name);
      if (!target.ok) return target;
      sanction(base, room, target.value.user, { column: 'muted_until', value: until });
      return ok(changed(base, room, undefined, membersNow(base, room, [target.value.user])));
    },
    ban(room, by, name, on, at) {
      const target = moderated(base, room, by, name);
      if (!target.ok) return target;
      const { user, row, meeting } = target.value;
      sanction(base, room, user, { column: 'banned', value: on ? 1 : 0 });
      const whom = on && row ? [row] : [];
      return part(base, meeting.room, { by: meeting.me, whom, change: 'banned', at });
    },
    removeLine: (room, seq, by, at) => removeLine(base, { room, seq, by, at }),
  };
}

function setRoom(base: Base, { room, me }: Meeting, setting: Setting): Answer {
  const refusal = unsettable(room, me, setting);
  if (refusal) return no(refusal);
  const before = asRoom(base.sealer, room);
  change(base, room, setting);
  const news = newsOf(before, setting);
  const entry = news && notice(base, room, me.user_id, { ...news, names: [] }, setting.at);
  return ok(changed(base, room.id, entry, []));
}

/** Only channels are slow or read-only, and only groups get another name: a channel is found by its. */
function unsettable(
  room: RoomRow,
  me: MemberRow,
  { topic = '', name, slow, readOnly }: Setting,
): 'not-allowed' | 'too-many' | undefined {
  const isTooLong = topic.length > most.topic || (name ?? '').length > most.roomName;
  const isMisplaced =
    room.kind === kindCodes.channel
      ? name !== undefined
      : slow !== undefined || readOnly !== undefined;
  if (room.kind === kindCodes.dm || me.role < roleCodes.admin || isMisplaced) return 'not-allowed';
  return isTooLong ? 'too-many' : undefined;
}

function change({ sql, sealer }: Base, room: RoomRow, setting: Setting): void {
  const { topic, name, slow, readOnly } = setting;
  const set = (column: string, value: Bytes | number): unknown =>
    sql.run(`UPDATE rooms SET ${column}=? WHERE id=?`, [value, room.id]);
  if (topic !== undefined) set('sealed_topic', sealer.field(topicOf(room.key), topic));
  if (name !== undefined) set('sealed_name', sealer.field(nameOf(room.key), name));
  if (slow !== undefined) set('slow', slow);
  if (readOnly !== undefined) set('read_only', readOnly ? 1 : 0);
}

function newsOf(
  before: Room,
  { topic, name }: Setting,
): { readonly change: 'topic' | 'name'; readonly text: string } | undefined {
  if (name !== undefined && name !== before.name) return { change: 'name', text: name };
  if (topic !== undefined && topic !== before.topic) return { change: 'topic', text: topic };
  return undefined;
}

interface Target {
  readonly meeting: Meeting;
  readonly user: number;
  /** When it is a member. */
  readonly row: MemberRow | undefined;
}

/** Somebody of a channel, or who could come into it, whom the moderator may silence or shut out. */
function moderated(base: Base, room: number, by: number, name: string): Outcome<Target> {
  const met = meet(base, room, by);
  if (!met.ok) return met;
  const { me } = met.value;
  const isModerator = met.value.room.kind === kindCodes.channel && me.role >= roleCodes.admin;
  if (!isModerator) return no('not-allowed');
  const user = userNamed(base, name);
  if (!user) return no('unknown');
  const row = memberRow(base, room, user.id);
  if (user.id === me.user_id || !outranks(me, row ?? user)) return no('not-allowed');
  return ok({ meeting: met.value, user: user.id, row });
}

function sanction(
  { sql }: Base,
  room: number,
  user: number,
  { column, value }: { readonly column: 'muted_until' | 'banned'; readonly value: number },
): void {
  sql.run(
    `INSERT INTO sanctions(room_id, user_id, ${column}) VALUES(?1,?2,?3)
     ON CONFLICT DO UPDATE SET ${column}=?3`,
    [room, user, value],
  );
}

interface Removal {
  readonly room: number;
  readonly seq: number;
  readonly by: number;
  readonly at: number;
}

/** By moderators, and by who wrote it. The notice says in `text` which seq. */
function removeLine(base: Base, removal: Removal): Answer {
  const met = meet(base, removal.room, removal.by);
  if (!met.ok) return met;
  const { room, me } = met.value;
  const line = lineAt(base, room, removal.seq);
  const author = line && memberRow(base, room.id, line.user_id);
  if (!mayRemove(met.value, line, author) || removal.seq > room.head) return no('not-allowed');
  // Removed or swept before: it is gone, as wanted.
  if (line?.kind !== entryKinds.line) return ok(changed(base, room.id, undefined, []));
  base.sql.run('UPDATE log SET kind=?, body=? WHERE room_id=? AND seq=?', [
    entryKinds.removed,
    base.sealer.plain(new Uint8Array(0)),
    room.id,
    removal.seq,
  ]);
  dropFileOf(base, room.id, removal.seq, removal.at);
  const about = { change: 'line-removed', names: [], text: String(removal.seq) } as const;
  const entry = notice(base, room, me.user_id, about, removal.at);
  return ok(changed(base, room.id, entry, author ? [asMember(author)] : []));
}

interface Line {
  readonly kind: number;
  readonly user_id: number;
}

const lineAt = ({ sql }: Base, room: RoomRow, seq: number): Line | undefined =>
  sql.get('SELECT kind, user_id FROM log WHERE room_id=? AND seq=?', [room.id, seq]);

function mayRemove(
  { room, me }: Meeting,
  line: Line | undefined,
  author: MemberRow | undefined,
): boolean {
  if (room.kind !== kindCodes.channel || line?.kind === entryKinds.notice) return false;
  if (line?.user_id === me.user_id) return true;
  return me.role >= roleCodes.admin && (author === undefined || outranks(me, author));
}
