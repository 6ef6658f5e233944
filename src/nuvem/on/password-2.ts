import { no, ok } from '../../base/result.ts';
import type { Handler } from '../handler.ts';
import { kept } from '../known.ts';
import { justProved } from './password-1.ts';

/** Record and vault change together, or neither: the vault opens with what only the new password gives. */
export const onPassword2: Handler<'password-2'> = async (world, caller, message) => {
  const { re, record, vault, version } = kept(message);
  const { session } = caller;
  if (!session) return no('order');
  if (!justProved(world, caller)) return no('credentials');
  const checked = world.accounts.recordOf(record);
  if (!checked.ok) return checked;
  const { id, name } = session.user;
  const device = session.device.id;
  const put = await world.store.putVault(id, vault, version, checked.value, device);
  if (!put.ok) return put;
  world.activity('password', { name, device });
  session.tell({ type: 'vault-is', re, vault, version: put.value });
  return ok(undefined);
};
