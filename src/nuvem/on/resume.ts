import { no } from '../../base/result.ts';
import { arrive } from '../arrive.ts';
import type { Handler } from '../handler.ts';
import { kept } from '../known.ts';
import { proven } from '../proven.ts';

/** The ticket says that this nuvem knows the device, the proof that it is the device: either alone is nothing. */
export const onResume: Handler<'resume'> = async (world, caller, message) => {
  const { re, device: id, ticket, proof } = kept(message);
  const found = await world.store.device(id);
  if (!found) return no('ticket');
  const { device } = found;
  const claim = { purpose: 'resume', name: '', deviceKey: device.key } as const;
  if (!proven(world, caller, claim, proof)) return no('key');
  if (device.revoked) return no('revoked');
  return arrive(world, caller, { re, device: id, how: 'resume', ticket });
};
