import { no, type Result } from '../base/result.ts';
import type { Message } from '../protocol/messages.ts';
import type { Refusal } from '../protocol/refusals.ts';
import { isSealedAs } from '../protocol/sealed.ts';
import type { Asked } from './appender.ts';
import type { Caller, World } from './handler.ts';
import type { HeardRoom, Session } from './hub.ts';
import { sayWait } from './wait.ts';

type Line = Message<'post' | 'file-new'>;
type Answer = Result<void, Refusal>;

/** How a line goes on its way, and what else speaks against it: a refusal, or the milliseconds it has to wait. */
export interface Way {
  readonly add: (asked: Asked) => Answer | Promise<Answer>;
  readonly but?: () => Refusal | undefined;
}

/** A line on its way to the store, which checks everything else. What is stored already is never refused here. */
export function posting(
  world: World,
  { session }: Pick<Caller, 'session'>,
  message: Line,
  { add, but }: Way,
): Answer | Promise<Answer> {
  const room = session && world.hub.known(session, message.room);
  if (!room) return no('no-room');
  const send = (): Answer | Promise<Answer> => add(askedOf(session, room, message));
  const why = misfit(world, room, message) ?? but?.();
  if (why) return unlessStored(world, session, { room, message, send, refuse: () => no(why) });
  const wait = room.slow > 0 ? tooSoon(world, session, room) : 0;
  if (wait === 0) return send();
  const refuse = (): Answer => sayWait(session, message.re, wait, 'slow-mode');
  return unlessStored(world, session, { room, message, send, refuse });
}

/** What calls itself sealed says in its header what the post says; where only sealed lines are taken, all do. */
function misfit({ settings }: World, { kind, key }: HeardRoom, { gen, epoch, body }: Line) {
  if (gen === undefined || gen === 0)
    return settings.sealedOnly && (kind === 'dm' || kind === 'group') ? 'unsealed' : undefined;
  return isSealedAs(body, 'line', { room: key, gen, epoch: epoch ?? 0 }) ? undefined : 'bad';
}

interface Doubted {
  readonly room: Pick<HeardRoom, 'id'>;
  readonly message: Line;
  readonly send: () => Answer | Promise<Answer>;
  readonly refuse: () => Answer;
}

/** What is stored already is no new line, however soon, and in whatever form, it comes again. */
export async function unlessStored(
  world: Pick<World, 'store'>,
  session: Session,
  { room, message, send, refuse }: Doubted,
): Promise<Answer> {
  const mine = await world.store.roomOf(room.id, session.user.id, session.device.id);
  return mine && message.no <= mine.mark ? send() : refuse();
}

const askedOf = (session: Session, room: HeardRoom, message: Line): Asked => ({
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

/** The milliseconds that slow mode asks of this member; moderators write as they like. */
function tooSoon({ slowMode }: World, { ear, user }: Session, { id, slow }: HeardRoom): number {
  return ear.hears.get(id)?.moderates ? 0 : slowMode.next(user.id, id, slow);
}
