import { no, ok } from '../../base/result.ts';
import type { Handler, World } from '../handler.ts';
import type { HeardRoom, Session } from '../hub.ts';
import { sayWait } from '../wait.ts';

/** Never waits: `stored` comes from the appender, when the line is on disk. Rights are the store's to check. */
export const onPost: Handler<'post'> = (world, { session }, message) => {
  const room = session && world.hub.known(session, message.room);
  if (!room) return no('no-room');
  const slow = room.slow > 0 ? tooSoon(world, session, room) : 0;
  if (slow > 0) return sayWait(session, message.re, slow, 'slow-mode');
  const patience = world.appender.add({
    session,
    room,
    re: message.re,
    post: {
      room: room.id,
      user: session.user.id,
      device: session.device.id,
      fence: session.fence,
      no: message.no,
      gen: message.gen ?? 0,
      epoch: message.epoch ?? 0,
      // what came is a view into the frame, and the frame is gone when the commit runs
      body: Buffer.from(message.body),
    },
  });
  return patience ? patience.then(() => done) : done;
};

const done = ok(undefined);

/** The milliseconds that slow mode asks of this member; moderators write as they like. */
function tooSoon({ slowMode }: World, { ear, user }: Session, { id, slow }: HeardRoom): number {
  return ear.hears.get(id)?.moderates ? 0 : slowMode.next(user.id, id, slow);
}
