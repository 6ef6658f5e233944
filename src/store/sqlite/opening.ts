import type { Changed, Outcome } from '../rows.ts';
import { type Base, no, ok, type Sync } from './base.ts';
import { kindCodes, most, roleCodes } from './codes.ts';
import { notice } from './log.ts';
import {
  askerOf,
  blocks,
  channelNamed,
  enter,
  hasRoomsLeft,
  insertRoom,
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
      return ways[opening.kind](base, opening);
    },
    joinChannel: (name, user, at) => joinChannel(base, name, user, at),
  };
}

/** The same room asked for twice: the first answer got lost. A key of somebody else's room is no key. */
function again(base: Base, room: RoomRow, maker: number): Opened {
  if (room.maker !== maker) return no('conflict');
  if (!memberRow(base, room.id, maker)) return no('no-room');
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
  const { sql } = base;
  const { maker, at } = opening;
  const found = idsOf(base, opening.members);
  if (!found.ok) return found;
  const others = found.value.filter((named) => named.id !== maker);
  if (others.length > 1) return no('too-many');
  const peer = others[0]?.id ?? maker;
  const pair: readonly [number, number] = [maker, peer];
  const there = sql.get<RoomRow>('SELECT * FROM rooms WHERE dm_low=? AND dm_high=?', [
    Math.min(...pair),
    Math.max(...pair),
  ]);
  const iAmIn = there && memberRow(base, there.id, maker);
  if (!iAmIn && blocks(base, peer, maker)) return no('blocked');
  if (!iAmIn && !hasRoomsLeft(base, maker)) return no('too-many');
  const room = there ?? insertRoom(base, { ...made(opening), kind: kindCodes.dm, name: '', pair });
  // Opening it by oneself is an answer to having been asked.
  sql.run('UPDATE members SET request=0 WHERE room_id=? AND user_id=?', [room.id, maker]);
  if (!iAmIn) enter(base, room, { user: maker, role: roleCodes.member, at });
  if (!memberRow(base, room.id, peer) && !blocks(base, peer, maker)) {
    enter(base, room, {
      user: peer,
      role: roleCodes.member,
      at,
      asker: askerOf(base, room, maker, peer),
    });
  }
  return ok({ ...whole(base, room.id, undefined, [...new Set(pair)]), fresh: !there });
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
    enter(base, room, { user: id, role: roleCodes.member, at, asker: askerOf(base, room, by, id) });
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
  if (!memberRow(base, room.id, user)) {
    if (!hasRoomsLeft(base, user)) return no('too-many');
    enter(base, room, { user, role: roleCodes.member, at });
  }
  return ok(whole(base, room.id, undefined, [user]));
}
