import { timingSafeEqual } from 'node:crypto';

import { no, type Result } from '../../base/result.ts';
import { loginMac } from '../../protocol/proof.ts';
import type { Refusal } from '../../protocol/refusals.ts';
import { arrive } from '../arrive.ts';
import type { Handler } from '../handler.ts';
import { kept } from '../known.ts';
import { labelOf } from '../label.ts';
import { loginFailed } from '../login-failed.ts';
import { proven } from '../proven.ts';

/** A device that has not been signed by its user's identity yet. */
const noCert = Buffer.alloc(64);

export const onLogin2: Handler<'login-2'> = async (world, caller, message) => {
  const { re, finish, device: key, label, proof, mac } = kept(message);
  const { login, address } = caller;
  if (!login) return no('order');
  caller.login = undefined;
  const { name, state, place, record } = login;
  const failed = (): Result<never, Refusal> => {
    loginFailed(world, { login, address });
    return no('credentials');
  };

  const shared = world.accounts.finish(state, finish);
  if (!shared.ok) return failed();
  const signed = proven(world, caller, { purpose: 'login', name, deviceKey: key }, proof);
  if (!signed) return no('key');
  // Who knows the password brings this device, and nobody on the way put in another.
  const right = loginMac(shared.value, signed);
  if (!timingSafeEqual(right, mac)) return failed();
  world.throttle.loggedIn(name, place);

  const user = await world.store.userByName(name);
  if (user?.record !== record || !user) return failed();
  const at = world.now();
  const fresh = { key, cert: noCert, label: labelOf(label) };
  const device = await world.store.addDevice(user.id, fresh, at);
  if (!device.ok) return device;
  const { id, created } = device.value;
  if (created === at) world.activity('device', { name, device: id, address });
  return arrive(world, caller, { re, device: id, how: 'password' });
};
