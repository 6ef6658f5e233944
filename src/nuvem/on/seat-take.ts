import { no } from '../../base/result.ts';
import { sitDown } from '../arrive.ts';
import type { Handler } from '../handler.ts';

/** Ends one of the sessions that `seats-full` told of. If it is gone already, all the better. */
export const onSeatTake: Handler<'seat-take'> = async (world, caller, { re, end }) => {
  if (!caller.waiting) return no('order');
  const { user, device } = caller.waiting.seated;
  // While this one thought about it, it may have been revoked.
  const now = await world.store.device(device.id);
  if (!now || now.device.revoked) return no('revoked');
  const taken = world.hub.sessionsOf(user.id).find(({ id }) => id === end);
  if (taken) {
    taken.end('ended');
    const { id } = taken.device;
    world.activity('seat.taken', { name: user.name, device: id, by: device.id });
  }
  return sitDown(world, caller, re);
};
