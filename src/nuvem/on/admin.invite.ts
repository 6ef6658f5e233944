import { no, ok } from '../../base/result.ts';
import type { Caller, Handler, World } from '../handler.ts';
import { inviteCode, inviteHash } from '../invites.ts';
import { kept } from '../known.ts';
import { once } from '../once.ts';

const day = 86_400_000;
/** Who asks through the control socket. */
const operator = 0;

/** A code for so many accounts and days. Only its hash is kept, and repeating the operation gives it again. */
export const onAdminInvite: Handler<'admin.invite'> = async (world, caller, message) => {
  const { re, op, uses, days } = kept(message);
  const by = await inviterOf(world, caller);
  if (!by) return no('not-allowed');
  const secret = await world.store.secret('invites', () => world.random(32));
  const code = inviteCode(secret, by.id, op);
  const hash = inviteHash(code);
  if (!hash) throw new RangeError('Expected a code to have a hash');
  const made = await once(world, op, async () => {
    const until = world.now() + days * day;
    await world.store.invite(op, hash, Math.max(1, uses), until);
    world.activity('invite', { by: by.name, uses, until });
    return ok(Buffer.from(String(until)));
  });
  if (!made.ok) return made;
  const until = Number(Buffer.from(made.value).toString());
  caller.tell({ type: 'invite', re, code, until });
  return ok(undefined);
};

/** Who may invite: the operator, and accounts with a role of this nuvem, as it is now. */
async function inviterOf(
  { store }: World,
  { owner, session }: Caller,
): Promise<{ readonly id: number; readonly name: string } | undefined> {
  if (owner) return { id: operator, name: 'operator' };
  const user = session && (await store.userByName(session.user.name));
  return user && user.role !== 'member' ? user : undefined;
}
