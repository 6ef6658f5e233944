import { createHmac, timingSafeEqual } from 'node:crypto';

import { no, type Result } from '../../base/result.ts';
import type { Refusal } from '../../protocol/refusals.ts';
import { arrive } from '../arrive.ts';
import type { Caller, Handler, World } from '../handler.ts';
import { kept } from '../known.ts';
import { labelOf } from '../label.ts';
import { proven } from '../proven.ts';

/** A device that has not been signed by its user's identity yet. */
const noCert = Buffer.alloc(64);

export const onLogin2: Handler<'login-2'> = async (world, caller, message) => {
  const { re, finish, device: key, label, proof, mac } = kept(message);
  const { login } = caller;
  if (!login) return no('order');
  caller.login = undefined;
  const { name, state, place } = login;

  const shared = world.accounts.finish(state, finish);
  if (!shared.ok) return failed(world, caller, name);
  const signed = proven(world, caller, { purpose: 'login', name, deviceKey: key }, proof);
  if (!signed) return no('key');
  // Who knows the password brings this device, and nobody on the way put in another.
  const right = createHmac('sha256', shared.value).update(signed).digest();
  if (!timingSafeEqual(right, mac)) return failed(world, caller, name);
  world.throttle.loggedIn(name, place);

  const user = await world.store.userByName(name);
  if (!user) return no('credentials');
  const at = world.now();
  const fresh = { key, cert: noCert, label: labelOf(label) };
  const device = await world.store.addDevice(user.id, fresh, at);
  if (!device.ok) return device;
  const { id, created } = device.value;
  if (created === at) world.activity('device', { name, device: id, address: caller.address });
  return arrive(world, caller, { re, device: id, how: 'password' });
};

function failed(world: World, { address }: Caller, name: string): Result<never, Refusal> {
  const worth = world.throttle.worthTelling();
  if (worth) world.activity('login.failed', { name, address, ...worth });
  return no('credentials');
}
