import type { Changed, Outcome, Role } from '../rows.ts';
import { type Base, no, ok, type Sync } from './base.ts';
import { kindCodes, most, roleCodes } from './codes.ts';
import { endLeaves, hasLeaf, isSealedIn, setDue, staysSealed } from './leaves.ts';
import { notice } from './log.ts';
import { blocks, endStays, handOn, hasRoomsLeft, isCrowded, leave } from './membership.ts';
import { bring } from './opening.ts';
import { changed, idsOf, meet, type Meeting, type Named } from './rooms.ts';
import { asMember, memberRow, type MemberRow, membersNow, type RoomRow } from './views.ts';

type Change = Parameters<Sync['changeMembers']>[0];
type Answer = Outcome<Changed>;

/** Who comes, goes and may what, by somebody who may change it. */
export function memberVerbs(base: Base): Pick<Sync, 'changeMembers'> {
  return {
    changeMembers(change) {
      const met = meet(base, change.room, change.by);
      if (!met.ok) return change.what === 'left' ? gone(base, change) : met;
      const way = ways[change.what];
      return way ? way(base, met.value, change) : no('not-allowed');
    },
  };
}

type Way = (base: Base, meeting: Meeting, change: Change) => Answer;

const ways: Readonly<Partial<Record<Change['what'], Way>>> = {
  added: add,
  removed: (base, meeting, change) => remove(base, meeting, change),
  left: (base, meeting, { at }) => go(base, meeting, at),
  role: setRoles,
};

/** Who left before is answered as then; who never was there learns nothing. */
function gone(base: Base, { room, by }: Change): Answer {
  const was = base.sql.get('SELECT 1 FROM stays WHERE room_id=? AND user_id=?', [room, by]);
  return was ? ok(changed(base, room, undefined, [])) : no('no-room');
}

/** Owners act on everybody, admins on members; in a channel who runs the nuvem is no mere member. */
export const outranks = (me: MemberRow, other: Pick<MemberRow, 'role'>): boolean =>
  me.role === roleCodes.owner || (me.role === roleCodes.admin && other.role < me.role);

function add(base: Base, { room, me }: Meeting, { names, at }: Change): Answer {
  if (room.kind === kindCodes.dm || me.role < roleCodes.admin) return no('not-allowed');
  if (room.gen > 0) return no('sealed');
  const found = idsOf(base, names);
  if (!found.ok) return found;
  const fresh = found.value.filter(({ id }) => !memberRow(base, room.id, id));
  const refusal = unwelcome(base, room, me, fresh);
  if (refusal) return no(refusal);
  const entry = bring(base, room, me.user_id, fresh, at);
  const ids = fresh.map(({ id }) => id);
  return ok(changed(base, room.id, entry, membersNow(base, room.id, ids)));
}

export function unwelcome(
  base: Base,
  room: RoomRow,
  me: MemberRow,
  fresh: readonly Pick<Named, 'id'>[],
): 'too-many' | 'blocked' | 'crowded' | 'banned' | undefined {
  const isFull = room.kind === kindCodes.group && room.members + fresh.length > most.membersOfGroup;
  if (isFull || !fresh.every(({ id }) => hasRoomsLeft(base, id))) return 'too-many';
  if (fresh.some(({ id }) => blocks(base, id, me.user_id))) return 'blocked';
  if (fresh.some(({ id }) => isCrowded(base, me.user_id, id))) return 'crowded';
  const banned = (id: number): boolean =>
    base.sql.get('SELECT 1 FROM sanctions WHERE room_id=? AND user_id=? AND banned=1', [
      room.id,
      id,
    ]) !== undefined;
  return fresh.some(({ id }) => banned(id)) ? 'banned' : undefined;
}

function remove(base: Base, { room, me }: Meeting, { names, at }: Change): Answer {
  if (room.kind === kindCodes.dm) return no('not-allowed');
  const found = idsOf(base, names);
  if (!found.ok) return found;
  const there = found.value.flatMap(({ id }) => memberRow(base, room.id, id) ?? []);
  if (me.role < roleCodes.admin || !there.every((row) => outranks(me, row))) {
    return no('not-allowed');
  }
  if (there.some((row) => hasLeaf(base, room, row.user_id))) return no('sealed');
  return part(base, room, { by: me, whom: there, change: 'removed', at });
}

/**
 * Whoever goes is out at once; but from a sealed room only when a commit of those who stay has taken
 * their devices out. Until then they are told to be leaving.
 */
