import type { Changed, Outcome } from '../rows.ts';
import { type Base, no, ok, type Sync } from './base.ts';
import { kindCodes, most, roleCodes } from './codes.ts';
import { notice } from './log.ts';
import {
  blocks,
  broughtBy,
  channelNamed,
  enter,
  hasRoomsLeft,
  hasRoomsToMake,
  insertRoom,
  isCrowded,
  type NewRoom,
} from './membership.ts';
import { changed, idsOf, type Named, roomByKey } from './rooms.ts';
import { memberRow, membersNow, type RoomRow } from './views.ts';

type Opening = Parameters<Sync['openRoom']>[0];
type Opened = ReturnType<Sync['openRoom']>;

/** New rooms, and the DM that was there already. */
export function openingVerbs(base: Base): Pick<Sync, 'openRoom' | 'joinChannel'> {
  return {
    openRoom(opening) {
      if (opening.name.length > most.roomName) return no('too-many');
      const there = roomByKey(base, opening.key);
      if (there) return again(base, there, opening.maker);
      const { maker, mostMade = Infinity, kind } = opening;
      if (kind !== 'dm' && !hasRoomsToMake(base, maker, mostMade)) return no('too-many-rooms');
      return ways[kind](base, opening);
    },
    joinChannel: (name, user, at) => joinChannel(base, name, user, at),
  };
}

/** The same room asked for twice: the first answer got lost, or both had the same conversation before a restore. A key of somebody else's room is no key. */
function again(base: Base, room: RoomRow, maker: number): Opened {
  const isIn = memberRow(base, room.id, maker) !== undefined;
  const isOurs = room.maker === maker || (isIn && room.kind === kindCodes.dm);
  if (!isOurs) return no('conflict');
  if (!isIn) return no('no-room');
  const ids = base.sql.all<{ id: number }>(
    'SELECT user_id AS id FROM members WHERE room_id=? ORDER BY joined_at, user_id LIMIT 1000',
    [room.id],
  );
  return ok({
    ...whole(
      base,
      room.id,
      undefined,
      ids.map((row) => row.id),
    ),
    fresh: false,
  });
}

const whole = (
  base: Base,
  room: number,
  entry: Changed['entry'],
  users: readonly number[],
): Changed => changed(base, room, entry, membersNow(base, room, users));

const ways: Readonly<Record<Opening['kind'], (base: Base, opening: Opening) => Opened>> = {
  dm: openDm,
  group: openGroup,
  channel: openChannel,
};

function openDm(base: Base, opening: Opening): Opened {
  const { maker } = opening;
  const found = idsOf(base, opening.members);
  if (!found.ok) return found;
  const others = found.value.filter((named) => named.id !== maker);
  if (others.length > 1) return no('too-many');
  const pair: Pair = [maker, others[0]?.id ?? maker];
  const there = dmOf(base, pair);
  const refusal = there && memberRow(base, there.id, maker) ? undefined : unopenable(base, pair);
  if (refusal) return no(refusal);
  const room = there ?? insertRoom(base, { ...made(opening), kind: kindCodes.dm, name: '', pair });
  fill(base, room, pair, opening.at);
  return ok({ ...whole(base, room.id, undefined, [...new Set(pair)]), fresh: !there });
}

/** Who opens a DM, and with whom. With oneself it holds notes. */
type Pair = readonly [maker: number, peer: number];

const dmOf = ({ sql }: Base, pair: Pair): RoomRow | undefined =>
  sql.get<RoomRow>('SELECT * FROM rooms WHERE dm_low=? AND dm_high=?', [
    Math.min(...pair),
    Math.max(...pair),
  ]);

type Unopenable = 'blocked' | 'too-many' | 'crowded' | undefined;

function unopenable(base: Base, [maker, peer]: Pair): Unopenable {
  if (blocks(base, peer, maker)) return 'blocked';
  if (isCrowded(base, maker, peer)) return 'crowded';
  return [maker, peer].every((id) => hasRoomsLeft(base, id)) ? undefined : 'too-many';
}

/** Both are in it again, whoever left. Opening it by oneself is an answer to having been asked. */
function fill(base: Base, room: RoomRow, [maker, peer]: Pair, at: number): void {
  const role = roleCodes.member;
  base.sql.run('UPDATE members SET request=0 WHERE room_id=? AND user_id=?', [room.id, maker]);
  if (!memberRow(base, room.id, maker)) enter(base, room, { user: maker, role, at });
  if (memberRow(base, room.id, peer) || blocks(base, peer, maker)) return;
  enter(base, room, { user: peer, role, at, ...broughtBy(base, room, maker, peer) });
}

function openGroup(base: Base, opening: Opening): Opened {
  const { maker, at } = opening;
  const found = idsOf(base, opening.members);
  if (!found.ok) return found;
  const others = found.value.filter((named) => named.id !== maker);
  if (others.length >= most.membersOfGroup) return no('too-many');
  if (![maker, ...others.map((named) => named.id)].every((id) => hasRoomsLeft(base, id))) {
    return no('too-many');
  }
  if (others.some((named) => blocks(base, named.id, maker))) return no('blocked');
  if (others.some((named) => isCrowded(base, maker, named.id))) return no('crowded');
  const room = insertRoom(base, { ...made(opening), kind: kindCodes.group });
  enter(base, room, { user: maker, role: roleCodes.owner, at });
  const entry = bring(base, room, maker, others, at);
  return ok({ ...whole(base, room.id, entry, [maker, ...others.map((o) => o.id)]), fresh: true });
}

/** Adds people to a group, and says so in its log. They receive that line too. */
export function bring(
  base: Base,
  room: RoomRow,
  by: number,
  people: readonly Named[],
  at: number,
): Changed['entry'] {
  for (const { id } of people) {
    enter(base, room, { user: id, role: roleCodes.member, at, ...broughtBy(base, room, by, id) });
  }
  if (people.length === 0 || room.kind !== kindCodes.group) return undefined;
  const names = people.map((named) => named.name);
  return notice(base, room, by, { change: 'added', names }, at);
}

function openChannel(base: Base, opening: Opening): Opened {
  const { maker, at } = opening;
  const name = opening.name.toLowerCase();
  if (channelNamed(base, name)) return no('exists');
  if (!hasRoomsLeft(base, maker)) return no('too-many');
  const room = insertRoom(base, { ...made(opening), kind: kindCodes.channel, name });
  enter(base, room, { user: maker, role: roleCodes.owner, at });
  return ok({ ...whole(base, room.id, undefined, [maker]), fresh: true });
}

const made = ({ key, maker, name, at }: Opening): Omit<NewRoom, 'kind'> => ({
  key,
  maker,
  name,
  at,
});

function joinChannel(base: Base, name: string, user: number, at: number): Outcome<Changed> {
  const room = channelNamed(base, name);
  if (!room) return no('no-room');
  const banned = base.sql.get(
    'SELECT 1 FROM sanctions WHERE room_id=? AND user_id=? AND banned=1',
    [room.id, user],
  );
  if (banned) return no('banned');
  if (memberRow(base, room.id, user)) return ok(whole(base, room.id, undefined, []));
  if (!hasRoomsLeft(base, user)) return no('too-many');
  enter(base, room, { user, role: roleCodes.member, at });
  return ok(whole(base, room.id, undefined, [user]));
}
