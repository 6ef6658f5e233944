import { no } from '../../base/result.ts';
import { arrive } from '../arrive.ts';
import type { Handler } from '../handler.ts';
import { kept } from '../known.ts';
import { proven } from '../proven.ts';

/** The ticket says that this nuvem knows the device, the proof that it is the device: either alone is nothing. */
export const onResume: Handler<'resume'> = async (world, caller, message) => {
  const { re, device, ticket, proof } = kept(message);
  const deviceKey = await world.deviceKeys.keyOf(device);
  if (!deviceKey) return no('ticket');
  const claim = { purpose: 'resume', name: '', deviceKey } as const;
  if (!proven(world, caller, claim, proof)) return no('key');
  return arrive(world, caller, { re, device, how: 'resume', ticket });
};
