import { type Account, atHand, type LockedAccount } from './account.ts';
import { deriveKey, freshNonce, open, seal } from './keys.ts';
import type { Opaque } from './opaque-port.ts';

const purpose = 'lock';
const place = (name: string): string => `storage key ${name}`;

/** The account under a lock that this password opens; the storage key stays the same. */
export async function locked(
  ports: { readonly opaque: Opaque; readonly random: (bytes: number) => Buffer },
  account: Account,
  password: string,
): Promise<Account> {
  const { key: exported, ...halves } = await ports.opaque.newLock(password);
  const storageKey = Buffer.from(account.storageKey, 'hex');
  const key = deriveKey(exported, purpose);
  const sealed = seal(key, freshNonce(ports.random), place(account.name), storageKey);
  return { ...account, lock: { ...halves, key: sealed.toString('hex') } };
}

/** Undefined when the password is wrong. */
export async function unlocked(
  opaque: Opaque,
  saved: LockedAccount,
  password: string,
): Promise<Account | undefined> {
  const exported = await opaque.openLock(password, saved.lock);
  if (!exported) return undefined;
  const sealed = Buffer.from(saved.lock.key, 'hex');
  const key = open(deriveKey(exported, purpose), place(saved.name), sealed);
  return key && atHand(saved, key.toString('hex'));
}

/** Whether this password opens the lock of an account that is in use. */
export async function opens(opaque: Opaque, { lock }: Account, password: string): Promise<boolean> {
  return lock === undefined || (await opaque.openLock(password, lock)) !== undefined;
}
