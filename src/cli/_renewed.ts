import type { Fingerprint } from '../base/fingerprint.ts';
import type { Saved } from '../client/account.ts';
import { underKey } from '../client/renewed.ts';
import { accountsIn } from '../home/accounts.ts';
import type { Home } from '../home/paths.ts';
import { pinsIn } from '../home/pins.ts';
import { lockFolder } from '../net/lock.ts';

/** A nuvem has a new key: whatever this home has under the former one is under the new one from now on. */
export async function followKey(
  home: Home,
  former: Fingerprint,
  nuvem: Fingerprint,
): Promise<void> {
  const pins = pinsIn(home.data);
  for (const pin of await pins.all())
    if (pin.nuvem === former) await pins.pin({ address: pin.address, nuvem });
  const all = await accountsIn(home.data).all();
  for (const account of all) if (account.nuvem === former) await follow(home, account, nuvem);
}

/** An account that another process has open follows there. */
async function follow(home: Home, account: Saved, nuvem: Fingerprint): Promise<void> {
  const accounts = accountsIn(home.data);
  const lock = await lockFolder(await accounts.folder(account));
  if (!lock.ok) return;
  try {
    await accounts.save(underKey(account, nuvem));
  } finally {
    await lock.value[Symbol.asyncDispose]();
  }
}
