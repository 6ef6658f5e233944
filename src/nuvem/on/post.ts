import { no, ok } from '../../base/result.ts';
import type { Handler } from '../handler.ts';

/** Never waits: `stored` comes from the appender, when the line is on disk. Rights are the store's to check. */
export const onPost: Handler<'post'> = (world, { session }, message) => {
  const room = session && world.hub.heard(session, message.room);
  if (!room) return no('no-room');
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
