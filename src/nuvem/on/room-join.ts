import { ok } from '../../base/result.ts';
import { known } from '../known.ts';
import { letIn, tellChange } from '../tell-rooms.ts';

export const onRoomJoin = known<'room-join'>(async (world, session, { re, name }) => {
  const { id: user, name: by } = session.user;
  const joined = await world.store.joinChannel(name, user, world.now());
  if (!joined.ok) return joined;
  tellChange(world, joined.value, 'joined', by);
  await letIn(world, joined.value.room, [{ user }], { session, re });
  return ok(undefined);
});
