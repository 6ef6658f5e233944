import { ok } from '../../base/result.ts';
import type { Handler } from '../handler.ts';

/** The seat is free at once, not only when the connection is seen to be gone. */
export const onBye: Handler<'bye'> = (_world, caller) => {
  caller.leave();
  return ok(undefined);
};
