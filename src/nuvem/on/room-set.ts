import { no, ok } from '../../base/result.ts';
import { known } from '../known.ts';
import { roomId, tellAll } from '../tell-rooms.ts';
import { nameOf } from './room-open.ts';

export const onRoomSet = known<'room-set'>(async (world, session, asked) => {
  const { re, room: key, topic, slow, readOnly, name } = asked;
  const room = await roomId(world, session, key);
  if (room === undefined) return no('no-room');
  // Only groups change their name, so the rule of groups is the one that holds.
  const wanted = name === undefined ? ok(undefined) : nameOf({ kind: 'group', name });
  if (!wanted.ok) return wanted;
  const by = session.user.id;
  const at = world.now();
  const change = { room, by, topic, slow, readOnly, name: wanted.value, at };
  const set = await world.store.setRoom(change);
  if (!set.ok) return set;
  await tellAll(world, set.value, { session, re });
  return ok(undefined);
});
