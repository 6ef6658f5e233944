import { no, ok, type Result } from '../../base/result.ts';
import type { Message } from '../../protocol/messages.ts';
import type { Refusal } from '../../protocol/refusals.ts';
import { isSealedAs } from '../../protocol/sealed.ts';
import type { Handler, World } from '../handler.ts';
import type { HeardRoom, Session } from '../hub.ts';
import { sayWait } from '../wait.ts';

type Post = Message<'post'>;
type Answer = Result<void, Refusal>;

/** Never waits: `stored` comes from the appender, when the line is on disk. Rights are the store's to check. */
export const onPost: Handler<'post'> = (world, { session }, message) => {
  const room = session && world.hub.known(session, message.room);
  if (!room) return no('no-room');
  const why = misfit(world, room, message);
  if (why) return unlessStored(world, session, room, message, () => no(why));
  const wait = room.slow > 0 ? tooSoon(world, session, room) : 0;
  return wait > 0
    ? unlessStored(world, session, room, message, () =>
        sayWait(session, message.re, wait, 'slow-mode'),
      )
    : add(world, session, room, message);
};

/** What calls itself sealed says in its header what the post says; where only sealed lines are taken, all do. */
function misfit({ settings }: World, { kind, key }: HeardRoom, { gen, epoch, body }: Post) {
  if (gen === undefined || gen === 0)
    return settings.sealedOnly && (kind === 'dm' || kind === 'group') ? 'unsealed' : undefined;
  return isSealedAs(body, 'line', { room: key, gen, epoch: epoch ?? 0 }) ? undefined : 'bad';
}

/** What is stored already is no new line, however soon, and in whatever form, it comes again. */
async function unlessStored(
  world: World,
  session: Session,
  room: HeardRoom,
  message: Post,
  refuse: () => Answer,
): Promise<Answer> {
  const mine = await world.store.roomOf(room.id, session.user.id, session.device.id);
  if (mine && message.no <= mine.mark) return add(world, session, room, message);
  return refuse();
}

function add(
  world: World,
  session: Session,
  room: HeardRoom,
  message: Post,
): Answer | Promise<Answer> {
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
}

const done = ok(undefined);

/** The milliseconds that slow mode asks of this member; moderators write as they like. */
function tooSoon({ slowMode }: World, { ear, user }: Session, { id, slow }: HeardRoom): number {
  return ear.hears.get(id)?.moderates ? 0 : slowMode.next(user.id, id, slow);
}
