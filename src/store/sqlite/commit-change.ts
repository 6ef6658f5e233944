import type { Refusal } from '../../protocol/refusals.ts';
import type { Commit, Outcome } from '../rows.ts';
import { type Base, no, ok } from './base.ts';
import { kindCodes, most, roleCodes } from './codes.ts';
import { inRoom } from './leaves.ts';
import { outranks, unwelcome } from './members.ts';
import { memberRow, type MemberRow, type RoomRow } from './views.ts';

/** What a commit does to devices and people, once it is taken. */
export interface Change {
  /** Devices that are in from here on and were not before, and those that are out. */
  readonly opening: readonly number[];
  readonly closing: readonly number[];
  /** People who become members, and who are none any more. */
  readonly coming: readonly number[];
  readonly going: readonly number[];
}

export interface Wanted {
  readonly room: RoomRow;
  readonly me: MemberRow;
  readonly commit: Commit;
}

interface Device {
  readonly id: number;
  readonly user: number;
  readonly revoked: number;
}

/** Everything a commit is measured by. */
interface Plan extends Wanted {
  /** It begins a generation: who is not named is not in. */
  readonly begins: boolean;
  /** The devices that receive the room before it, with whose they are. */
  readonly inside: ReadonlyMap<number, number>;
  readonly add: readonly Device[];
  readonly remove: readonly Device[];
}

/** Whom a commit lets in and takes out, or why whoever made it may not. */
export function changeOf(base: Base, wanted: Wanted): Outcome<Change> {
  const { commit, room } = wanted;
  const begins = commit.gen !== room.gen;
  const inside = inRoom(base, room);
  const add = devicesOf(base, commit.add);
  const remove = devicesOf(base, commit.remove);
  const plan = { ...wanted, begins, inside, add, remove };
  const refusal = senseless(plan) ?? unwanted(base, plan) ?? unremovable(base, plan);
  if (refusal) return no(refusal);
  const change = outcome(base, plan);
  const size = inside.size + change.opening.length - change.closing.length;
  return size > most.leaves ? no('too-many') : ok(change);
}

const devicesOf = ({ sql }: Base, ids: readonly number[]): Device[] =>
  ids.flatMap(
    (id) =>
      sql.get<Device>('SELECT id, user_id AS user, revoked FROM devices WHERE id=?', [id]) ?? [],
  );

/** `bad` could never be right; `conflict` is a device that was revoked or is gone meanwhile. */
function senseless(plan: Plan): Refusal | undefined {
  const { commit, add, remove } = plan;
  if (hasTwice(commit.add) || hasTwice(commit.remove) || !isPossible(plan)) return 'bad';
  const isThere = add.length === commit.add.length && remove.length === commit.remove.length;
  return isThere && add.every(({ revoked }) => revoked === 0) ? undefined : 'conflict';
}

const hasTwice = (ids: readonly number[]): boolean => new Set(ids).size < ids.length;

/** Who commits stays; who is in comes only if it goes as well; who goes is in, and before it nobody is. */
function isPossible({ commit: { add, remove, device }, begins, inside }: Plan): boolean {
  if (add.includes(device) || remove.includes(device)) return false;
  if (begins) return remove.length === 0;
  return (
    remove.every((id) => inside.has(id)) &&
    add.every((id) => !inside.has(id) || remove.includes(id))
  );
}

/** Devices of members are added by members; other people by who may bring them. */
function unwanted(base: Base, { room, me, add }: Plan): Refusal | undefined {
  const users = [...new Set(add.map(({ user }) => user))];
  const rows = users.flatMap((user) => memberRow(base, room.id, user) ?? []);
  if (rows.some(({ leaving }) => leaving === 1)) return 'leaving';
  const fresh = users.filter((user) => !rows.some((row) => row.user_id === user));
  if (fresh.length === 0) return undefined;
  const isDm = room.kind === kindCodes.dm;
  const mayBring = isDm
    ? fresh.every((user) => user === room.dm_low || user === room.dm_high)
    : me.role >= roleCodes.admin;
  if (!mayBring) return 'not-allowed';
  return unwelcome(
    base,
    room,
    me,
    fresh.map((id) => ({ id })),
  );
}

/**
 * Everybody takes out what is their own, revoked, added again in the same commit, or of somebody who
 * leaves; the rest is for who stands above that person, and in a DM for both.
 */
function unremovable(base: Base, { room, me, commit, remove }: Plan): Refusal | undefined {
  const isFree = ({ id, user, revoked }: Device): boolean =>
    user === me.user_id || revoked === 1 || commit.add.includes(id);
  const others = new Set(remove.filter((device) => !isFree(device)).map(({ user }) => user));
  if (room.kind === kindCodes.dm) return undefined;
  const mayRemove = [...others].every((user) => {
    const row = memberRow(base, room.id, user);
    return !row || row.leaving === 1 || outranks(me, row);
  });
  return mayRemove ? undefined : 'not-allowed';
}

function outcome(base: Base, plan: Plan): Change {
  const { commit, begins, inside, add } = plan;
  const named = begins ? [commit.device, ...commit.add] : commit.add;
  const leaving = begins ? [...inside.keys()] : commit.remove;
  const opening = named.filter((id) => !inside.has(id));
  const closing = leaving.filter((id) => !named.includes(id));
  const members = new Set(add.map(({ user }) => user));
  return {
    opening,
    closing,
    coming: [...members].filter((user) => !memberRow(base, plan.room.id, user)),
    going: goersOf(base, plan, closing),
  };
}

/**
 * The people whose last device is taken out. Who lost nothing but revoked devices stays a member, and
 * so does whom a new generation did not name: their other devices wait to be let in.
 */
function goersOf(base: Base, plan: Plan, closing: readonly number[]): number[] {
  const { room, inside, add, remove, begins, commit, me } = plan;
  const out = new Set(closing);
  const staying = new Set([...inside].filter(([id]) => !out.has(id)).map(([, user]) => user));
  for (const { user } of add) staying.add(user);
  staying.add(me.user_id);
  const losing = new Set(closing.flatMap((id) => inside.get(id) ?? []));
  return [...losing].filter((user) => {
    if (staying.has(user)) return false;
    if (memberRow(base, room.id, user)?.leaving === 1) return true;
    const lost = remove.filter((device) => device.user === user && !commit.add.includes(device.id));
    return !begins && lost.some(({ revoked }) => revoked === 0);
  });
}
