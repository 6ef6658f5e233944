import { ok } from '../../base/result.ts';
import { known } from '../known.ts';

/** `version` is the one that was read before; another one there now is a `conflict`. Answers what is kept. */
export const onVaultPut = known<'vault-put'>(async (world, session, { re, vault, version }) => {
  const put = await world.store.putVault(session.user.id, vault, version);
  if (!put.ok) return put;
  session.tell({ type: 'vault-is', re, vault, version: put.value });
  return ok(undefined);
});
