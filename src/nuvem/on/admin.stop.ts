import { ok } from '../../base/result.ts';
import type { Handler } from '../handler.ts';

export const onAdminStop: Handler<'admin.stop'> = (world, caller, { re }) => {
  world.activity('stop', { by: 'operator' });
  caller.tell({ type: 'ok', re });
  world.stop();
  return ok(undefined);
};
