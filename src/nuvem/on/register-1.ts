import { prefixOf } from '../../base/prefix.ts';
import { no, ok, type Result } from '../../base/result.ts';
import type { Refusal } from '../../protocol/refusals.ts';
import type { Handler, World } from '../handler.ts';
import { inviteHash } from '../invites.ts';
import { kept } from '../known.ts';
import { foldName } from '../names.ts';
import { longestWait, sayWait, triedEnough } from '../wait.ts';

/** Says early what would be refused in the end, before the client stretches a password for nothing. */
export const onRegister1: Handler<'register-1'> = async (world, caller, message) => {
  const { re, request, invite, ...asked } = kept(message);
  const name = foldName(asked.name);
  if (!name) return no('bad-name');
  if (triedEnough(caller)) return sayWait(caller, re, longestWait);
  const open = mayRegister(world, invite);
  if (!open.ok) return open;
  const wait = world.throttle.registration(prefixOf(caller.address), false);
  if (wait > 0) return sayWait(caller, re, wait);
  if (await world.store.userByName(name)) return no('taken');
  const reply = world.accounts.registerReply(name, request);
  if (!reply.ok) return reply;
  caller.tell({ type: 'register-reply', re, response: reply.value });
  return ok(undefined);
};

/** Whether this nuvem takes new accounts, and the hash of the invite it wants to see for one. */
export function mayRegister(
  { settings }: Pick<World, 'settings'>,
  invite: string | undefined,
): Result<Buffer | undefined, Refusal> {
  if (settings.registration === 'closed') return no('closed');
  if (settings.registration === 'open') return ok(undefined);
  const hash = inviteHash(invite ?? '');
  return hash ? ok(hash) : no('invite');
}
