import { no, ok } from '../../base/result.ts';
import { known } from '../known.ts';
import { tellAll } from '../tell-rooms.ts';
import { isForMembers, nameOf } from './room-open.ts';

export const onRoomSet = known<'room-set'>(async (world, session, asked) => {
  const { re, room: key, topic, slow, readOnly, name } = asked;
  const found = world.hub.heard(session, key) ?? (await world.store.roomByKey(key));
  if (!found) return no('no-room');
  const { id: room, kind } = found;
  if (isForMembers(world, kind, asked)) return no('unsealed');
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