export function go(base: Base, { room, me }: Meeting, at: number): Answer {
  const { user_id: user } = me;
  if (!isSealedIn(base, room, user)) return goAtOnce(base, { room, me }, at);
  if (me.leaving === 1) return ok(changed(base, room.id, undefined, [asMember(me)]));
  base.sql.run('INSERT INTO leaving(room_id, user_id) VALUES(?,?)', [room.id, user]);
  setDue(base, room.id);
  const entry = notice(base, room, user, { change: 'leaving', names: [me.name] }, at);
  return ok(changed(base, room.id, entry, membersNow(base, room.id, [user])));
}

/** When nobody stays who could take out the others that asked to leave, they go as well. */
function goAtOnce(base: Base, { room, me }: Meeting, at: number): Answer {
  const whom = [me, ...(staysSealed(base, room, me.user_id) ? [] : leavers(base, room, me))];
  const parted = part(base, room, { by: me, whom, change: 'left', at });
  for (const { user_id: user } of whom) endLeaves(base, room.id, user);
  return parted;
}

const leavers = (base: Base, { id }: RoomRow, { user_id: me }: MemberRow): readonly MemberRow[] =>
  base.sql
    .all<{ user: number }>('SELECT user_id AS user FROM leaving WHERE room_id=? AND user_id<>?', [
      id,
      me,
    ])
    .flatMap(({ user }) => memberRow(base, id, user) ?? []);

interface Parting {
  readonly by: MemberRow;
  readonly whom: readonly MemberRow[];
  readonly change: 'left' | 'removed' | 'banned';
  readonly at: number;
}

/**
 * Takes people out. Those who go still receive the notice that says so; its `text` names the new owner
 * when the last one went. A request that is declined, or never answered, is nobody's business.
 */
export function part(base: Base, room: RoomRow, { by, whom, change, at }: Parting): Answer {
  if (whom.length === 0) return ok(changed(base, room.id, undefined, []));
  const users = whom.map((row) => row.user_id);
  for (const user of users) leave(base, room, user);
  const hadOwner = whom.some((row) => row.own_role === roleCodes.owner);
  const heir = hadOwner ? handOn(base, room) : undefined;
  const heirs = heir === undefined ? [] : membersNow(base, room.id, [heir]);
  const told = room.kind === kindCodes.group ? whom.filter((row) => row.request === 0) : [];
  const names = told.map((row) => row.name);
  const about = { change, names, ...(heirs[0] ? { text: heirs[0].name } : {}) };
  const entry = names.length > 0 ? notice(base, room, by.user_id, about, at) : undefined;
  endStays(base, room, whom);
  return ok(changed(base, room.id, entry, [...whom.map(asMember), ...heirs]));
}

function setRoles(base: Base, { room, me }: Meeting, { names, role, at }: Change): Answer {
  if (room.kind === kindCodes.dm || me.role !== roleCodes.owner || !role) return no('not-allowed');
  const found = idsOf(base, names);
  if (!found.ok) return found;
  const there = found.value.flatMap(({ id }) => memberRow(base, room.id, id) ?? []);
  if (there.length < found.value.length) return no('unknown');
  const changing = there.filter((row) => row.own_role !== roleCodes[role]);
  if (leavesNoOwner(base, room, changing)) return no('not-allowed');
  for (const { user_id: user } of changing) setRole(base, room, user, role);

  const isTold = room.kind === kindCodes.group && changing.length > 0;
  const about = { change: 'role', names: changing.map((row) => row.name), text: role } as const;
  const entry = isTold ? notice(base, room, me.user_id, about, at) : undefined;
  const ids = changing.map((row) => row.user_id);
  return ok(changed(base, room.id, entry, membersNow(base, room.id, ids)));
}

const setRole = ({ sql }: Base, room: RoomRow, user: number, role: Role): unknown =>
  sql.run('UPDATE members SET role=? WHERE room_id=? AND user_id=?', [
    roleCodes[role],
    room.id,
    user,
  ]);

function leavesNoOwner({ sql }: Base, room: RoomRow, changing: readonly MemberRow[]): boolean {
  const fewer = changing.filter((row) => row.own_role === roleCodes.owner).length;
  const owners = sql.get<{ n: number }>(
    'SELECT count(*) AS n FROM members WHERE room_id=? AND role=?',
    [room.id, roleCodes.owner],
  );
  return fewer > 0 && owners?.n === fewer;
}
