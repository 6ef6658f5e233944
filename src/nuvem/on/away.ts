import { ok } from '../../base/result.ts';
import type { Handler } from '../handler.ts';

export const onAway: Handler<'away'> = (world, { session }, { on }) => {
  if (session) world.hub.setAway(session, on);
  return ok(undefined);
};
