import { prefixOf } from '../../base/prefix.ts';
import { no, ok } from '../../base/result.ts';
import type { Message } from '../../protocol/messages.ts';
import type { Caller, Handler, World } from '../handler.ts';
import { kept } from '../known.ts';
import { loginFailed } from '../login-failed.ts';
import { foldName } from '../names.ts';
import { proven } from '../proven.ts';
import { longestWait, sayWait, triedEnough } from '../wait.ts';

/** The same work, and an answer of the same size, whether or not there is somebody of that name. */
export const onLogin1: Handler<'login-1'> = async (world, caller, message) => {
  const asked = kept(message);
  const name = foldName(asked.name);
  if (!name) return no('bad-name');
  if (triedEnough(caller)) return sayWait(caller, asked.re, longestWait);
  if (!honest(world, caller, name, asked)) return no('key');
  forgetLogin(world, caller);
  const user = await world.store.userByName(name);
  const place = await placeFor(world, caller, user?.id ?? nobody, asked);
  const wait = world.throttle.login(name, place);
  if (wait > 0) return sayWait(caller, asked.re, wait);
  const reply = world.accounts.loginReply(name, user?.record, asked.request);
  if (!reply.ok) return reply;
  caller.login = { name, place, state: reply.value.state, record: user?.record };
  caller.tell({ type: 'login-reply', re: asked.re, response: reply.value.response });
  return ok(undefined);
};

/** The one before, on the same line, was not finished. */
function forgetLogin(world: World, caller: Caller): void {
  loginFailed(world, caller);
  caller.login = undefined;
}

const nobody = 0;

/** A device need not prove itself here; when it tries, it must be on this line and see this nuvem. */
function honest(
  world: World,
  caller: Caller,
  name: string,
  { device, proof }: Message<'login-1'>,
): boolean {
  if (!device || !proof) return !proof;
  const claim = { purpose: 'known', name, deviceKey: device } as const;
  return proven(world, caller, claim, proof) !== undefined;
}

/** Where the tries of this one are counted: a device that is known, and proved it, has a place of its own. */
async function placeFor(
  { store }: World,
  { address }: Caller,
  user: number,
  { device, proof }: Message<'login-1'>,
): Promise<string> {
  if (!device || !proof) return prefixOf(address);
  const devices = await store.devices(user);
  const known = devices.some(({ key, revoked }) => !revoked && Buffer.compare(key, device) === 0);
  return known ? `device ${Buffer.from(device).toString('hex')}` : prefixOf(address);
}
