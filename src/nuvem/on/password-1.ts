import { no, ok } from '../../base/result.ts';
import type { Caller, Handler, World } from '../handler.ts';
import { kept } from '../known.ts';

const fresh = 5 * 60_000;

/** A new password needs the old one, on this line, just now: a device left open is not enough. */
export const justProved = (world: World, { passwordAt }: Caller): boolean =>
  passwordAt !== undefined && world.uptime() - passwordAt <= fresh;

export const onPassword1: Handler<'password-1'> = (world, caller, message) => {
  const { re, request } = kept(message);
  const { session } = caller;
  if (!session) return no('order');
  if (!justProved(world, caller)) return no('credentials');
  const reply = world.accounts.registerReply(session.user.name, request);
  if (!reply.ok) return reply;
  session.tell({ type: 'register-reply', re, response: reply.value });
  return ok(undefined);
};
