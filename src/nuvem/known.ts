import { no, type Result } from '../base/result.ts';
import type { FromClient, Message } from '../protocol/messages.ts';
import type { Refusal } from '../protocol/refusals.ts';
import type { Handler, World } from './handler.ts';
import type { Session } from './hub.ts';

type Work<T extends FromClient> = (
  world: World,
  session: Session,
  message: Message<T>,
) => Promise<Result<void, Refusal>>;

/** A handler for who has logged in, with bytes that stay when the frame they came in is gone. */
export const known =
  <T extends FromClient>(work: Work<T>): Handler<T> =>
  (world, { session }, message) =>
    session ? work(world, session, kept(message)) : no('order');

/** The fields of a message that are bytes are views into the line's memory; a handler that waits needs its own. */
export function kept<M extends object>(message: M): M {
  const own = { ...message } as Record<string, unknown>;
  for (const [field, value] of Object.entries(own))
    if (value instanceof Uint8Array) own[field] = Buffer.from(value);
  return own as M;
}
