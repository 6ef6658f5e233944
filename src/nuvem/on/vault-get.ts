import { no, ok } from '../../base/result.ts';
import { known } from '../known.ts';

export const onVaultGet = known<'vault-get'>(async (world, session, { re }) => {
  const user = await world.store.userByName(session.user.name);
  if (!user) return no('unknown');
  session.tell({ type: 'vault-is', re, vault: user.vault, version: user.vaultVersion });
  return ok(undefined);
});
