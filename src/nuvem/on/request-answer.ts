import { no, ok } from '../../base/result.ts';
import { known } from '../known.ts';
import { letIn, roomId, tellChange, tellLeft } from '../tell-rooms.ts';

/** Accepted, the room is one as any other; declined or blocked, it is gone, and who asked is told nothing. */
export const onRequestAnswer = known<'request-answer'>(async (world, session, asked) => {
  const { re, room: key, answer } = asked;
  const room = await roomId(world, session, key);
  if (room === undefined) return no('no-room');
  const { id: user, name } = session.user;
  const request = await world.store.roomOf(room, user, session.device.id);
  const answered = await world.store.answerRequest(room, user, answer, world.now());
  if (!answered.ok) return answered;
  if (answer === 'accept') {
    tellChange(world, answered.value, 'joined', name);
    await letIn(world, answered.value.room, [{ user }]);
  } else {
    await tellLeft(world, answered.value, name);
  }
  if (answer === 'block' && request?.from) world.presence.setBlock(name, request.from, true);
  session.tell({ type: 'ok', re });
  return ok(undefined);
});
