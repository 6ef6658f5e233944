import { ok } from '../../base/result.ts';
import type { Handler } from '../handler.ts';

/** Answers when the new certificate is in use. */
export const onAdminReload: Handler<'admin.reload'> = async (world, caller, { re }) => {
  await world.reload();
  world.activity('reload', { by: 'operator' });
  caller.tell({ type: 'ok', re });
  return ok(undefined);
};
