import { timingSafeEqual } from 'node:crypto';

import { no, type Result } from '../../base/result.ts';
import type { Message } from '../../protocol/messages.ts';
import { loginMac } from '../../protocol/proof.ts';
import type { Refusal } from '../../protocol/refusals.ts';
import type { User } from '../../store/rows.ts';
import { arrive } from '../arrive.ts';
import type { Caller, Handler, World } from '../handler.ts';
import { kept } from '../known.ts';
import { labelOf } from '../label.ts';
import { loginFailed } from '../login-failed.ts';
import { proven } from '../proven.ts';
import { sayWait } from '../wait.ts';

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
  return enter(world, caller, user, { re, key, label });
};

/** The password is right: the device comes in, if it is there already or its user may have another one. */
async function enter(
  world: World,
  caller: Caller,
  user: User,
  { re, key, label }: Pick<Message<'login-2'>, 're' | 'label'> & { readonly key: Uint8Array },
): Promise<Result<void, Refusal>> {
  const wait = await waitForDevice(world, user.id, key);
  if (wait > 0) return sayWait(caller, re, wait, 'quota');
  const at = world.now();
  const device = await world.store.addDevice(
    user.id,
    { key, cert: noCert, label: labelOf(label) },
    at,
  );
  if (!device.ok) return device;
  const { id, created } = device.value;
  const { address } = caller;
  if (created === at) world.activity('device', { name: user.name, device: id, address });
  return arrive(world, caller, { re, device: id, how: 'password' });
}

/** What a device may take on disk: itself, its inbox, and a cursor in each of its user's rooms. */
const deviceBytes = 32 * 1024;

/** A device that is not known yet counts as stored by its user: one revoked leaves its rows behind. */
async function waitForDevice(world: World, user: number, key: Uint8Array): Promise<number> {
  const devices = await world.store.devices(user);
  if (devices.some((device) => Buffer.compare(device.key, key) === 0)) return 0;
  const now = world.uptime();
  return world.allowances.of(user, now).store(deviceBytes, now);
}
