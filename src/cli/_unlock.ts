import { type Account, isLocked, type LockedAccount, type Saved } from '../client/account.ts';
import { unlocked } from '../client/lock.ts';
import { accountsIn } from '../home/accounts.ts';
import type { Home } from '../home/paths.ts';
import { isOpenElsewhere } from './_owned.ts';
import { openWorkshop } from './client-workshop.ts';
import { exits, Failure } from './failure.ts';

/** Whether nobody can use it without its password: it is locked, and no process has it open. */
export async function needsPassword({ data }: Home, saved: Saved): Promise<boolean> {
  return isLocked(saved) && !(await isHeldElsewhere({ data }, saved));
}

/** Another process has it open. */
export const isHeldElsewhere = async (
  { data }: Pick<Home, 'data'>,
  saved: Pick<Saved, 'name' | 'nuvem'>,
): Promise<boolean> => isOpenElsewhere(await accountsIn(data).folder(saved));

/** An account that can be opened; its password is asked for where that is needed. */
export const atHandIn = async (
  home: Home,
  saved: Saved,
  password: () => Promise<string>,
): Promise<Saved> =>
  isLocked(saved) && (await needsPassword(home, saved)) ? unlock(saved, await password()) : saved;

export async function unlock(saved: LockedAccount, password: string): Promise<Account> {
  await using workshop = await openWorkshop({});
  const account = await unlocked(workshop.opaque, saved, password);
  if (account) return account;
  throw new Failure(['wrong-lock', saved.name], exits.credentials);
}
