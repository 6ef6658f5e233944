import type { Address } from '../base/address.ts';
import type { Saved } from '../client/account.ts';
import { nuvemNamesIn } from '../home/nuvems.ts';
import type { Seen } from './_around.ts';
import { whereItAnswers } from './_contact.ts';
import type { Unmet } from './_entrance.ts';
import { during, type Hall, type Step } from './_hall.ts';
import type { Wish } from './_sign-in.ts';

type Meet = (wish: Omit<Wish, 'nuvem' | 'owner'>) => Promise<Step | Unmet>;

/**
 * Goes to a nuvem that was found: with the account that is here, else as anybody who comes for the first time.
 * What it said of itself was an announcement: the key that it named must answer, and is shown.
 */
export async function meetFound(
  hall: Hall,
  { name, addresses, fingerprint }: Seen,
  account: Saved | undefined,
  meet: Meet,
): Promise<Step | Unmet> {
  const said = hall.words.start.busy.dial(name);
  const looked = await during(hall, said, (signal) =>
    whereItAnswers(addresses, fingerprint, signal),
  );
  if (typeof looked === 'string') return looked;
  if ('text' in looked) return { trouble: looked.text };
  if (account) return { account, address: looked.done };
  const address: Address = { ...looked.done, fingerprint };
  const step = await meet({ address, how: 'login', announced: true });
  if (typeof step === 'object' && 'account' in step)
    await nuvemNamesIn(hall.home.data).keep(fingerprint, name);
  return step;
}
